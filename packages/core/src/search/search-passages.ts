import type { Embedder } from "../ports/embedder.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { Query, SearchResult } from "../types.ts";
import type { Synonyms } from "../words/synonyms.ts";
import { browseArticles } from "./browse-articles.ts";
import { countFacets } from "./count-facets.ts";
import { isBrowsing } from "./parse-query.ts";
import { type RankOptions, rankPassages } from "./rank-passages.ts";
import { readHits } from "./read-hits.ts";
import type { SearchedGeneration } from "./search-engine.ts";
import { searchIndexOf } from "./segments-index.ts";
import { Stopwatch } from "./stopwatch.ts";

/** What a search needs beside the query. */
export interface SearchContext {
  readonly generation: SearchedGeneration;
  readonly embedder: Pick<Embedder, "embedQuery" | "calibration" | "unknownShare">;
  /** Reads the best passages together with the query, when given; see `rerankCandidates`. */
  readonly reranker?: Reranker | undefined;
  /** Share of the embeddings in the score, 0…1; the measured best when not given. */
  readonly semanticWeight?: number;
  /** Up to how many allowed passages a segment is scanned rather than asked by HNSW; 10,000 when not given, 50,000 behind a filter. */
  readonly exactScanPassages?: number;
  /** Other names of things, which queries find as well. */
  readonly synonyms?: Synonyms | undefined;
  /** Collects the time of each stage, when given. */
  readonly stopwatch?: Stopwatch;
  /** Zone of the IANA database for queries that name none; UTC when not given. */
  readonly timeZone?: string | undefined;
  /** What "yesterday" is the day before, for queries that are not asked as of another time. */
  readonly now?: () => Date;
}

/**
 * Answers a query with ranked passages, and with none when nothing passes the floor; when nothing is asked with the articles
 * that the filter allows. Texts are read for one page only.
 * Changes nothing: equal queries get equal hits.
 */
export async function searchPassages(
  context: SearchContext,
  given: Query,
  options?: RankOptions,
): Promise<SearchResult> {
  const startedAt = performance.now();
  const stopwatch = context.stopwatch ?? new Stopwatch();
  if (isBrowsing(given)) {
    const browsed = await stopwatch.timeAsync("read", () => browseArticles(context, given));
    return { ...browsed, tookMs: millisecondsSince(startedAt) };
  }
  const index = searchIndexOf(context.generation);
  const { query, ranked, nearest, embedding, terms, languages, ...found } = await rankPassages(
    { ...context, stopwatch },
    given,
    options,
  );
  const page = ranked.slice(query.offset, query.offset + query.limit);
  const facets =
    query.facets.length === 0 ? null : (await countFacets(context.generation, ranked, query)).facets;
  const read = { index, embedding, terms, languages };
  const hits = await stopwatch.timeAsync("read", () => readHits(page, { ...read, query }));
  const nearestHits = await stopwatch.timeAsync("read", () =>
    readHits(nearest, { ...read, query: { ...query, offset: 0 } }),
  );
  return {
    generation: context.generation.id,
    query: query.text,
    tookMs: millisecondsSince(startedAt),
    exact: found.plan.every((ofSegment) => ofSegment === "exact-scan"),
    ...found,
    total: ranked.length,
    hits,
    facets,
    nearest: nearestHits,
  };
}

function millisecondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 100) / 100;
}
