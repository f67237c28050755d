import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { Filter, Query, SearchMode, SearchResult } from "../types.ts";
import type { Synonyms } from "../words/synonyms.ts";
import { arrangeCandidates } from "./arrange-candidates.ts";
import { correctTerms } from "./correct-terms.ts";
import { findCandidates } from "./find-candidates.ts";
import { fuseScores, semanticWeightFor } from "./fuse-scores.ts";
import { isAfter } from "./parse-filter.ts";
import { countInFrame, placeInZone } from "./place-in-zone.ts";
import { queryTerms } from "./query-terms.ts";
import { readHits } from "./read-hits.ts";
import { readOfCandidates } from "./read-of-candidates.ts";
import { isReranked, RERANKED_PASSAGES, rerankCandidates } from "./rerank-candidates.ts";
import { Stopwatch } from "./stopwatch.ts";
import { findTimeFrame, withoutRelativeTime } from "./time-frame.ts";
import { recencyRule } from "./weigh-recency.ts";

/** What a search needs beside the query. */
export interface SearchContext {
  readonly generation: OpenGeneration;
  readonly embedder: Pick<Embedder, "embedQuery">;
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
 * Answers a query with ranked passages: embeds it, collects candidates by meaning and by words in every segment, fuses
 * their scores and reads the best. Changes nothing: equal queries get equal hits.
 */
export async function searchPassages(context: SearchContext, given: Query): Promise<SearchResult> {
  const query = placeInZone(given, context.timeZone);
  const startedAt = performance.now();
  const stopwatch = context.stopwatch ?? new Stopwatch();
  const { segments } = context.generation;
  const now = (context.now?.() ?? new Date()).toISOString();
  const { question: asked, unquoted } = query.operators ?? { question: query.text, unquoted: query.text };
  // What stands in quotation marks is looked for as it is: "yesterday" in a song is no time.
  const named = findTimeFrame(unquoted, query.asOf ?? now, {
    timeZone: query.timeZone,
    language: onlyLanguage(query.filter),
  });
  const embedding = await stopwatch.timeAsync("embed", () => context.embedder.embedQuery(asked));
  const terms = correctTerms(queryTerms(withoutRelativeTime(asked, named)), segments);
  const synonyms = context.synonyms?.of(asked) ?? [];
  const question = { ...query, embedding, terms, synonyms, filter: seenBy(query) };
  const timeFrame = countInFrame(named, segments, question);
  const options = { ...context, stopwatch };
  const { candidates, plan, rarestShare } = findCandidates(segments, question, options);
  const fused = stopwatch.time("fuse", () => {
    const weight = semanticWeight(query.mode, context.semanticWeight ?? semanticWeightFor(rarestShare));
    return fuseScores(candidates, weight);
  });
  const reranker = isReranked(query) ? context.reranker : undefined;
  const rerank = (model: Reranker) =>
    rerankCandidates(fused, { reranker: model, query: { text: asked }, segments });
  const scored = reranker === undefined ? fused : await stopwatch.timeAsync("rerank", () => rerank(reranker));
  const ranked = stopwatch.time("fuse", () =>
    arrangeCandidates(scored, {
      ...query,
      recency: recencyRule(query, timeFrame, now),
      keysOf: (wanted) => readOfCandidates(wanted, segments, ({ stories }, rows) => stories.keysOf(rows)),
    }),
  );
  const page = ranked.slice(query.offset, query.offset + query.limit);
  const hits = stopwatch.time("read", () =>
    readHits(page, { segments, query, embedding, terms: [...terms, ...synonyms.flatMap(queryTerms)] }),
  );
  return {
    generation: context.generation.id,
    query: query.text,
    tookMs: Math.round((performance.now() - startedAt) * 100) / 100,
    exact: plan.every((ofSegment) => ofSegment === "exact-scan"),
    plan,
    timeFrame,
    reranked:
      reranker === undefined
        ? null
        : { model: reranker.modelName, passages: Math.min(fused.length, RERANKED_PASSAGES) },
    total: ranked.length,
    hits,
  };
}

/** The filter of a query that is asked in the past: nothing published later is there to be found. */
function seenBy({ filter, asOf }: Query): Filter {
  if (asOf === null || (filter.to !== undefined && !isAfter(filter.to, asOf))) return filter;
  return { ...filter, to: asOf };
}

/** The language in which dates are written: that of the articles, when they are of one. */
function onlyLanguage({ language = [] }: Filter): string | undefined {
  return language.length === 1 ? language[0] : undefined;
}

function semanticWeight(mode: SearchMode, ofHybrid: number): number {
  if (mode === "hybrid") return ofHybrid;
  return mode === "semantic" ? 1 : 0;
}
