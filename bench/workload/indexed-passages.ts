import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import type { StoredEmbeddings } from "@dateline-search/core/ports/passage-embeddings";
import type { Article, Embedding, Passage } from "@dateline-search/core/types";

/** A passage of an index with its stored embedding. */
export interface IndexedEmbedding {
  readonly article: Pick<Article, "id" | "title">;
  readonly passage: Passage;
  readonly embedding: Embedding;
}

/** Every passage of an index in order, as input for a rival. */
export async function readIndexedPassages(indexFolder: string): Promise<readonly IndexedEmbedding[]> {
  const generation = await openGeneration(indexFolder, { format: localSegmentFormat, verify: "size" });
  try {
    return generation.segments.flatMap((segment) => {
      const rows = Array.from({ length: segment.passages.passageCount }, (_, row) => row);
      const stored = segment.storedEmbeddings(rows);
      return segment.passages.read(rows).map(({ passage, article: { id, title } }, index) => ({
        article: { id, title },
        passage,
        embedding: (stored[index] as StoredEmbeddings).passage,
      }));
    });
  } finally {
    generation.close();
  }
}
