import { DatelineError } from "../errors.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Segment } from "../ports/segment.ts";
import { queryTerms } from "../search/query-terms.ts";
import type { IndexStore } from "./index-store.ts";
import { OpenSearchIndex } from "./opensearch-index.ts";
import { WordStatistics } from "./word-statistics.ts";

/** Number of passages of each segment to search for after a load. */
const SAMPLED_PASSAGES = 5;
/** Number of words of a passage to search for, about as many as in a question. */
const SAMPLED_WORDS = 8;

/** True if an index has the same numbers of articles and passages as a generation. */
export async function isComplete(
  generation: OpenGeneration,
  store: IndexStore,
  index: string,
): Promise<boolean> {
  return (await findShortage(generation, store, index)) === undefined;
}

async function findShortage(
  { manifest }: OpenGeneration,
  store: IndexStore,
  index: string,
): Promise<string | undefined> {
  for (const [kind, wanted] of [
    ["article", manifest.articles],
    ["passage", manifest.passages],
  ] as const) {
    const found = await store.count(index, { term: { kind } });
    if (found !== wanted) return `it has ${found} documents of kind ${kind}, not ${wanted}`;
  }
  return undefined;
}

/**
 * Checks the numbers of documents, and that samples are found.
 *
 * @param offsets number of the first passage of each segment
 * @throws DatelineError `index-corrupt`
 */
export async function assertComplete(
  generation: OpenGeneration,
  store: IndexStore,
  { index, offsets }: { readonly index: string; readonly offsets: readonly number[] },
): Promise<void> {
  const { id, segments } = generation;
  const shortage = await findShortage(generation, store, index);
  if (shortage !== undefined) throw incomplete(id, shortage);
  const statistics = new WordStatistics(store.client, index);
  for (const [position, segment] of segments.entries()) {
    const found = new OpenSearchIndex({ client: store.client, index, statistics });
    await checkSamples(segment, { offset: offsets[position] as number, id, found });
  }
}

/** Searches for some passages by their own embeddings and words. */
async function checkSamples(
  segment: Segment,
  { offset, id, found }: { readonly offset: number; readonly id: string; readonly found: OpenSearchIndex },
): Promise<void> {
  const rows = segment.passages.rows();
  const step = Math.max(1, Math.floor(rows.length / SAMPLED_PASSAGES));
  for (let position = 0; position < rows.length; position += step) {
    const row = rows[position] as number;
    const [indexed] = segment.passages.read([row]);
    const [stored] = segment.storedEmbeddings([row]);
    if (indexed === undefined || stored === undefined) continue;
    const { article, passage } = indexed;
    const { candidates } = await found.findCandidates({
      embedding: stored.passage,
      terms: queryTerms(passage.text).slice(0, SAMPLED_WORDS),
      filter: { articleId: [article.id] },
    });
    if (candidates.some((candidate) => candidate.row === offset + row)) continue;
    throw incomplete(
      id,
      `a search for the text of passage ${passage.ordinal} of article "${article.id}" does not find it`,
    );
  }
}

function incomplete(id: string, reason: string): DatelineError {
  return new DatelineError("index-corrupt", `Cannot trust generation ${id} in OpenSearch: ${reason}`);
}
