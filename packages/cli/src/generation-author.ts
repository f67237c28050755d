import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { DatelineError } from "@dateline-search/core/errors";
import type { GenerationAuthor } from "@dateline-search/core/generation/generation-author";
import type { Provenance } from "@dateline-search/core/generation/provenance";
import { assertTrusted, openSigner, type Signer } from "@dateline-search/core/generation/signature";
import { licenceOfModel } from "@dateline-search/core/model/model-licences";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { environmentVariable, packageVersion } from "./environment.ts";
import { isUrl } from "./open-store.ts";
import { trustedKeys } from "./trusted-keys.ts";

const run = promisify(execFile);

/** The command that is about to change a store. */
export interface Authorship {
  /** Name of the command. */
  readonly action: string;
  readonly store: ObjectStore;
  /** Sources of the articles. The commit recorded is that of the first folder or file. */
  readonly paths?: readonly string[];
  /** Private key file that overrides the environment's. */
  readonly keyFile?: string | undefined;
}

/**
 * Describes who runs a command, from which commit of the corpus, and with which key.
 *
 * @throws DatelineError `invalid-input` when the key cannot be read, or when DATELINE_TRUSTED_KEYS requires
 *   signatures and a store that functions read would get an unsigned generation
 */
export async function generationAuthor({
  action,
  store,
  paths = [],
  keyFile,
}: Authorship): Promise<GenerationAuthor> {
  const signer = await readSigner(keyFile ?? environmentVariable("DATELINE_SIGNING_KEY"));
  // A local build is signed when it is published.
  if (!(store instanceof FileObjectStore)) assertTrusted(signer, trustedKeys());
  let commit: Promise<Provenance["commit"]> | undefined;
  return {
    signer,
    provenanceOf: async ({ model: { name, fingerprint } }) => {
      commit ??= commitOf(paths.find((path) => !isUrl(path)));
      return {
        by: whoAmI(),
        action,
        at: new Date().toISOString(),
        program: `dateline ${packageVersion()}`,
        commit: await commit,
        model: { name, fingerprint, licence: licenceOfModel(name) },
      };
    },
  };
}

async function readSigner(file: string | undefined): Promise<Signer | undefined> {
  if (file === undefined) return undefined;
  try {
    return openSigner(await readFile(file, "utf8"));
  } catch (cause) {
    if (cause instanceof DatelineError) throw cause;
    const reason = (cause as Error).message;
    throw new DatelineError("invalid-input", `Cannot sign with "${file}": ${reason}`, { cause });
  }
}

function whoAmI(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return hostname(); // A container may run as a user without a name.
  }
}

/** @returns `null` outside a checkout, or without git */
async function commitOf(path: string | undefined): Promise<Provenance["commit"]> {
  if (path === undefined) return null;
  try {
    const whole = resolve(path);
    const folder = (await stat(whole)).isDirectory() ? whole : dirname(whole);
    const { stdout: id } = await run("git", ["-C", folder, "rev-parse", "HEAD"]);
    const { stdout: changes } = await run("git", ["-C", folder, "status", "--porcelain", "--", whole]);
    return { id: id.trim(), hasChanges: changes !== "" };
  } catch {
    return null;
  }
}
