import { queryTerms } from "@dateline-search/core/search/query-terms";
import type { Embedding } from "@dateline-search/core/types";
import { create, insertMultiple, load, type RawData, save, search } from "@orama/orama";
import type { IndexedEmbedding } from "../workload/indexed-passages.ts";

/** Key of the serialised index in a store. */
export const ORAMA_KEY = "orama.json";

const DIMENSIONS = 384;

/** Stemming is off by default. Dateline's index uses it. */
const createOrama = () =>
  create({
    schema: { title: "string", text: "string", embedding: `vector[${DIMENSIONS}]` } as const,
    components: { tokenizer: { language: "english", stemming: true } },
  });

/** The rival: Orama (https://docs.orama.com), an in-memory search index of words and vectors. */
export type OramaIndex = ReturnType<typeof createOrama>;

/** Indexes the same passages with the same embeddings. */
export async function buildOrama(passages: readonly IndexedEmbedding[]): Promise<OramaIndex> {
  const index = createOrama();
  const documents = passages.map(({ article, passage, embedding }) => ({
    id: `${article.id}#${passage.ordinal}`,
    title: article.title,
    text: passage.text,
    embedding: Array.from(embedding),
  }));
  await insertMultiple(index, documents, 1_000);
  return index;
}

/** Everything that `restoreOrama` needs, as exported by Orama. Call it before the first search. */
export function saveOrama(index: OramaIndex): RawData {
  return save(index);
}

export function restoreOrama(data: RawData): OramaIndex {
  const index = createOrama();
  load(index, data);
  return index;
}

/**
 * Searches, in both ways by default, with settings in Orama's favour: without its similarity threshold of 0.8, which hardly any
 * passage reaches with this model, without the function words that Dateline drops too, and with vectors in
 * the result. Excluding vectors writes null over the stored ones (3.1.18) and would copy every hit.
 *
 * @returns article ids of the ten best passages
 */
export async function searchOrama(
  index: OramaIndex,
  { text, embedding }: { readonly text: string; readonly embedding: Embedding },
  mode: "hybrid" | "vector" | "fulltext" = "hybrid",
): Promise<readonly string[]> {
  const words = { term: queryTerms(text).join(" "), properties: ["title", "text"] as ("title" | "text")[] };
  const nearest = {
    vector: { value: Array.from(embedding), property: "embedding" as const },
    similarity: -1,
    includeVectors: true,
  };
  const { hits } =
    mode === "fulltext"
      ? await search(index, { mode, ...words, limit: 10 })
      : await search(
          index,
          mode === "vector" ? { mode, ...nearest, limit: 10 } : { mode, ...words, ...nearest, limit: 10 },
        );
  return hits.map(({ id }) => id.slice(0, id.lastIndexOf("#")));
}
