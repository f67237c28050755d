import type { RowSet } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import type { WordCounts, WordScores } from "../ports/word-index.ts";
import type { Embedding, Filter, QueryOperators, SearchMode, SegmentPlan } from "../types.ts";
import { termGroups } from "../words/index-terms.ts";
import { inverseFrequency } from "../words/inverse-frequency.ts";
import type { Candidate } from "./candidate.ts";
import { comparePassages } from "./compare-passages.ts";
import { scanNearest, searchGraph } from "./find-nearest.ts";
import { rowsByOperators } from "./match-operators.ts";
import { planSegment } from "./plan-segment.ts";
import { queryTerms } from "./query-terms.ts";
import { Stopwatch } from "./stopwatch.ts";
import { sumWordCounts } from "./sum-word-counts.ts";

/** How many candidates each ranker contributes, of all segments together. */
export const CANDIDATES_PER_RANKER = 200;

/** What counts a compound beside the word that was asked for. */
const COMPOUND_WEIGHT = 0.5;

/** A parsed query in the forms that the two rankers want. */
export interface RankerInput {
  readonly embedding: Embedding;
  readonly terms: readonly string[];
  /** Other names of what is asked for. */
  readonly synonyms?: readonly string[];
  /** Of the articles that are searched, as two-letter codes: words are looked up in all of them. */
  readonly languages?: readonly string[];
  /** Terms of the index that are made of a word of the query and another. */
  readonly compounds?: readonly string[];
  readonly filter: Filter;
  /** What must occur and what must not, when the query says so. */
  readonly operators?: QueryOperators | undefined;
  /** Which of the two proposes candidates; hybrid, which is both, when not given. */
  readonly mode?: SearchMode;
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** For each segment, "exact-scan" when the embedding of every passage that the filter allows was compared with the query. */
  readonly plan: readonly SegmentPlan[];
  /** How much of what the query's words tell its rarest word tells, 0…1: 1 for a single word, small for a long question. */
  readonly rarestShare: number;
  /** How many passages the filter allows. */
  readonly competing: number;
}

export interface CandidateOptions {
  /** Up to how many allowed passages a segment is scanned rather than asked by HNSW; 10,000 when not given, 50,000 behind a filter. */
  readonly exactScanPassages?: number | undefined;
  /** Collects the time of each stage, when given. */
  readonly stopwatch?: Stopwatch | undefined;
}

/** A segment with the rows of it that the filter allows; `null` when it allows all. */
interface FilteredSegment {
  readonly segment: Segment;
  readonly allowed: RowSet | null;
  readonly plan: SegmentPlan;
}

/** One row of one segment, and what a ranker says of it. */
interface Proposal {
  readonly segment: number;
  readonly row: number;
  readonly score: number;
}

/**
 * Unites what an exact scan (or HNSW) and BM25 propose; each candidate gets both scores. Each ranker chooses its best of
 * all segments together, so the same passages give the same candidates however they are spread over segments.
 */
export function findCandidates(
  segments: readonly Segment[],
  input: RankerInput,
  { exactScanPassages, stopwatch = new Stopwatch() }: CandidateOptions = {},
): Candidates {
  const filtered = stopwatch.time("filter", () =>
    segments.map((segment) => applyFilter(segment, input, exactScanPassages)),
  );
  const { embedding, mode = "hybrid" } = input;
  const nearest = mode === "lexical" ? [] : stopwatch.time("ann", () => proposeNearest(filtered, embedding));
  const { words, rarestShare, weight } = stopwatch.time("lexical", () =>
    scoreWords(segments, mode === "semantic" ? { terms: [] } : input),
  );
  const matching = stopwatch.time("lexical", () => proposeMatching(filtered, words));
  const rowsOf = filtered.map((_, segment) => unite(segment, nearest, matching));
  const candidates = filtered.flatMap((of, segment) => {
    const rows = rowsOf[segment] as readonly number[];
    if (rows.length === 0) return [];
    const similarities = stopwatch.time("sentences", () => comparePassages(of, embedding, rows));
    const ofWords = words[segment] as WordScores;
    const bm25 = stopwatch.time("lexical", () => ofWords.of(rows));
    const covered = stopwatch.time("lexical", () => ofWords.covered(rows));
    return rows.map((row, index) => ({
      segment,
      row,
      similarity: similarities[index] as number,
      bm25: bm25[index] as number,
      coverage: share(covered[index] as number, weight),
    }));
  });
  return {
    candidates,
    plan: filtered.map(({ plan }) => plan),
    rarestShare,
    competing: countAllowed(filtered),
  };
}

function applyFilter(
  segment: Segment,
  { filter, operators, languages = [] }: Pick<RankerInput, "filter" | "operators" | "languages">,
  exactScanPassages?: number,
): FilteredSegment {
  const filtered = segment.passages.rowsMatching(filter);
  const allowed =
    operators === undefined ? filtered : rowsByOperators(segment, { ...operators, languages }, filtered);
  const { passageCount: passages } = segment.passages;
  const plan = segment.approximate.exact
    ? "exact-scan"
    : planSegment({ passages, allowed: allowed?.count ?? null }, exactScanPassages);
  return { segment, allowed, plan };
}

