import { throwIfAborted } from "../errors.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Embedder } from "../ports/embedder.ts";
import { compareTimes } from "../search/arrange-candidates.ts";
import { compoundingLanguages } from "../search/find-compounds.ts";
import { languagesSearched } from "../search/query-terms.ts";
import { readHits } from "../search/read-hits.ts";
import type { ScoredCandidate } from "../search/score-candidates.ts";
import { findGeneralNews, placeInTime, searchPassages } from "../search/search-passages.ts";
import { searchIndexOf } from "../search/segments-index.ts";
import type { Calibration, Hit, Query } from "../types.ts";
import type { Synonyms } from "../words/synonyms.ts";
import { hasFloor } from "./alert-floor.ts";
import { Competition } from "./competition.ts";
import { type Answer, canBeJudged, type JudgeContext, SearchJudge } from "./judge-searches.ts";
import { narrowGeneration, type SegmentRows } from "./narrow-generation.ts";
import { readNewPassages, splitRows } from "./new-passages.ts";
import type { PreparedSearch, PreparedSearches } from "./prepare-searches.ts";
import type { SavedSearch } from "./saved-search.ts";
import { type ComparedPair, shortlistSearches } from "./shortlist-searches.ts";
import { TermHolders, TermStatistics } from "./term-statistics.ts";

export interface MatchContext {
  /** The whole index, including the new articles. */
  readonly generation: OpenGeneration;
  /** Calibration of the model that embedded the index and the searches. */
  readonly calibration: Calibration | null;
  readonly unknownShare: Embedder["unknownShare"];
  readonly synonyms?: Synonyms | undefined;
  readonly timeZone?: string | undefined;
  readonly now?: () => Date;
  readonly signal?: AbortSignal | undefined;
}

/** New articles that answer a saved search. */
export interface AlertMatch {
  readonly search: SavedSearch;
  /** The best passage of each article, the latest article first. */
  readonly hits: readonly AlertHit[];
}

/** The parts of a hit that do not depend on the other candidates. */
export interface AlertHit extends Pick<Hit, "article" | "passage" | "highlight" | "story"> {
  readonly similarity: number;
  /** The story of the article, even if it is the only one in it. */
  readonly storyId: string | null;
}

/** Result of matching new articles against saved searches. */
export interface MatchReport {
  readonly matches: readonly AlertMatch[];
  /** Searches that the bounds did not rule out, counted once for each part of the articles. */
  readonly looked: number;
  /** How many of these ran as an ordinary search. */
  readonly asked: number;
  /**
   * Searches that were skipped because every article would answer them. They are about the news in general, or the model has
   * no calibration and they have neither a phrase nor a minimum similarity.
   */
  readonly withoutFloor: readonly SavedSearch[];
}

/**
 * Finds the saved searches that new articles answer. The hits are those of an ordinary search over the whole index, sorted
 * by date, restricted to these articles. A match does not depend on the other new articles, unless the model cannot read
 * the query. Then words alone decide, and articles with more of them displace others.
 *
 * @param wanted rows of the new articles, one list for each segment
 * @throws DatelineError `aborted`; `index-corrupt`
 */
export async function matchSearches(
  prepared: PreparedSearches,
  wanted: readonly SegmentRows[],
  context: MatchContext,
): Promise<MatchReport> {
  const { generation, calibration } = context;
  const languages = languagesSearched(generation);
  const terms = prepared.terms.of(generation);
  const shared = {
    generation,
    terms,
    corrected: prepared.terms.corrected,
    calibration,
    languages,
    competition: new Competition(generation.segments, languages),
    statistics: new TermStatistics(generation.segments, terms),
    hasCompounds: compoundingLanguages(generation.manifest.segments).length > 0,
  };
  const counts = { looked: 0, asked: 0 };
  const found = new Map<SavedSearch, AlertHit[]>();
  for (const part of prepared.searches.length === 0 ? [] : splitRows(wanted)) {
    for await (const { search, hits, isAsked } of matchPart(prepared, part, { ...context, ...shared })) {
      counts.looked += 1;
      if (isAsked) counts.asked += 1;
      if (hits.length > 0) found.set(search.saved, [...(found.get(search.saved) ?? []), ...hits]);
    }
  }
  return {
    matches: [...found].map(([search, hits]) => ({ search, hits: hits.toSorted(latestFirst) })),
    ...counts,
    withoutFloor: prepared.searches.filter((one) => isLeftOut(one, context)).map(({ saved }) => saved),
  };
}

function isLeftOut({ query, isRead, mayBeGeneral }: PreparedSearch, context: MatchContext): boolean {
  if (isRead && !hasFloor(query, context.calibration)) return true;
  return mayBeGeneral && findGeneralNews(query, placeInTime(context, query).named) !== null;
}

