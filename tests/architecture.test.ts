import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const PACKAGES = fileURLToPath(new URL("../packages", import.meta.url));
const CORE = join(PACKAGES, "core", "src");

const BASE = ["types.ts", "errors.ts", "abort-error.ts", "process-liveness.ts"];

/** The map of packages/core: each room and the rooms it may import. Files beside the rooms compose them. */
const ROOMS: Record<string, readonly string[]> = {
  "types.ts": [],
  "errors.ts": [],
  "abort-error.ts": ["errors.ts"],
  "process-liveness.ts": [],
  ports: ["types.ts"],
  corpus: [...BASE, "ports"],
  passages: [...BASE, "ports"],
  model: [...BASE, "ports"],
  generation: [...BASE, "ports"],
  search: [...BASE, "ports", "passages", "generation"],
  evaluation: [...BASE, "search"],
  adapters: [...BASE, "ports", "model", "generation"],
};

const sources = filesBelow(CORE);

test("every room of packages/core imports only the rooms that the map allows", () => {
  const forbidden = sources.flatMap((file) => {
    const room = roomOf(file);
    const allowed = ROOMS[room];
    if (allowed === undefined) return [];
    return importsOf(file)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => roomOf(join(file, "..", specifier)))
      .filter((imported) => imported !== room && !allowed.includes(imported))
      .map((imported) => `${relative(CORE, file)} imports ${imported}`);
  });
  expect(forbidden).toEqual([]);
});

test("every folder of packages/core is on the map", () => {
  const folders = readdirSync(CORE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).filter((name) => !(name in ROOMS))).toEqual([]);
});

test("only the command line and the functions read the environment", () => {
  const readers = sources.filter((file) => /process\.env\s*[.[]/.test(readFileSync(file, "utf8")));
  expect(readers.map((file) => relative(CORE, file))).toEqual([]);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}

function roomOf(file: string): string {
  return relative(CORE, file).split(sep)[0] as string;
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(
    (match) => match[1] as string,
  );
}
