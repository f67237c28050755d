import { join } from "node:path";
import { HnswFile } from "@dateline-search/core/adapters/segment/hnsw-file";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { segmentFileKey } from "@dateline-search/core/generation/object-keys";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import type { Article, Embedding, Passage } from "@dateline-search/core/types";

/** A passage of an index with the very embedding that the index has for it. */
export interface IndexedEmbedding {
  readonly article: Pick<Article, "id" | "title">;
  readonly passage: Passage;
  readonly embedding: Embedding;
}

/** Every passage of the index in a folder, in its order: what a rival is given to index. */
export async function readIndexedPassages(indexFolder: string): Promise<readonly IndexedEmbedding[]> {
  const generation = await openGeneration(indexFolder, { format: localSegmentFormat, verify: "size" });
  const { dimensions } = generation.manifest.model;
  try {
    return generation.segments.flatMap((segment, index) => {
      const id = generation.manifest.segments[index]?.id ?? "";
      const file = new HnswFile(join(indexFolder, segmentFileKey(id, "vectors.hnsw")), dimensions);
      const vectors = new Float32Array(file.layout.size * file.layout.dimensions);
      file.readAll(vectors);
      file.close();
      const rows = Array.from({ length: segment.passages.passageCount }, (_, row) => row);
      return segment.passages.read(rows).map(({ row, passage, article: { id, title } }) => ({
        article: { id, title },
        passage,
        embedding: vectors.subarray(row * dimensions, (row + 1) * dimensions),
      }));
    });
  } finally {
    generation.close();
  }
}
