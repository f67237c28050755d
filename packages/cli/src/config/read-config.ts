import { readFile } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { DatelineError } from "@dateline-search/core/errors";
import type { DatelineConfig } from "./dateline-config.ts";
import { PACKAGE_KEY } from "./find-config.ts";

/** Settings that name a place: a relative one is relative to the file that says so. */
const PLACES = ["corpus", "index", "store", "models"] as const;
const FORMATS: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs", ".cjs", ".json"]);
const URL_SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/**
 * Reads the settings of a file and checks every one of them.
 *
 * @throws DatelineError `invalid-input` that names the file and the setting
 */
export async function readConfig(path: string): Promise<DatelineConfig> {
  const value = await load(path);
  // Only those who have settings wait for the checks to load.
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
  if (!FORMATS.has(extname(path))) throw refuse(path, "settings are in a .ts, .js, .mjs or .json file");
  try {
    if (extname(path) !== ".json") return defaultOf(await import(pathToFileURL(path).href));
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return basename(path) === "package.json" ? (value as Record<string, unknown>)[PACKAGE_KEY] : value;
  } catch (cause) {
    throw refuse(path, describe(cause), { cause });
  }
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  // What Node says when TypeScript does not parse, of which it knows nothing.
  if (code === "ERR_REQUIRE_CYCLE_MODULE") return "it is not valid TypeScript";
  return cause.message;
}

function defaultOf(module: { readonly default?: unknown }): unknown {
  if (module.default === undefined) throw new Error("it has no default export");
  return module.default;
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
    return `"${issue.keys?.[0]}" is no setting; see docs/cli.md for those there are`;
  if (key === undefined) return `the settings must be an object, they are ${show(value)}`;
  return `${String(key)} ${issue?.message}, it is ${show((value as Record<PropertyKey, unknown>)[key])}`;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}

function refuse(path: string, reason: string, options?: ErrorOptions): DatelineError {
  return new DatelineError("invalid-input", `Cannot use the settings in "${path}": ${reason}`, options);
}
