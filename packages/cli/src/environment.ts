import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CliContext, Output } from "./cli-context.ts";

/** Reads an environment variable; `undefined` when it is unset or empty, which shell users treat alike. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** Colours only on a terminal, and not if the user disables them (https://no-color.org). */
export function hasColors(output: Output): boolean {
  return output.isTTY === true && environmentVariable("NO_COLOR") === undefined;
}

/** Default folder of the index. */
export function defaultIndexFolder(): string {
  return environmentVariable("DATELINE_INDEX") ?? ".dateline/index";
}

/**
 * Folder of the models, one subfolder each, in the layout that transformers.js reads. By default all projects
 * of a user share it.
 */
export function modelsFolder({ config }: Pick<CliContext, "config">): string {
  return resolve(environmentVariable("DATELINE_MODELS") ?? config.models ?? join(userCache(), "models"));
}

/** The synonyms file; `undefined` for none. */
export function synonymsFile({ config }: Pick<CliContext, "config">): string | undefined {
  return environmentVariable("DATELINE_SYNONYMS") ?? config.synonyms;
}

/** Cache of embeddings and similar data: a folder, or `s3://bucket/prefix` to share it. */
export function cacheLocation(): string {
  return environmentVariable("DATELINE_CACHE") ?? ".dateline/cache";
}

/**
 * Cache folder shared by all projects of this user, for data that can be downloaded again: `XDG_CACHE_HOME`,
 * or the system's usual place.
 */
export function userCache(): string {
  const base = environmentVariable("XDG_CACHE_HOME");
  // Relative paths must be ignored: https://specifications.freedesktop.org/basedir-spec/latest/#variables
  if (base !== undefined && isAbsolute(base)) return join(base, "dateline");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "dateline");
  if (process.platform !== "win32") return join(homedir(), ".cache", "dateline");
  return join(
    environmentVariable("LOCALAPPDATA") ?? join(homedir(), "AppData", "Local"),
    "dateline",
    "Cache",
  );
}

/** Folder of this package, both from its sources and from its `dist`. */
export const PACKAGE_FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** The command's version, from its package.json. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}
