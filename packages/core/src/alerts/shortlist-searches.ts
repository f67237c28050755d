import { RowSet } from "../ports/row-set.ts";
import { comparePassages } from "../search/compare-passages.ts";
import type { Calibration } from "../types.ts";
import { type AlertFloor, alertFloor } from "./alert-floor.ts";
import type { Competition } from "./competition.ts";
import { boundCoverage, type CoverageOf } from "./coverage-bounds.ts";
import type { SegmentRows } from "./narrow-generation.ts";
import type { NewPassage } from "./new-passages.ts";
import type { PreparedSearch, PreparedSearches } from "./prepare-searches.ts";
import type { TermHolders, TermStatistics } from "./term-statistics.ts";

/** Weights of a similarity, as in `comparePassages`: of the passage, its best sentence, and its article. */
const OF_PASSAGE = 0.3;
const OF_SENTENCE = 0.3;
const OF_ARTICLE = 0.4;

export interface ShortlistContext {
  readonly calibration: Calibration | null;
  readonly competition: Competition;
  readonly statistics: TermStatistics;
  readonly holders: TermHolders;
  /** Whether a word also matches longer words that begin with it, which are unknown without a lookup. */
  readonly hasCompounds: boolean;
}

/** A passage that may be an answer, with upper bounds. */
interface Pair {
  readonly passage: NewPassage;
  /** Upper bound. */
  readonly coverage: number;
}

/** A passage that may be an answer, with its similarity as in `comparePassages`. */
export interface ComparedPair {
  readonly passage: NewPassage;
  readonly similarity: number;
  /** Upper bound. */
  readonly coverage: number;
}

/** A search and the passages that may answer it. */
export interface ShortlistedSearch {
  readonly search: PreparedSearch;
  readonly pairs: readonly ComparedPair[];
}

/**
 * Excludes the searches that none of the passages can answer, without running them: by upper bounds of
 * similarity and coverage. The rest is a superset of the searches with hits.
 *
 * @param part rows of whole articles
 * @param passages those of the rows
 */
export function shortlistSearches(
  { searches, vectors }: PreparedSearches,
  { part, passages }: { readonly part: readonly SegmentRows[]; readonly passages: readonly NewPassage[] },
  context: ShortlistContext,
): readonly ShortlistedSearch[] {
  const coverageOf = boundCoverage(searches, context);
  const hasPhrases = phraseCheck(searches, part);
  const floors = searches.map((search) => {
    if (!hasPhrases(search)) return OUT_OF_REACH;
    if (!search.isRead) return NO_FLOOR;
    return alertFloor(search.query, context.calibration, context.competition.atLeast(search.query));
  });
  const pairs = findPairs({ searches, vectors }, { passages, floors, coverageOf });
  const allowed = new AllowedRows(part);
  return searches.flatMap((search, index): readonly ShortlistedSearch[] => {
    const ofSearch = (pairs.get(index) ?? []).filter(({ passage }) => allowed.has(search, passage));
    if (ofSearch.length === 0) return [];
    const left = thatMayAnswer(search, compare(search, ofSearch), context);
    return left.length === 0 ? [] : [{ search, pairs: left }];
  });
}

const OUT_OF_REACH: AlertFloor = {
  least: Number.POSITIVE_INFINITY,
  alone: Number.POSITIVE_INFINITY,
  perCoverage: 0,
};

/** For searches that words alone decide. */
const NO_FLOOR: AlertFloor = {
  least: Number.NEGATIVE_INFINITY,
  alone: Number.NEGATIVE_INFINITY,
  perCoverage: 0,
};

/** Tests whether some segment with new passages has every word of a search's phrases. */
function phraseCheck(
  searches: readonly PreparedSearch[],
  part: readonly SegmentRows[],
): (search: PreparedSearch) => boolean {
  const terms = [...new Set(searches.flatMap(({ phrases }) => phrases.flat(2)))];
  const held = new Set<string>();
  for (const { segment, rows } of part) {
    if (rows.length === 0 || terms.length === 0) continue;
    segment.words.passagesWith(terms).forEach((having, index) => {
      if (having > 0) held.add(terms[index] as string);
    });
  }
  return ({ phrases }) =>
    phrases.every((variants) => variants.some((phrase) => phrase.every((term) => held.has(term))));
}

interface PairContext {
  readonly passages: readonly NewPassage[];
  readonly floors: readonly AlertFloor[];
  readonly coverageOf: CoverageOf;
}

