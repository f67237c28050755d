import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import { windowMethodOf } from "../ports/embedder.ts";
import type { RangeReader } from "../ports/range-reader.ts";
import type { Segment } from "../ports/segment.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";
import { headObjects, searchedObjects } from "./generation-objects.ts";
import { hideRemoved } from "./hide-removed.ts";
import { readLocalGeneration, verifyObjects } from "./local-generation.ts";
import type { Manifest, SegmentEntry } from "./manifest.ts";
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
