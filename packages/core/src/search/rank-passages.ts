import { readsText } from "../ports/reads-text.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { Candidate } from "../ports/search-index.ts";
import type { Embedding, Filter, Query, Reranking, SearchMode, SearchResult } from "../types.ts";
import { arrangeCandidates } from "./arrange-candidates.ts";
import { applyFloor, applyFloorOfWords } from "./confidence.ts";
import { correctTerms } from "./correct-terms.ts";
import { findCompounds } from "./find-compounds.ts";
import { fuseScores, type ScoredCandidate, semanticWeightFor } from "./fuse-scores.ts";
import { languagesSearched } from "./languages-searched.ts";
import { countInFrame, placeInZone } from "./place-in-zone.ts";
import { queryTerms } from "./query-terms.ts";
import { isReranked, RERANKED_PASSAGES, rerankCandidates } from "./rerank-candidates.ts";
import type { SearchContext } from "./search-context.ts";
import { seenBy } from "./seen-by.ts";
import { searchIndexOf } from "./segments-index.ts";
import { Stopwatch } from "./stopwatch.ts";
import { findTimeFrame, withoutRelativeTime } from "./time-frame.ts";
import { recencyRule } from "./weigh-recency.ts";
import { withoutDirection } from "./without-direction.ts";

/** If nothing answers a query, the nearest passages are shown, but no more than a reader looks at. */
export const NEAREST = 3;

/** A complete ranking, before any text is read. */
export interface RankedPassages
  extends Pick<SearchResult, "plan" | "timeFrame" | "understood" | "reranked" | "confidence" | "candidates"> {
  /** The query as received, with its time zone. */
  readonly query: Query;
  /** All hits of all pages, in order. */
  readonly ranked: readonly ScoredCandidate[];
  /** The nearest passages when nothing passes the floor. */
  readonly nearest: readonly ScoredCandidate[];
  readonly embedding: Embedding;
  /** The words that were looked up, including synonyms. */
  readonly terms: readonly string[];
  /** The languages of the lookup, as two-letter codes. */
  readonly languages: readonly string[];
}

export interface RankOptions {
  /** Excludes candidates before anything is compared with them. */
  readonly isLeftOut?: (candidate: Candidate) => boolean;
  /** Number of passages that the answers compete with, if more than are searched. */
  readonly competing?: number | undefined;
}

/**
 * Embeds a query, collects candidates by meaning and by words in every segment, fuses their scores, and orders
 * them.
 */
export async function rankPassages(
  context: SearchContext,
  given: Query,
  { isLeftOut = () => false, ...options }: RankOptions = {},
): Promise<RankedPassages> {
  const query = placeInZone(given, context.timeZone);
  const { stopwatch = new Stopwatch(), embedder } = context;
  const { manifest } = context.generation;
  const index = searchIndexOf(context.generation);
  const now = (context.now?.() ?? new Date()).toISOString();
  const { question: asked, unquoted } = query.operators ?? { question: query.text, unquoted: query.text };
  // Quoted text is searched for literally: "yesterday" in a song title is no time.
  const named = findTimeFrame(unquoted, query.asOf ?? now, {
    timeZone: query.timeZone,
    language: onlyLanguage(query.filter),
  });
  const understood = readsText(embedder, asked) ? "meaning" : "words";
  const mode = understood === "words" ? "lexical" : query.mode;
  const embedding =
    understood === "words"
      ? withoutDirection(context.generation)
      : await stopwatch.timeAsync("embed", () => embedder.embedQuery(asked));
  const languages = languagesSearched(context.generation);
  const words = queryTerms(withoutRelativeTime(asked, named), languages);
  const terms = await correctTerms(words, index.vocabulary, languages);
  const compounds = await findCompounds(terms, index.vocabulary, manifest.segments);
  const synonyms = context.synonyms?.of(asked) ?? [];
  const question = {
    ...query,
    mode,
    embedding,
    terms,
    synonyms,
    languages,
    compounds,
    filter: seenBy(query),
  };
  const timeFrame = await countInFrame(named, index, question);
  const recency = recencyRule(query, timeFrame, now);
  const depth = recency === null ? depthOf(query, context.reranker) : undefined;
  const found = await index.findCandidates({ ...question, depth }, { ...context, stopwatch });
  const candidates = found.candidates.filter((candidate) => !isLeftOut(candidate));
  const fused = stopwatch.time("fuse", () => {
    const weight = semanticWeight(mode, context.semanticWeight ?? semanticWeightFor(found.rarestShare));
    return fuseScores(candidates, weight);
  });
  const { calibration } = embedder;
  const { competing = found.competing } = options;
  const { passing, confidence } =
    understood === "words"
      ? applyFloorOfWords(fused, query)
      : applyFloor(fused, { query, calibration, competing });
  const { scored, reranked } = await rerankPassing(
    passing,
    { ...context, stopwatch },
    { ...query, mode, text: asked },
  );
  const arrange = async (
    wanted: readonly ScoredCandidate[],
    { sort, collapse }: Pick<Query, "sort" | "collapse">,
  ) =>
    await arrangeCandidates(wanted, {
      sort,
      collapse,
      recency,
      keysOf: (some) => index.keysOf(some),
    });
  const nearest = passing.length > 0 ? [] : await arrange(fused, { sort: "relevance", collapse: "article" });
  return {
    query,
    ranked: await stopwatch.timeAsync("fuse", () => arrange(scored, query)),
    nearest: nearest.slice(0, NEAREST),
    embedding,
    terms: [...terms, ...synonyms.flatMap((name) => queryTerms(name, languages)), ...compounds],
    languages,
    confidence,
    candidates: candidates.length,
    plan: found.plan,
    timeFrame,
    understood,
    reranked,
  };
}

/** How many candidates may be shown; undefined if any may, because their scores do not order them. */
function depthOf({ sort, offset, limit, facets }: Query, reranker: Reranker | undefined): number | undefined {
  if (sort !== "relevance" || facets.length > 0) return undefined;
  return Math.max(offset + limit, reranker === undefined ? 0 : RERANKED_PASSAGES);
}

async function rerankPassing(
  passing: readonly ScoredCandidate[],
  { reranker, stopwatch, generation }: SearchContext & { readonly stopwatch: Stopwatch },
  query: Query,
): Promise<{ readonly scored: readonly ScoredCandidate[]; readonly reranked: Reranking | null }> {
  if (reranker === undefined || !isReranked(query)) return { scored: passing, reranked: null };
  const passages = Math.min(passing.length, RERANKED_PASSAGES);
  const reranked = { model: reranker.modelName, passages };
  if (passages === 0) return { scored: passing, reranked };
  const index = searchIndexOf(generation);
  const scored = await stopwatch.timeAsync("rerank", () =>
    rerankCandidates(passing, { reranker, query, index }),
  );
  return { scored, reranked };
}

/** The language in which dates are written: that of the articles, if all are in one. */
function onlyLanguage({ language = [] }: Filter): string | undefined {
  return language.length === 1 ? language[0] : undefined;
}

function semanticWeight(mode: SearchMode, ofHybrid: number): number {
  if (mode === "hybrid") return ofHybrid;
  return mode === "semantic" ? 1 : 0;
}
