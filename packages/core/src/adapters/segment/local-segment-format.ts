import { createReadStream } from "node:fs";
import type { SegmentFormat } from "../../ports/segment-format.ts";
import { openLocalSegment, openSegmentHead } from "./open-local-segment.ts";
import { SEGMENT_FILES } from "./segment-files.ts";
import { readTextBlocks } from "./text-file.ts";

/** A segment as files: SQLite for what a search reads first, and files of records for partial reads. */
export const localSegmentFormat: SegmentFormat = {
  files: [
    SEGMENT_FILES.tables,
    SEGMENT_FILES.texts,
    SEGMENT_FILES.postings,
    SEGMENT_FILES.embeddings,
    SEGMENT_FILES.graph,
  ],
  headFiles: [SEGMENT_FILES.tables],
  updateFiles: [SEGMENT_FILES.fingerprints],
  // A search writes nothing, so it need not load hnswlib.
  create: async (folder, dimensions) => {
    const { LocalSegmentWriter } = await import("./local-segment-writer.ts");
    return new LocalSegmentWriter(folder, dimensions);
  },
  open: openLocalSegment,
  openHead: openSegmentHead,
  contentOf,
};

/** Returns the bytes unchanged if the file only has the name of a segment's file. */
async function* contentOf(name: string, path: string): AsyncIterable<Uint8Array> {
  if (name === SEGMENT_FILES.texts) {
    try {
      yield* readTextBlocks(path);
    } catch {
      // Also unchanged: another program wrote it uncompressed, or it is damaged.
    }
  }
  yield* createReadStream(path);
}
