import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const PACKAGES = fileURLToPath(new URL("../packages", import.meta.url));
const CORE = join(PACKAGES, "core", "src");

/** The base, which every room of the map may import. */
const BASE = ["article-fields.ts", "types.ts", "errors.ts", "clock", "files"];

/** The map of packages/core: each room after those that it may import. */
const ROOMS: Record<string, readonly string[]> = {
  "article-fields.ts": [],
  "types.ts": ["article-fields.ts"],
  "errors.ts": [],
  clock: [],
  files: ["errors.ts"],
  ports: ["article-fields.ts", "types.ts", "errors.ts"],
  corpus: [...BASE, "ports"],
  passages: [...BASE, "ports"],
  model: [...BASE, "ports"],
  generation: [...BASE, "ports"],
  words: BASE,
  stories: [...BASE, "ports", "generation", "words"],
  search: [...BASE, "ports", "passages", "generation", "words"],
  alerts: [...BASE, "ports", "generation", "words", "search"],
  evaluation: [...BASE, "ports", "passages", "generation", "words", "search"],
  adapters: [...BASE, "ports", "model", "words", "alerts"],
  embedding: [...BASE, "ports", "passages", "model", "adapters"],
  indexing: [...BASE, "ports", "corpus", "passages", "generation", "words", "stories", "embedding"],
  live: [...BASE, "ports", "generation"],
  opensearch: [...BASE, "ports", "generation", "words", "search", "adapters"],
};

/** What other programs may import of the package: hands out what the rooms and the compositions have. */
const PUBLIC_ROOM = "api";

/** The npm packages that each room may import; rooms that are not here, none. */
const PACKAGES_OF_ROOMS: Record<string, readonly string[]> = {
  corpus: [
    "@mozilla/readability",
    "chardet",
    "csv-parse",
    "decode-named-character-reference",
    "htmlparser2",
    "jsonrepair",
    "linkedom",
    "mammoth",
    "mdast",
    "mdast-util-from-markdown",
    "mdast-util-frontmatter",
    "micromark-extension-frontmatter",
    "postal-mime",
    "saxes",
    "smol-toml",
    "unpdf",
    "yaml",
    "yauzl",
    "zod",
  ],
  model: ["onnx-proto"],
  generation: ["zod"],
  words: ["eld", "snowball-stemmers"],
  alerts: ["zod"],
  evaluation: ["zod"],
  opensearch: ["@aws-sdk/client-s3", "@opensearch-project/opensearch"],
  stories: ["lru-cache"],
  adapters: [
    "@aws-sdk/client-s3",
    "@xenova/transformers",
    "hnswlib-node",
    "libsql",
    "lru-cache",
    "onnxruntime-node",
    "robots-parser",
    "yauzl",
    "zod",
  ],
};

const sources = filesBelow(CORE);

test("every room of packages/core imports only the rooms that the map allows", () => {
  const forbidden = sources.flatMap((file) => {
    const room = roomOf(file);
    const allowed = ROOMS[room];
    if (allowed === undefined) return [];
    return roomsImportedBy(file)
      .filter((imported) => imported !== room && !allowed.includes(imported))
      .map((imported) => `${relative(CORE, file)} imports ${imported}`);
  });
  expect(forbidden).toEqual([]);
});