/** How many passages a filter and operators allow: those that an answer competes with. */
export function countCompeting(
  segments: readonly Segment[],
  input: Pick<RankerInput, "filter" | "operators" | "languages">,
): number {
  return countAllowed(segments.map((segment) => applyFilter(segment, input)));
}

function countAllowed(filtered: readonly FilteredSegment[]): number {
  return filtered.reduce(
    (total, { segment, allowed }) => total + (allowed?.count ?? segment.passages.passageCount),
    0,
  );
}

function proposeNearest(filtered: readonly FilteredSegment[], embedding: Embedding): readonly Proposal[] {
  const proposals = filtered.flatMap(({ segment, allowed, plan }, position) => {
    const query = { embedding, allowed, limit: CANDIDATES_PER_RANKER };
    const nearest = plan === "exact-scan" ? scanNearest(segment, query) : searchGraph(segment, query);
    return nearest.map(({ row, similarity }) => ({ segment: position, row, score: similarity }));
  });
  return bestOfAll(proposals);
}

interface ScoredWords {
  readonly words: readonly WordScores[];
  /** Inverse frequencies of all terms that were asked for, those that no segment has included, added up. */
  readonly weight: number;
  readonly rarestShare: number;
}

/** Scores every row of every segment by the words, with the counts of all segments together. */
function scoreWords(
  segments: readonly Segment[],
  {
    terms,
    synonyms = [],
    compounds = [],
    languages = [],
  }: Pick<RankerInput, "terms" | "synonyms" | "compounds" | "languages">,
): ScoredWords {
  const groups = uniqueGroups(terms.flatMap((word) => termGroups(word, languages)));
  const asked = groups.flat();
  const weights = new Map([
    ...compounds.map((term) => [term, COMPOUND_WEIGHT] as const),
    ...weighSynonyms(synonyms, languages),
    ...asked.map((term) => [term, 1] as const),
  ]);
  const indexed = [...new Set([...asked, ...weights.keys()])];
  const matches = segments.map(({ words }) => words.lookUp(indexed));
  const collection = countGroups(sumWordCounts(matches.map(({ counts }) => counts)), groups);
  const ofTerms = indexed.map((term) => weights.get(term) as number);
  const rarities = raritiesOf(collection, groups);
  const weight = rarities.reduce((total, rarity) => total + rarity, 0);
  return {
    words: matches.map((match) => match.score(collection, ofTerms)),
    weight,
    rarestShare: share(Math.max(0, ...rarities), weight),
  };
}

/** Each term in the first group that has it. */
export function uniqueGroups(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const seen = new Set<string>();
  return groups
    .map((group) => group.filter((term) => !seen.has(term) && seen.add(term)))
    .filter((group) => group.length > 0);
}

/**
 * What a word is in other languages counts as the word itself: each term of a group is as frequent as the group. The groups
 * are the first of the terms that were looked up, in order.
 */
function countGroups(counts: WordCounts, groups: readonly (readonly string[])[]): WordCounts {
  const [passagesWith, articlesWith] = [[...counts.passagesWith], [...counts.articlesWith]];
  let start = 0;
  for (const { length } of groups) {
    const positions = Array.from({ length }, (_, index) => start + index);
    for (const [list, most] of [
      [passagesWith, counts.passages],
      [articlesWith, counts.articles],
    ] as const) {
      const total = positions.reduce((sum, position) => sum + (list[position] as number), 0);
      for (const position of positions) list[position] = Math.min(most, total);
    }
    start += length;
  }
  return { ...counts, passagesWith, articlesWith };
}

/** All words of a name together count as one word of the query. */
function weighSynonyms(
  synonyms: readonly string[],
  languages: readonly string[],
): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const name of synonyms) {
    const groups = queryTerms(name, languages).flatMap((word) => termGroups(word, languages));
    for (const term of groups.flat()) weights.set(term, Math.max(weights.get(term) ?? 0, 1 / groups.length));
  }
  return weights;
}

/**
 * Of the groups of terms that were asked for, which come first. A word that nothing holds is as rare as can be, so that it
 * does not make the others telling.
 */
function raritiesOf(
  { passages, passagesWith }: WordCounts,
  groups: readonly (readonly string[])[],
): readonly number[] {
  let start = 0;
  return groups.map(({ length }) => {
    const having = passagesWith[start] as number;
    start += length;
    return inverseFrequency(passages, having);
  });
}

/** Rounding, and other names of what is asked, may make the parts more than the whole. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(1, part / whole);
}

function proposeMatching(
  filtered: readonly FilteredSegment[],
  words: readonly WordScores[],
): readonly Proposal[] {
  const proposals = filtered.flatMap(({ allowed }, segment) =>
    (words[segment] as WordScores)
      .best(CANDIDATES_PER_RANKER, allowed)
      .map(({ row, score }) => ({ segment, row, score })),
  );
  return bestOfAll(proposals);
}

function bestOfAll(proposals: readonly Proposal[]): readonly Proposal[] {
  return proposals
    .toSorted((a, b) => b.score - a.score || a.segment - b.segment || a.row - b.row)
    .slice(0, CANDIDATES_PER_RANKER);
}

/** The rows of one segment that either ranker proposes, each once. */
function unite(segment: number, ...proposals: readonly (readonly Proposal[])[]): readonly number[] {
  const rows = proposals.flat().filter((proposal) => proposal.segment === segment);
  return [...new Set(rows.map(({ row }) => row))];
}
