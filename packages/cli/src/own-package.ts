import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folder of this package, both from its sources and from its `dist`. */
export const PACKAGE_FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** The command's version, from its package.json. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}