test("every folder of packages/core is on the map", () => {
  const folders = readdirSync(CORE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const known = [...Object.keys(ROOMS), PUBLIC_ROOM];
  expect(folders.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
});

test("nothing in packages/core imports the entries that are only for other programs", () => {
  const importers = sources.filter((file) => roomsImportedBy(file).includes(PUBLIC_ROOM));
  expect(importers.map((file) => relative(CORE, file))).toEqual([]);
});

test("the map lists each room after the rooms that it may import", () => {
  const order = Object.keys(ROOMS);
  const upwards = arrowsOf(ROOMS).filter(([from, to]) => order.indexOf(to) >= order.indexOf(from));
  expect(upwards).toEqual([]);
});

test("the map allows no room and no npm package that nothing uses", () => {
  const used = new Set(
    sources.flatMap((file) => [...roomsImportedBy(file), ...packagesImportedBy(file)].map(arrowFrom(file))),
  );
  const rooms = arrowsOf(ROOMS).filter(([, to]) => !BASE.includes(to));
  const unused = [...rooms, ...arrowsOf(PACKAGES_OF_ROOMS)].filter(
    ([from, to]) => !used.has(`${from} → ${to}`),
  );
  expect(unused).toEqual([]);
});

test("every room of packages/core imports only the npm packages that it may", () => {
  const forbidden = sources.flatMap((file) =>
    packagesImportedBy(file)
      .filter((name) => !(PACKAGES_OF_ROOMS[roomOf(file)] ?? []).includes(name))
      .map((name) => `${relative(CORE, file)} imports ${name}`),
  );
  expect(forbidden).toEqual([]);
});

test("ARCHITECTURE.md names every room of packages/core", () => {
  const document = readFileSync(fileURLToPath(new URL("../ARCHITECTURE.md", import.meta.url)), "utf8");
  const names = readdirSync(CORE).filter((name) => {
    const forms = [`\`${name}\``, `\`${name}/\``, `\`${name.replace(/\.ts$/, "")}\``];
    return !forms.some((form) => document.includes(form));
  });
  expect(names).toEqual([]);
});

test("no two modules import each other, directly or through others", () => {
  const folders = readdirSync(PACKAGES).map((name) => join(PACKAGES, name, "src"));
  expect(importCycles(folders.flatMap(filesBelow))).toEqual([]);
});

test("only the command line and the functions read the environment", () => {
  const readers = sources.filter((file) => readsEnvironment(readFileSync(file, "utf8")));
  expect(readers.map((file) => relative(CORE, file))).toEqual([]);
});

test.each([
  'import "zod";',
  'import * as z from "zod";',
  'import type {\n  ZodType,\n} from "zod";',
  'export * from "zod";',
  'const { z } = await import("zod");',
  "const { z } = await import('zod');",
])("detects the import in %j", (source) => {
  expect(specifiersIn(source)).toEqual(["zod"]);
});

test('words such as `"from" | "to"` are not an import', () => {
  expect(specifiersIn('export function parse(name: "from" | "to"): string;\nconst a = "from";')).toEqual([]);
});

test.each([
  "process.env.HOME",
  'process.env["HOME"]',
  "const { HOME } = process.env;",
  "const { env } = process;",
  'import { env } from "node:process";',
])("detects that %j reads the environment", (source) => {
  expect(readsEnvironment(source)).toBe(true);
});

test("passing the environment to a child process does not count as reading it", () => {
  expect(readsEnvironment("spawn(command, { env: { ...process.env, TMPDIR: folder } })")).toBe(false);
});

/** The modules of each cycle, by depth-first search. Imports of types count: who reads one module has to read the other. */
function importCycles(files: readonly string[]): string[] {
  const imports = new Map(files.map((file) => [file, relativeImports(file)]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file].map((it) => relative(PACKAGES, it)).join(" → "));
    if (start >= 0 || finished.has(file)) return;
    for (const imported of imports.get(file) ?? []) visit(imported, [...path, file]);
    finished.add(file);
  };
  for (const file of files) visit(file, []);
  return cycles;
}

function relativeImports(file: string): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => join(file, "..", specifier));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function roomOf(file: string): string {
  return relative(CORE, file).split(sep)[0] as string;
}

function roomsImportedBy(file: string): string[] {
  return relativeImports(file).map(roomOf);
}

/** "zod" of "zod/v4", "@scope/name" of "@scope/name/part". */
function packagesImportedBy(file: string): string[] {
  return importsOf(file)
    .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
    .map((specifier) =>
      specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/"),
    );
}

function arrowFrom(file: string): (imported: string) => string {
  return (imported) => `${roomOf(file)} → ${imported}`;
}

function arrowsOf(map: Record<string, readonly string[]>): [string, string][] {
  return Object.entries(map).flatMap(([from, targets]) => targets.map((to): [string, string] => [from, to]));
}

function importsOf(file: string): string[] {
  return specifiersIn(readFileSync(file, "utf8"));
}

/** Statements with and without names, which begin a line, and `import()` anywhere. */
function specifiersIn(source: string): string[] {
  const pattern =
    /^(?:import|export)\s(?:[^"'`;=()]*\sfrom\s)?\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;
  return [...source.matchAll(pattern)].map(([, ofStatement, ofCall]) => (ofStatement ?? ofCall) as string);
}

function readsEnvironment(source: string): boolean {
  const reading = source.replaceAll("env: { ...process.env", "");
  return /\bprocess\s*(\.\s*env\b|\[)|\}\s*=\s*process\b|from\s*["'](node:)?process["']/.test(reading);
}
