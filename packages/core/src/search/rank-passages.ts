import { readsText } from "../ports/embedder.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { Candidate, SearchIndex } from "../ports/search-index.ts";
import type {
  Embedding,
  Filter,
  Query,
  Reranking,
  SearchMode,
  SearchResult,
  TimeFrame,
  Understanding,
} from "../types.ts";
import { type ArrangeOptions, arrangeCandidates, recencyRule } from "./arrange-candidates.ts";
import { correctTerms } from "./correct-terms.ts";
import { findCompounds } from "./find-compounds.ts";
import { seenBy } from "./parse-filter.ts";
import { languagesSearched, queryTerms } from "./query-terms.ts";
import { isReranked, RERANKED_PASSAGES, rerankCandidates } from "./rerank-candidates.ts";
import {
  type AnswersAndConfidence,
  applyFloor,
  applyFloorOfWords,
  fuseScores,
  type ScoredCandidate,
  semanticWeightFor,
} from "./score-candidates.ts";
import type { SearchContext } from "./search-context.ts";
import type { SearchedGeneration } from "./search-engine.ts";
import { searchIndexOf } from "./segments-index.ts";
import { Stopwatch } from "./stopwatch.ts";
import { type NamedFrame, withoutRelativeTime } from "./time-frame.ts";

/** Number of nearest passages to show if nothing answers a query. */
export const NEAREST = 3;

/** A complete ranking, before any text is read. */
export interface RankedPassages
  extends Pick<SearchResult, "plan" | "timeFrame" | "understood" | "reranked" | "confidence" | "candidates"> {
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
  /** Whether the query is a whole text. Only its meaning counts, if the model understands it. */
  readonly isText?: boolean;
}

/** A query in its time zone, with the time that it names. */
export interface TimedQuery {
  readonly query: Query;
  readonly named: NamedFrame | null;
  /** UTC instant, for queries without `asOf`. */
  readonly now: string;
}

/** A query with what the rankers need. */
interface Question extends Query {
  /** Without operators. */
  readonly asked: string;
  readonly understood: Understanding;
  readonly embedding: Embedding;
  readonly terms: readonly string[];
  readonly synonyms: readonly string[];
  readonly compounds: readonly string[];
  readonly languages: readonly string[];
}

type TimedContext = SearchContext & { readonly stopwatch: Stopwatch };

/**
 * Embeds a query, collects candidates by meaning and by words in every segment, fuses their scores, and orders
 * them.
 */
export async function rankPassages(
  given: SearchContext,
  timed: TimedQuery,
  options: RankOptions = {},
): Promise<RankedPassages> {
  const context = { ...given, stopwatch: given.stopwatch ?? new Stopwatch() };
  const { query } = timed;
  const index = searchIndexOf(context.generation);
  const question = await readQuestion(context, timed);
  const { embedding, languages, understood } = question;
  const timeFrame = await countInFrame(timed.named, index, question);
  const recency = recencyRule(query, timeFrame, timed.now);
  const depth = recency === null ? depthOf(query, context.reranker) : undefined;
  const { fused, plan, passing, confidence } = await rateCandidates(context, { ...question, depth }, options);
  const { scored, reranked } = await rerankPassing(passing, context, question);
  const keysOf: ArrangeOptions["keysOf"] = (some) => index.keysOf(some);
  const arrange = async (some: readonly ScoredCandidate[], how: Pick<Query, "sort" | "collapse">) =>
    await arrangeCandidates(some, { sort: how.sort, collapse: how.collapse, recency, keysOf });
  const nearest = passing.length > 0 ? [] : await arrange(fused, { sort: "relevance", collapse: "article" });
  return {
    query,
    ranked: await context.stopwatch.timeAsync("fuse", () => arrange(scored, query)),
    nearest: nearest.slice(0, NEAREST),
    ...{ embedding, languages },
    terms: lookedUp(question),
    // In the order of the printed answer.
    ...{ confidence, candidates: fused.length, plan, timeFrame, understood, reranked },
  };
}

