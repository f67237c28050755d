import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { CliContext } from "./cli-context.ts";
import { environmentVariable } from "./environment-variable.ts";

/** Where commands look for the index when no option says otherwise. */
export function defaultIndexFolder(): string {
  return environmentVariable("DATELINE_INDEX") ?? ".dateline/index";
}

/**
 * Where models are kept: one folder for each, in the layout that transformers.js reads. All projects of a user share them
 * unless told otherwise.
 */
export function modelsFolder({ config }: Pick<CliContext, "config">): string {
  return resolve(environmentVariable("DATELINE_MODELS") ?? config.models ?? join(userCache(), "models"));
}

/** The file of other names for things; `undefined` for none. */
export function synonymsFile({ config }: Pick<CliContext, "config">): string | undefined {
  return environmentVariable("DATELINE_SYNONYMS") ?? config.synonyms;
}

/** Where embeddings and the like are kept between runs: a folder, or `s3://bucket/prefix` to share them. */
export function cacheLocation(): string {
  return environmentVariable("DATELINE_CACHE") ?? ".dateline/cache";
}

/**
 * Folder of what is the same for all projects of this user and can be had again: in `XDG_CACHE_HOME`, or where programs
 * of this system keep such things.
 */
export function userCache(): string {
  const base = environmentVariable("XDG_CACHE_HOME");
  // A relative one is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/#variables
  if (base !== undefined && isAbsolute(base)) return join(base, "dateline");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "dateline");
  if (process.platform !== "win32") return join(homedir(), ".cache", "dateline");
  return join(
    environmentVariable("LOCALAPPDATA") ?? join(homedir(), "AppData", "Local"),
    "dateline",
    "Cache",
  );
}
