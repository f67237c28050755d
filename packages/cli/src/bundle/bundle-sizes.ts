import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { deflateRawSync } from "node:zlib";

export interface BundlePart {
  /** The code, the model or a native package. */
  readonly name: string;
  readonly files: number;
  readonly sizeBytes: number;
  /** Compressed size in a zip archive. */
  readonly zippedBytes: number;
}

export interface BundleReport {
  readonly parts: readonly BundlePart[];
  /** sha256 over the path and content of every file. Equal bundles have equal hashes. */
  readonly sha256: string;
}

/** Measures the parts of a bundle and computes its hash. */
export async function describeBundle(folder: string): Promise<BundleReport> {
  const parts = new Map<string, BundlePart>();
  const hash = createHash("sha256");
  for (const path of await listFiles(folder)) {
    const bytes = await readFile(join(folder, path));
    hash.update(`${path}\0${createHash("sha256").update(bytes).digest("hex")}\n`);
    const name = partOf(path);
    const { files, sizeBytes, zippedBytes } = parts.get(name) ?? { files: 0, sizeBytes: 0, zippedBytes: 0 };
    parts.set(name, {
      name,
      files: files + 1,
      sizeBytes: sizeBytes + bytes.length,
      zippedBytes: zippedBytes + deflateRawSync(bytes).length,
    });
  }
  return { parts: [...parts.values()], sha256: hash.digest("hex") };
}

/** Lists relative paths with forward slashes, sorted by code unit so that no locale changes their order. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort((a, b) => (a < b ? -1 : 1));
}

function partOf(path: string): string {
  const [first = "", second = "", third = ""] = path.split("/");
  if (/\.mjs(\.LEGAL\.txt)?$/.test(first)) return "code";
  if (first !== "node_modules") return first;
  return second.startsWith("@") ? `${second}/${third}` : second;
}
