import { rm } from "node:fs/promises";
import { DatelineError } from "../errors.ts";
import { checkModel, type OpenGeneration, openGeneration } from "../generation/open-generation.ts";
import { syncGeneration } from "../generation/sync-generation.ts";
import { embeddingText } from "../passages/headline-context.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { Segment } from "../ports/segment.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";
import { queryTerms } from "../search/query-terms.ts";
import { searchPassages } from "../search/search-passages.ts";
import type { Embedding, Query } from "../types.ts";
import { termsOfWord } from "../words/index-terms.ts";

/** Number of passages per segment to check. */
const SAMPLED_PASSAGES = 5;
/** The same text on another processor differs by rounding. Another text, model or row differs far more. */
const MIN_SIMILARITY = 0.99;

export interface SmokeTestOptions {
  readonly store: ObjectStore;
  /** The generation to test, which need not be the latest. */
  readonly id: string;
  readonly embedder: Embedder;
  readonly format: SegmentFormat;
  /** A folder for this test alone. Removed at the end. */
  readonly folder: string;
  /** Queries with at least one word that some passage must contain. */
  readonly queries: readonly Query[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads and opens a stored generation as the function would. Checks for some of its passages that their
 * embeddings match their texts and that their words are indexed.
 *
 * @throws DatelineError `index-corrupt` when they do not match, `publish-refused` when a query has no lexical
 *   hit, `model-mismatch`; any error of downloading and opening
 */
export async function smokeTest(options: SmokeTestOptions): Promise<void> {
  const { store, id, folder, signal, embedder, format } = options;
  try {
    const { manifest } = await syncGeneration(store, folder, { id, signal });
    checkModel(manifest, embedder);
    const generation = await openGeneration(folder, { format, id, verify: "size" });
    try {
      for (const segment of generation.segments) await checkSamples(segment, { embedder, id });
      for (const query of options.queries) await assertHit(generation, embedder, query);
    } finally {
      generation.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkSamples(
  segment: Segment,
  { embedder, id }: { embedder: Embedder; id: string },
): Promise<void> {
  const { passages } = segment;
  const step = Math.max(1, Math.floor(passages.passageCount / SAMPLED_PASSAGES));
  for (let row = 0; row < passages.passageCount; row += step) {
    const [indexed] = passages.read([row]);
    if (indexed === undefined) continue;
    const { article, passage } = indexed;
    const text = embeddingText(article.title, passage.text, embedder.countTokens);
    const [embedding] = (await embedder.embedPassages([text])) as [Embedding];
    const [similarity = 0] = segment.approximate.similarities(embedding, [row]);
    const terms = [
      ...new Set(queryTerms(passage.text).flatMap((word) => termsOfWord(word, article.language))),
    ];
    const matches = segment.words.lookUp(terms);
    const [score = 0] = matches.score(matches.counts).of([row]);
    const isIndexed = terms.length === 0 || score > 0;
    if (similarity >= MIN_SIMILARITY && isIndexed) continue;
    const reason = isIndexed
      ? `its embedding is another text's (similarity ${similarity})`
      : "its words are not indexed";
    throw new DatelineError(
      "index-corrupt",
      `Cannot trust generation ${id}: passage ${passage.ordinal} of article "${article.id}": ${reason}`,
    );
  }
}

/** Every query has a hit by meaning, so only a lexical match proves anything. */
async function assertHit(generation: OpenGeneration, embedder: Embedder, query: Query): Promise<void> {
  const { hits } = await searchPassages({ generation, embedder }, query);
  if (hits.some(({ parts }) => parts.lexical > 0)) return;
  throw new DatelineError(
    "publish-refused",
    `Cannot publish generation ${generation.id}: no hit for "${query.text}" holds any of its words`,
  );
}