/** Assumes that every passage has a sentence equal to the question. */
function findPairs(
  { searches, vectors }: PreparedSearches,
  { passages, floors, coverageOf }: PairContext,
): ReadonlyMap<number, Pair[]> {
  const pairs = new Map<number, Pair[]>();
  const rows = searches.map((_, index) => index);
  const [least, alone, perCoverage] = [
    Float64Array.from(floors, (floor) => floor.least),
    Float64Array.from(floors, (floor) => floor.alone),
    Float64Array.from(floors, (floor) => floor.perCoverage),
  ];
  for (const ofArticle of groupByArticle(passages)) {
    const similarities = ofArticle.map(({ embedding }) => vectors.similarities(embedding, rows));
    const means = meanOf(similarities);
    ofArticle.forEach((passage, position) => {
      const own = similarities[position] as Float32Array;
      const coverages = coverageOf(passage);
      // A plain loop: ten thousand searches and a hundred passages make a million pairs.
      for (let index = 0; index < rows.length; index++) {
        const coverage = Math.min(1, coverages[index] as number);
        const needed = Math.max(
          least[index] as number,
          (alone[index] as number) - (perCoverage[index] as number) * coverage,
        );
        const ofPassage = own[index] as number;
        const similarity = OF_PASSAGE * ofPassage + OF_ARTICLE * (means[index] as number);
        if (similarity + OF_SENTENCE * Math.max(1, ofPassage) < needed) continue;
        const ofSearch = pairs.get(index) ?? [];
        if (ofSearch.length === 0) pairs.set(index, ofSearch);
        ofSearch.push({ passage, coverage });
      }
    });
  }
  return pairs;
}

/** Uses the actual sentences, bit for bit like a search. */
function compare({ embedding, isRead }: PreparedSearch, pairs: readonly Pair[]): readonly ComparedPair[] {
  if (!isRead) return pairs.map(({ passage, coverage }) => ({ passage, coverage, similarity: 0 }));
  const segments = new Set(pairs.map(({ passage }) => passage.segment));
  return [...segments].flatMap((segment) => {
    const ofSegment = pairs.filter(({ passage }) => passage.segment === segment);
    const rows = ofSegment.map(({ passage }) => passage.row);
    const similarities = comparePassages({ segment, plan: "exact-scan" }, embedding, rows);
    return ofSegment.map(({ passage, coverage }, index) => {
      return { passage, coverage, similarity: similarities[index] as number };
    });
  });
}

/** With all competing passages. */
function thatMayAnswer(
  { query, isRead }: PreparedSearch,
  pairs: readonly ComparedPair[],
  { calibration, competition }: ShortlistContext,
): readonly ComparedPair[] {
  if (!isRead) return pairs.filter(({ coverage }) => coverage > 0);
  const passing = (left: readonly ComparedPair[], { least, alone, perCoverage }: AlertFloor) =>
    left.filter(({ similarity, coverage }) => similarity >= Math.max(least, alone - perCoverage * coverage));
  const left = passing(pairs, alertFloor(query, calibration, competition.atLeast(query)));
  return left.length === 0 ? left : passing(left, alertFloor(query, calibration, competition.of(query)));
}

function meanOf(similarities: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(similarities[0]?.length ?? 0);
  for (const ofPassage of similarities) {
    for (let index = 0; index < sum.length; index++)
      sum[index] = (sum[index] as number) + (ofPassage[index] as number);
  }
  return sum.map((value) => value / similarities.length);
}

function groupByArticle(passages: readonly NewPassage[]): Iterable<readonly NewPassage[]> {
  const groups = new Map<string, NewPassage[]>();
  for (const passage of passages) {
    const key = `${passage.position}:${passage.article}`;
    const group = groups.get(key) ?? [];
    if (group.length === 0) groups.set(key, group);
    group.push(passage);
  }
  return groups.values();
}

/** The rows that filters allow, read once for searches with the same filter. */
class AllowedRows {
  readonly #part: readonly SegmentRows[];
  readonly #known = new Map<string, ReadonlyMap<SegmentRows["segment"], RowSet>>();

  constructor(part: readonly SegmentRows[]) {
    this.#part = part.filter(({ rows }) => rows.length > 0);
  }

  has({ query: { filter } }: PreparedSearch, { segment, row }: NewPassage): boolean {
    if (Object.keys(filter).length === 0) return true;
    const key = JSON.stringify(filter);
    let allowed = this.#known.get(key);
    if (allowed === undefined) {
      allowed = new Map(
        this.#part.map(({ segment: of, rows }) => {
          const { passages } = of;
          return [of, passages.rowsMatching(filter) ?? RowSet.of(passages.passageCount, rows)];
        }),
      );
      this.#known.set(key, allowed);
    }
    return allowed.get(segment)?.has(row) ?? false;
  }
}
