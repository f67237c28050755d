import { existsSync, readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { types } from "node:util";
import { DatelineError } from "@dateline-search/core/errors";
import type { DatelineConfig } from "./dateline-config.ts";

/** Extensions of settings files. */
const CONFIG_FORMATS = ["ts", "mts", "cts", "js", "mjs", "cjs", "json"] as const;

const FILES = CONFIG_FORMATS.map((format) => `dateline.config.${format}`);

/** Key of `package.json` with settings. */
const PACKAGE_KEY = "dateline";

/** Settings with a path. Relative paths are resolved against the settings file. */
const PLACES = ["corpus", "index", "store", "models", "synonyms"] as const;
const FORMATS: ReadonlySet<string> = new Set(CONFIG_FORMATS.map((format) => `.${format}`));
const URL_SCHEME = /^[a-z][a-z0-9+.-]+:/i;

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

/**
 * Reads a settings file and validates every setting.
 *
 * @throws DatelineError `invalid-input` that names the file and the setting
 */
export async function readConfig(path: string): Promise<DatelineConfig> {
  const value = await load(path);
  // Load the schema lazily, so that projects without settings do not wait for it.
  const { configSchema } = await import("./config-schema.ts");
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw refuse(path, explain(parsed.error.issues[0], value));
  const config: DatelineConfig = parsed.data;
  const places = PLACES.flatMap((name) => {
    const place = config[name];
    if (place === undefined || URL_SCHEME.test(place)) return [];
    return [[name, resolve(dirname(path), place)] as const];
  });
  return { ...config, ...Object.fromEntries(places) };
}

async function load(path: string): Promise<unknown> {
  if (!FORMATS.has(extname(path))) {
    throw refuse(path, `the name of a settings file must end in .${CONFIG_FORMATS.join(", .")}`);
  }
  try {
    await stat(path);
    if (extname(path) !== ".json") return await runModule(path);
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return basename(path) === "package.json" ? (value as Record<string, unknown>)[PACKAGE_KEY] : value;
  } catch (cause) {
    throw refuse(path, describe(cause), { cause });
  }
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "the file does not exist";
  const [, problem, line] = /^ParseError: (.*?)\s*\n.*:(\d+):\d+$/.exec(cause.message) ?? [];
  if (problem !== undefined) return `line ${line} cannot be parsed, ${problem}`;
  return cause.message.split("\n", 1)[0] ?? "";
}

/**
 * Runs a settings file whatever the nearest `package.json` says. Node alone would treat a `.ts` or `.js` file
 * in an ordinary folder as CommonJS.
 */
async function runModule(path: string): Promise<unknown> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false, interopDefault: false });
  const module = await jiti.import<Readonly<Record<string, unknown>>>(path);
  if (module["default"] !== undefined) return module["default"];
  const isEsModule = types.isModuleNamespaceObject(module) || module["__esModule"] === true;
  // The value of `module.exports`.
  if (!isEsModule) return module;
  throw new Error("it has no default export");
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function explain(issue: Issue | undefined, value: unknown): string {
  const [key] = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys")
    return `"${issue.keys?.[0]}" is not a setting; see docs/cli.md for the list`;
  if (key === undefined) return `the settings must be an object, they are ${show(value)}`;
  return `${String(key)} ${issue?.message}, it is ${show((value as Record<PropertyKey, unknown>)[key])}`;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}

function refuse(path: string, reason: string, options?: ErrorOptions): DatelineError {
  return new DatelineError("invalid-input", `Cannot use the settings in "${path}": ${reason}`, options);
}
