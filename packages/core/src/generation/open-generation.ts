import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import { hashFile } from "../files/hash-file.ts";
import { windowMethodOf } from "../ports/embedder.ts";
import type { RangeReader } from "../ports/range-reader.ts";
import type { Segment } from "../ports/segment.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";
import { type GenerationObject, headObjects, manifestKey, searchedObjects } from "./generation-objects.ts";
import { hideRemoved } from "./hide-removed.ts";
import { LATEST_KEY, parsePointer } from "./latest-pointer.ts";
import { type Manifest, parseManifest, type SegmentEntry } from "./manifest.ts";
import { uniteStories } from "./unite-stories.ts";

/** An open, immutable generation that can be searched. Rebuilding the index does not change it. */
export interface OpenGeneration {
  readonly id: string;
  readonly manifest: Manifest;
  /** In manifest order. */
  readonly segments: readonly Segment[];
  /** True if all files that a search reads are local. */
  readonly isWhole: boolean;
  close(): void;
}

export interface OpenGenerationOptions {
  readonly format: SegmentFormat;
  /** Defaults to the generation that `latest.json` names. */
  readonly id?: string;
  /**
   * `sha256` hashes every file. `size` only compares lengths, for callers that verified the content during
   * the download.
   */
  readonly verify: "sha256" | "size";
  /** Reads ranges of a segment's other files, if the folder contains only the heads of segments. */
  readonly others?: ((segmentId: string) => RangeReader) | undefined;
}

/**
 * Opens a generation in a folder laid out like the object store.
 *
 * @throws DatelineError `index-missing`, `index-format` or `index-corrupt`
 */
export async function openGeneration(
  folder: string,
  options: OpenGenerationOptions,
): Promise<OpenGeneration> {
  const { id, manifest } = await readLocalGeneration(folder, options.id);
  const isWhole = options.others === undefined;
  const here = isWhole ? searchedObjects(manifest) : headObjects(manifest, options.format.headFiles);
  await verifyObjects(folder, here, options.verify);
  const segments: Segment[] = [];
  const close = () => {
    for (const segment of segments) segment.close();
  };
  try {
    for (const entry of manifest.segments)
      segments.push(openSegment(folder, entry, { ...options, manifest }));
    return { id, manifest, segments: uniteStories(segments), isWhole, close };
  } catch (error) {
    close();
    throw error;
  }
}

function openSegment(
  folder: string,
  entry: SegmentEntry,
  { format, manifest, others }: Pick<OpenGenerationOptions, "format" | "others"> & { manifest: Manifest },
): Segment {
  const path = join(folder, "segments", entry.id);
  const { dimensions } = manifest.model;
  const segment =
    others === undefined
      ? format.open(path, dimensions)
      : format.openHead(path, dimensions, others(entry.id));
  if (segment.passages.passageCount === entry.passages) return hideRemoved(segment, entry.removed.passages);
  segment.close();
  throw new DatelineError(
    "index-corrupt",
    `Cannot open segment ${entry.id}: it has ${segment.passages.passageCount} passages, but its manifest says ${entry.passages}`,
  );
}

/**
 * Refuses a model other than that of the passages, whose answers would look right and mean nothing. Accepts
 * both window methods of the model, because they do not change how queries are embedded.
 *
 * @throws DatelineError `model-mismatch`
 */
export function checkModel(
  manifest: Pick<Manifest, "model">,
  embedder: { readonly modelName: string; readonly fingerprint: string },
): void {
  const { name, fingerprint } = manifest.model;
  if (windowMethodOf(manifest, embedder) !== undefined) return;
  throw new DatelineError(
    "model-mismatch",
    `Cannot search with model ${embedder.modelName} (${embedder.fingerprint.slice(0, 12)}): the index was built with ${name} (${fingerprint.slice(0, 12)}); build the index again or use its model`,
  );
}

/** A generation in a folder laid out like the object store. */
export interface LocalGeneration {
  readonly id: string;
  readonly manifest: Manifest;
}

/**
 * Reads the manifest of a generation, by default of the one that `latest.json` names.
 *
 * @throws DatelineError `index-missing`, `index-format` or `index-corrupt`
 */
export async function readLocalGeneration(folder: string, id?: string): Promise<LocalGeneration> {
  const wanted = id ?? (await readLatestId(folder));
  return { id: wanted, manifest: parseManifest(await readManifest(folder, wanted), wanted) };
}

/**
 * Compares files with the manifest.
 *
 * @param verify `sha256` hashes every file; `size` only compares lengths
 * @throws DatelineError `index-corrupt` for the first file that is missing or differs
 */
export async function verifyObjects(
  folder: string,
  objects: readonly GenerationObject[],
  verify: "sha256" | "size",
): Promise<void> {
  for (const { key, digest: expected } of objects) {
    const path = join(folder, key);
    const sizeBytes = existsSync(path) ? (await stat(path)).size : undefined;
    if (sizeBytes !== expected.sizeBytes) {
      const found = sizeBytes === undefined ? "is missing" : `has ${sizeBytes}`;
      throw damaged(path, `it should have ${expected.sizeBytes} bytes but ${found}`);
    }
    if (verify === "size") continue;
    const { sha256 } = await hashFile(path);
    if (sha256 !== expected.sha256) {
      throw damaged(path, `its sha256 is ${sha256}, but the manifest says ${expected.sha256}`);
    }
  }
}

function damaged(path: string, reason: string): DatelineError {
  return new DatelineError("index-corrupt", `Cannot open "${path}": ${reason}; build the index again`);
}

async function readLatestId(folder: string): Promise<string> {
  const path = join(folder, LATEST_KEY);
  if (!existsSync(path)) {
    throw new DatelineError(
      "index-missing",
      `Cannot open the index in "${folder}": there is no ${LATEST_KEY}; run "dateline build" first`,
    );
  }
  return parsePointer(await readFile(path, "utf8"), path).generation;
}

async function readManifest(folder: string, id: string): Promise<string> {
  try {
    return await readFile(join(folder, manifestKey(id)), "utf8");
  } catch (cause) {
    throw new DatelineError(
      "index-corrupt",
      `Cannot open generation ${id} in "${folder}": its manifest is missing`,
      { cause },
    );
  }
}
