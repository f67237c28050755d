import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { Segment } from "../ports/segment.ts";
import type { PassageKeys } from "../ports/story-table.ts";
import type { Filter, Hit, Query, SearchMode, SearchResult } from "../types.ts";
import { arrangeCandidates } from "./arrange-candidates.ts";
import { findCandidates, type RankerInput } from "./find-candidates.ts";
import { fuseScores, type ScoredCandidate, semanticWeightFor } from "./fuse-scores.ts";
import { highlightPassage } from "./highlight-passage.ts";
import { orderWithinArticles } from "./order-within-articles.ts";
import { isAfter } from "./parse-filter.ts";
import { queryTerms } from "./query-terms.ts";
import { readStory } from "./read-story.ts";
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
  /** Collects the time of each stage, when given. */
  readonly stopwatch?: Stopwatch;
  /** What "yesterday" is the day before, for queries that are not asked as of another time. */
  readonly now?: () => Date;
}

/** A query in the forms that the steps of a search want. */
interface Question extends RankerInput {
  readonly query: Query;
}

/**
 * Answers a query with ranked passages: embeds it, collects candidates by meaning and by words in every segment, fuses
 * their scores and reads the best. Changes nothing: equal queries get equal hits.
 */
export async function searchPassages(context: SearchContext, query: Query): Promise<SearchResult> {
  const startedAt = performance.now();
  const stopwatch = context.stopwatch ?? new Stopwatch();
  const { segments } = context.generation;
  const now = (context.now?.() ?? new Date()).toISOString();
  const timeFrame = findTimeFrame(query.text, query.asOf ?? now);
  const embedding = await stopwatch.timeAsync("embed", () => context.embedder.embedQuery(query.text));
  const terms = queryTerms(withoutRelativeTime(query.text, timeFrame));
  const question = { query, embedding, terms, filter: seenBy(query), mode: query.mode };
  const options = { ...context, stopwatch };
  const { candidates, plan, rarestShare } = findCandidates(segments, question, options);
  const fused = stopwatch.time("fuse", () => {
    const weight = semanticWeight(query.mode, context.semanticWeight ?? semanticWeightFor(rarestShare));
    return orderWithinArticles(fuseScores(candidates, weight), weight);
  });
  const reranker = isReranked(query) ? context.reranker : undefined;
  const rerank = (model: Reranker) => rerankCandidates(fused, { reranker: model, query, segments });
  const scored = reranker === undefined ? fused : await stopwatch.timeAsync("rerank", () => rerank(reranker));
  const ranked = stopwatch.time("fuse", () =>
    arrangeCandidates(scored, {
      ...query,
      recency: recencyRule(query, timeFrame, now),
      keysOf: (wanted) => readKeys(segments, wanted),
    }),
  );
  const page = ranked.slice(query.offset, query.offset + query.limit);
  const hits = stopwatch.time("read", () =>
    page.map((candidate, index) => {
      return readHit(candidate, { segments, question, rank: query.offset + index + 1 });
    }),
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

/** What each candidate is grouped and ordered by, read from every segment at once. */
function readKeys(
  segments: readonly Segment[],
  candidates: readonly ScoredCandidate[],
): readonly PassageKeys[] {
  const keys = segments.map((segment, index) => {
    const rows = candidates.flatMap((candidate) => (candidate.segment === index ? candidate.row : []));
    const ofRows = segment.stories.keysOf(rows);
    return new Map(rows.map((row, position) => [row, ofRows[position] as PassageKeys]));
  });
  return candidates.map(({ segment, row }) => keys[segment]?.get(row) as PassageKeys);
}

/** The filter of a query that is asked in the past: nothing published later is there to be found. */
function seenBy({ filter, asOf }: Query): Filter {
  if (asOf === null || (filter.to !== undefined && !isAfter(filter.to, asOf))) return filter;
  return { ...filter, to: asOf };
}

function semanticWeight(mode: SearchMode, ofHybrid: number): number {
  if (mode === "hybrid") return ofHybrid;
  return mode === "semantic" ? 1 : 0;
}

function readHit(
  { segment: inSegment, row, score, parts }: ScoredCandidate,
  { segments, question, rank }: { segments: readonly Segment[]; question: Question; rank: number },
): Hit {
  const segment = segments[inSegment] as Segment;
  const [{ passage, article: indexed }] = segment.passages.read([row]) as [IndexedPassage];
  const [{ storyId }] = segment.stories.keysOf([row]) as [PassageKeys];
  const [sentences = []] = segment.sentences.similarities(question.embedding, [row]);
  const { titleDerived: _derived, text: _text, agency: _agency, ...article } = indexed;
  return {
    rank,
    score: round(score),
    parts: {
      semantic: round(parts.semantic),
      lexical: round(parts.lexical),
      recency: parts.recency && round(parts.recency),
      reranker: parts.reranker && round(parts.reranker),
    },
    passage: {
      id: `${article.id}#${passage.ordinal}`,
      text: passage.text,
      start: passage.start,
      end: passage.end,
    },
    article,
    highlight: highlightPassage(indexed, { passage, sentences, terms: question.terms }),
    story: readStory(segments, { storyId, articleId: article.id, asOf: question.query.asOf }),
  };
}

/** Six decimals: what follows is noise of the floating point. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
