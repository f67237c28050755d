import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";

/** Extensions of settings files. */
export const CONFIG_FORMATS = ["ts", "mts", "cts", "js", "mjs", "cjs", "json"] as const;

const FILES = CONFIG_FORMATS.map((format) => `dateline.config.${format}`);

/** Key of `package.json` that holds settings. */
export const PACKAGE_KEY = "dateline";

/**
 * Looks for settings in a folder and its parents.
 *
 * @returns the path of the nearest file with settings
 * @throws DatelineError `invalid-input` when one folder has several
 */
export function findConfig(folder: string): string | undefined {
  const found = configsIn(folder);
  if (found.length > 1) {
    throw new DatelineError(
      "invalid-input",
      `Cannot choose among the settings in ${found.join(" and ")}: keep one of them`,
    );
  }
  if (found[0] !== undefined) return found[0];
  const parent = dirname(folder);
  return parent === folder ? undefined : findConfig(parent);
}

function configsIn(folder: string): string[] {
  const files = FILES.map((name) => join(folder, name)).filter((path) => existsSync(path));
  const manifest = join(folder, "package.json");
  return hasSettings(manifest) ? [...files, manifest] : files;
}

/** Ignores an unreadable `package.json`: npm reports that itself. */
function hasSettings(manifest: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(manifest, "utf8"));
    return typeof value === "object" && value !== null && PACKAGE_KEY in value;
  } catch {
    return false;
  }
}
