import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { fetchManifest } from "@dateline-search/core/generation/fetch-manifest";
import {
  headObjects,
  searchedObjects,
  totalBytes,
} from "@dateline-search/core/generation/generation-objects";
import { LATEST_KEY, parsePointer } from "@dateline-search/core/generation/latest-pointer";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import { openStore } from "../open-store.ts";

/** What the deployed function will have to open. */
export interface PublishedGeneration {
  readonly store: string;
  readonly id: string;
  readonly manifest: Manifest;
  /** Of everything that a search reads, which the function downloads to /tmp. */
  readonly sizeBytes: number;
  /** Of that, what has to be there before the first answer, when the rest may be read in ranges. */
  readonly headBytes: number;
  /** Reads of a start of a container: the pointer, the manifest and the files. */
  readonly objects: number;
  /** What the function has of it in its memory, once searches and filters have asked for all of it. */
  readonly residentBytes: number;
}

/**
 * Beside an int8 for each dimension, of a passage: its scale, its links and those of the graph's layers, its length, its
 * article, where its embeddings stand, what filters compare of its article, and the scores of a search under way.
 */
const PASSAGE_BYTES = 256;

/** @throws DatelineError why the latest generation of a store cannot be described */
export async function describePublished(location: string): Promise<PublishedGeneration> {
  const store = await openStore(location);
  const found = await store.get(LATEST_KEY);
  if (found === undefined) {
    const reason = `there is no ${LATEST_KEY} in "${location}"`;
    throw new DatelineError(
      "index-missing",
      `Cannot check the index: ${reason}; build and publish one first`,
    );
  }
  const { generation: id } = parsePointer(
    Buffer.from(found.bytes).toString("utf8"),
    `${location}/${LATEST_KEY}`,
  );
  const manifest = await fetchManifest(store, id);
  const objects = searchedObjects(manifest);
  return {
    store: location,
    id,
    manifest,
    sizeBytes: totalBytes(objects),
    headBytes: totalBytes(headObjects(manifest, localSegmentFormat.headFiles)),
    objects: objects.length + 2,
    residentBytes: residentBytes(manifest),
  };
}

/** Passages that were removed are there until their segments are compacted. */
function residentBytes({ segments, model }: Manifest): number {
  const passages = segments.reduce((sum, segment) => sum + segment.passages, 0);
  return passages * (model.dimensions + PASSAGE_BYTES);
}
