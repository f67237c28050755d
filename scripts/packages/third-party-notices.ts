import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { REPOSITORY } from "./package-manifest.ts";

const LEGAL_FILE = /^(licen[cs]e|copying|notice)/i;

/**
 * The licences and notices of all bundled packages, as these require.
 *
 * @returns `undefined` when none was bundled
 */
export function thirdPartyNotices({ outputs }: Metafile): string | undefined {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = bytesInOutput > 0 ? packageFolder(path) : undefined;
      if (folder !== undefined) folders.add(folder);
    }
  }
  if (folders.size === 0) return undefined;
  const notices = [...folders].sort().map(noticeOf);
  return `This package contains code of the packages below, each under its own licence.\n\n${notices.join("\n")}`;
}

/** "node_modules/a/node_modules/@b/c" for a file somewhere in it. */
function packageFolder(path: string): string | undefined {
  return /^(?:\.\.\/)*(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

function noticeOf(folder: string): string {
  const path = join(REPOSITORY, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const texts = readdirSync(path)
    .filter((file) => LEGAL_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(path, file), "utf8").trim());
  return [`${"-".repeat(80)}\n${name} ${version}, licence: ${license}`, ...texts].join("\n\n").concat("\n");
}