interface PartContext
  extends MatchContext,
    Pick<JudgeContext, "competition" | "statistics" | "languages" | "terms" | "corrected"> {
  readonly hasCompounds: boolean;
}

/** Matches the searches that the bounds did not rule out. */
async function* matchPart(
  prepared: PreparedSearches,
  part: readonly SegmentRows[],
  context: PartContext,
): AsyncIterable<{
  readonly search: PreparedSearch;
  readonly hits: readonly AlertHit[];
  readonly isAsked: boolean;
}> {
  const { generation, calibration, hasCompounds, signal } = context;
  const passages = readNewPassages(part);
  const ofPart = { ...context, holders: new TermHolders(passages, context.terms) };
  const narrow = narrowGeneration(generation, part);
  const shortlisted = shortlistSearches(prepared, { part, passages }, ofPart).filter(
    ({ search }) => !isLeftOut(search, context),
  );
  const isAskedFor = (search: PreparedSearch) => hasCompounds || !canBeJudged(search, calibration);
  const judged = shortlisted.map(({ search }) => search).filter((search) => !isAskedFor(search));
  const find = await finder({ narrow, storyOf: storiesOf(part), judged }, ofPart, context);
  for (const { search, pairs } of shortlisted) {
    throwIfAborted("match alerts", signal);
    const isAsked = isAskedFor(search);
    yield { search, hits: await find(search, isAsked ? null : pairs), isAsked };
  }
}

function latestFirst(a: AlertHit, b: AlertHit): number {
  return compareTimes(a.article.publishedAt, b.article.publishedAt, "date");
}

interface Part {
  /** The index, restricted to the new articles. */
  readonly narrow: OpenGeneration;
  readonly storyOf: ReadonlyMap<string, string | null>;
  /** Searches that need not run as ordinary ones. */
  readonly judged: readonly PreparedSearch[];
}

/** Finds the hits of a search from its candidate pairs or, if these are `null`, by an ordinary search. */
async function finder(
  { narrow, storyOf, judged }: Part,
  ofPart: Omit<JudgeContext, "calibration" | "narrow"> & Pick<MatchContext, "calibration">,
  context: MatchContext,
): Promise<(search: PreparedSearch, pairs: readonly ComparedPair[] | null) => Promise<readonly AlertHit[]>> {
  const { calibration, competition, languages } = ofPart;
  const judge = calibration === null ? null : new SearchJudge({ ...ofPart, narrow, calibration });
  await judge?.load(judged);
  const toAlertHit = ({ article, passage, highlight, story, parts }: Hit): AlertHit => {
    const { similarity } = parts;
    const storyId = storyOf.get(article.id) ?? null;
    return { article, passage, highlight, story, similarity, storyId };
  };
  const index = searchIndexOf(narrow);
  return async (search, pairs) => {
    if (pairs === null || judge === null) {
      const hits = await ask(search, narrow, { ...context, competing: competition.of(search.query) });
      return hits.map(toAlertHit);
    }
    const { terms, answers } = judge.judge(search, pairs);
    if (answers.length === 0) return [];
    const { embedding, query } = search;
    const hits = await readHits(answers.map(toCandidate), { index, embedding, terms, languages, query });
    return hits.map(toAlertHit);
  };
}

/** Alerts contain no scores, because these compare the candidates of one search. */
function toCandidate({ passage, similarity, confidence }: Answer): ScoredCandidate {
  const parts = { semantic: 0, lexical: 0, similarity, coverage: 0, recency: null, reranker: null };
  return {
    segment: passage.position,
    row: passage.row,
    similarity,
    coverage: 0,
    bm25: 0,
    score: confidence,
    parts,
  };
}

function storiesOf(part: readonly SegmentRows[]): ReadonlyMap<string, string | null> {
  const keys = part.flatMap(({ segment, rows }) => (rows.length === 0 ? [] : segment.stories.keysOf(rows)));
  return new Map(keys.map(({ articleId, storyId }) => [articleId, storyId]));
}

async function ask(
  { query, embedding }: PreparedSearch,
  generation: OpenGeneration,
  {
    competing,
    calibration,
    unknownShare,
    synonyms,
    timeZone,
    now,
  }: MatchContext & { readonly competing: number },
): Promise<readonly Hit[]> {
  const embedder = { calibration, unknownShare, embedQuery: async () => embedding };
  const context = { generation, embedder, synonyms, timeZone, exactScanPassages: Number.POSITIVE_INFINITY };
  const { hits } = await searchPassages(
    { ...context, ...(now !== undefined && { now }) },
    inOrder(query, calibration),
    { competing },
  );
  return hits;
}

/** Without a floor, sorting by date would let the scores of other articles decide. */
function inOrder(query: Query, calibration: Calibration | null): Query {
  return calibration === null ? { ...query, sort: "relevance" } : query;
}