/** Counts the articles published on the days that a query names. */
async function countInFrame(
  frame: NamedFrame | null,
  index: SearchIndex,
  { filter, timeZone = "UTC" }: { readonly filter: Filter; readonly timeZone?: string | undefined },
): Promise<TimeFrame | null> {
  if (frame === null) return null;
  return { ...frame, articles: await index.countPublished(filter, frame, timeZone) };
}

async function readQuestion(context: TimedContext, { query, named }: TimedQuery): Promise<Question> {
  const { embedder, generation, stopwatch } = context;
  const { vocabulary } = searchIndexOf(generation);
  const asked = query.operators?.question ?? query.text;
  const understood = readsText(embedder, asked) ? "meaning" : "words";
  const embedding =
    understood === "words"
      ? withoutDirection(generation)
      : await stopwatch.timeAsync("embed", () => embedder.embedQuery(asked));
  const languages = languagesSearched(generation);
  const words = queryTerms(withoutRelativeTime(asked, named), languages);
  const terms = await correctTerms(words, vocabulary, languages);
  return {
    ...query,
    ...{ asked, understood, embedding, terms, languages },
    mode: understood === "words" ? "lexical" : query.mode,
    synonyms: context.synonyms?.of(asked) ?? [],
    compounds: await findCompounds(terms, vocabulary, generation.manifest.segments),
    filter: seenBy(query),
  };
}

interface RatedCandidates extends AnswersAndConfidence {
  /** All candidates, best first. */
  readonly fused: readonly ScoredCandidate[];
  readonly plan: SearchResult["plan"];
}

async function rateCandidates(
  context: TimedContext,
  question: Question & { readonly depth: number | undefined },
  { isLeftOut = () => false, ...options }: RankOptions,
): Promise<RatedCandidates> {
  const isText = options.isText === true && question.understood === "meaning";
  const input = isText ? { ...question, terms: [], synonyms: [], compounds: [] } : question;
  const found = await searchIndexOf(context.generation).findCandidates(input, context);
  const candidates = found.candidates.filter((candidate) => !isLeftOut(candidate));
  const fused = context.stopwatch.time("fuse", () => {
    const ofHybrid = context.semanticWeight ?? semanticWeightFor(found.rarestShare);
    return fuseScores(candidates, semanticWeight(question.mode, ofHybrid));
  });
  const { calibration } = context.embedder;
  const { competing = found.competing } = options;
  const passed =
    question.understood === "words"
      ? applyFloorOfWords(fused, question)
      : applyFloor(fused, { query: question, calibration, competing, isText });
  return { ...passed, fused, plan: found.plan };
}

/** The words of a query, their synonyms and compounds. */
function lookedUp({ terms, synonyms, compounds, languages }: Question): readonly string[] {
  return [...terms, ...synonyms.flatMap((name) => queryTerms(name, languages)), ...compounds];
}

/** How many of the best candidates may be shown; `undefined` if scores do not decide which. */
function depthOf({ sort, offset, limit, facets }: Query, reranker: Reranker | undefined): number | undefined {
  if (sort !== "relevance" || facets.length > 0) return undefined;
  return Math.max(offset + limit, reranker === undefined ? 0 : RERANKED_PASSAGES);
}

async function rerankPassing(
  passing: readonly ScoredCandidate[],
  { reranker, stopwatch, generation }: TimedContext,
  question: Question,
): Promise<{ readonly scored: readonly ScoredCandidate[]; readonly reranked: Reranking | null }> {
  const query = { ...question, text: question.asked };
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

function semanticWeight(mode: SearchMode, ofHybrid: number): number {
  if (mode === "hybrid") return ofHybrid;
  return mode === "semantic" ? 1 : 0;
}

/** A zero vector, equally far from every text, for queries by words alone or without text. */
export function withoutDirection({ manifest }: Pick<SearchedGeneration, "manifest">): Embedding {
  return new Float32Array(manifest.model.dimensions);
}
