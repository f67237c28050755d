import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import type { Provenance } from "@dateline-search/core/generation/provenance";
import { licenceOfModel } from "@dateline-search/core/model/model-licences";
import { isUrl } from "./open-store.ts";
import { packageVersion } from "./package-version.ts";

const run = promisify(execFile);

/** Who built a generation, of which commit of the corpus, with what. */
export async function provenanceOfBuild(paths: readonly string[], { model }: Manifest): Promise<Provenance> {
  const { name, fingerprint } = model;
  return {
    by: whoAmI(),
    at: new Date().toISOString(),
    program: `dateline ${packageVersion()}`,
    commit: await commitOf(paths.find((path) => !isUrl(path))),
    model: { name, fingerprint, licence: licenceOfModel(name) },
  };
}

function whoAmI(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return hostname(); // A container may run as a user without a name.
  }
}

/** @returns `null` for what is no checkout, and where there is no git */
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
