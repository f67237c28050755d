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

/** The generation that the deployed function has to open. */
export interface PublishedGeneration {
  readonly store: string;
  readonly id: string;
  readonly manifest: Manifest;
  /** Size of all files that a search reads, which the function downloads to /tmp. */
  readonly sizeBytes: number;
  /** The part that a first answer waits for if the rest may be read in ranges. */
  readonly headBytes: number;
  /** Reads of a cold start: the pointer, the manifest and the files. */
  readonly objects: number;
  /** Memory that the function uses for it once searches and filters have loaded everything. */
  readonly residentBytes: number;
}

/**
 * Bytes per passage on top of one int8 per dimension: scale, links on all graph layers, length, article,
 * position of its embeddings, filtered fields of its article, and the scores of a running search.
 */
const PASSAGE_BYTES = 256;

/** Describes the latest generation of a store. @throws DatelineError when it cannot be read */
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

/** Removed passages take up memory until their segments are compacted. */
function residentBytes({ segments, model }: Manifest): number {
  const passages = segments.reduce((sum, segment) => sum + segment.passages, 0);
  return passages * (model.dimensions + PASSAGE_BYTES);
}
