import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import type { StoredEmbeddings } from "@dateline-search/core/ports/stored-embeddings";
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
