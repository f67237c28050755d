import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import type { Segment } from "../ports/segment.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";
import { hashFile } from "./hash-file.ts";
import { LATEST_KEY, parsePointer } from "./latest-pointer.ts";
import { type Manifest, parseManifest, type SegmentEntry } from "./manifest.ts";
import { manifestKey, segmentFileKey } from "./object-keys.ts";

/** A generation that can be searched; it stays what it is however often the index is rebuilt meanwhile. */
export interface OpenGeneration {
  readonly id: string;
  readonly manifest: Manifest;
  /** In the order of the manifest. */
  readonly segments: readonly Segment[];
  close(): void;
}

export interface OpenGenerationOptions {
  readonly format: SegmentFormat;
  /** Which generation; the one that `latest.json` names when not given. */
  readonly id?: string;
  /**
   * `sha256` reads every file through; `size` only looks at its length, for callers that have verified the content
   * when they downloaded it.
   */
  readonly verify: "sha256" | "size";
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
  const id = options.id ?? (await readLatestId(folder));
  const manifest = parseManifest(await readManifest(folder, id), id);
  for (const entry of manifest.segments) await verifySegment(folder, entry, options.verify);
  const segments: Segment[] = [];
  const close = () => {
    for (const segment of segments) segment.close();
  };
  try {
    for (const entry of manifest.segments)
      segments.push(openSegment(folder, entry, { ...options, manifest }));
  } catch (error) {
    close();
    throw error;
  }
  return { id, manifest, segments, close };
}

async function readLatestId(folder: string): Promise<string> {
  const path = join(folder, LATEST_KEY);
  if (!existsSync(path)) {
    throw new DatelineError(
      "index-missing",
      `Cannot open the index in "${folder}": there is no ${LATEST_KEY}; run "dateline build" first`,
    );
  }
  return parsePointer(await readFile(path, "utf8")).generation;
}

async function readManifest(folder: string, id: string): Promise<string> {
  try {
    return await readFile(join(folder, manifestKey(id)), "utf8");
  } catch (cause) {
    throw new DatelineError(
      "index-corrupt",
      `Cannot open generation ${id} in "${folder}": its manifest is missing`,
      {
        cause,
      },
    );
  }
}

function openSegment(
  folder: string,
  entry: SegmentEntry,
  { format, manifest }: { format: SegmentFormat; manifest: Manifest },
): Segment {
  const segment = format.open(join(folder, "segments", entry.id), manifest.model.dimensions);
  if (segment.passages.passageCount === entry.passages) return segment;
  segment.close();
  throw new DatelineError(
    "index-corrupt",
    `Cannot open segment ${entry.id}: it has ${segment.passages.passageCount} passages, its manifest says ${entry.passages}`,
  );
}

async function verifySegment(folder: string, entry: SegmentEntry, verify: "sha256" | "size"): Promise<void> {
  for (const [file, expected] of Object.entries(entry.files)) {
    const path = join(folder, segmentFileKey(entry.id, file));
    const sizeBytes = existsSync(path) ? (await stat(path)).size : undefined;
    if (sizeBytes !== expected.sizeBytes) {
      throw new DatelineError(
        "index-corrupt",
        `Cannot open "${path}": it should have ${expected.sizeBytes} bytes, it ${sizeBytes === undefined ? "is missing" : `has ${sizeBytes}`}; build the index again`,
      );
    }
    if (verify === "size") continue;
    const { sha256 } = await hashFile(path);
    if (sha256 !== expected.sha256) {
      throw new DatelineError(
        "index-corrupt",
        `Cannot open "${path}": its sha256 is ${sha256}, the manifest says ${expected.sha256}; build the index again`,
      );
    }
  }
}
