import { RowSet } from "../ports/row-set.ts";
import type { HeldPassages } from "../ports/sentence-table.ts";
import { blendSimilarity } from "../search/compare-passages.ts";
import type { Calibration, Embedding, Filter } from "../types.ts";
import { type AlertFloor, alertFloor } from "./alert-floor.ts";
import type { Competition } from "./competition.ts";
import { boundCoverage } from "./coverage-bounds.ts";
import type { SegmentRows } from "./narrow-generation.ts";
import type { NewPassage } from "./new-passages.ts";
import type { PreparedSearch, PreparedSearches } from "./prepare-searches.ts";
import type { TermHolders, TermStatistics } from "./term-statistics.ts";

export interface ShortlistContext {
  readonly calibration: Calibration | null;
  readonly competition: Competition;
  readonly statistics: TermStatistics;
  readonly holders: TermHolders;
  /** Whether a word also finds others that begin with it, of which nothing is known without asking. */
  readonly hasCompounds: boolean;
}

/** A passage that may be an answer, and how near it is, as `comparePassages` has it. */
export interface ComparedPair {
  readonly passage: NewPassage;
  readonly similarity: number;
  /** At most. */
  readonly coverage: number;
}

/** A search that some passages may answer, and which. */
export interface ShortlistedSearch {
  readonly search: PreparedSearch;
  readonly pairs: readonly ComparedPair[];
}

/**
 * Leaves out the searches that none of the passages can answer, without asking them: by similarities, and by bounds of coverage that no
 * passage exceeds. What is left is a superset of those that find something.
 *
 * @param part rows of whole articles
 * @param passages those of the rows
 */
export function shortlistSearches(
  { searches }: PreparedSearches,
  { part, passages }: { readonly part: readonly SegmentRows[]; readonly passages: readonly NewPassage[] },
  context: ShortlistContext,
): readonly ShortlistedSearch[] {
  const coverageOf = boundCoverage(searches, context);
  const coverages = passages.map(coverageOf);
  const withPhrases = passagesWithPhrases(searches, passages, context.holders);
  const allowedBy = allowedPassages(part, passages);
  const similarities = new Similarities(part, passages);
  return searches.flatMap((search, index): readonly ShortlistedSearch[] => {
    const allowed = common(withPhrases(search), () => allowedBy(search));
    if (allowed?.length === 0) return [];
    const coverage = (passage: number) => Math.min(1, coverages[passage]?.[index] as number);
    const positions = allowed ?? similarities.positions;
    const pairs = search.isRead
      ? nearEnough(search, positions, { ...context, similarities, coverage })
      : // Words alone decide.
        positions
          .filter((position) => coverage(position) > 0)
          .map((position) => ({ position, similarity: 0 }));
    if (pairs.length === 0) return [];
    const compared = pairs.map(({ position, similarity }) => {
      return { passage: passages[position] as NewPassage, similarity, coverage: coverage(position) };
    });
    return [{ search, pairs: compared }];
  });
}

/** What is in both lists of positions; `null` stands for all. */
function common(
  some: readonly number[] | null,
  findOthers: () => readonly number[] | null,
): readonly number[] | null {
  if (some?.length === 0) return some;
  const others = findOthers();
  if (some === null || others === null) return some ?? others;
  const held = new Set(others);
  return some.filter((position) => held.has(position));
}

interface NearContext extends ShortlistContext {
  readonly similarities: Similarities;
  /** Of each passage, at most. */
  readonly coverage: (passage: number) => number;
}

interface NearPassage {
  readonly position: number;
  readonly similarity: number;
}

/** Those that may pass the floor: first by how many passages compete at least, which is known at once. */
function nearEnough(
  { query, embedding }: PreparedSearch,
  positions: readonly number[],
  { similarities, coverage, calibration, competition }: NearContext,
): readonly NearPassage[] {
  const passes = ({ least, alone, perCoverage }: AlertFloor) => {
    return (position: number, similarity: number) =>
      similarity >= least && similarity >= alone - perCoverage * coverage(position);
  };
  const mayPass = passes(alertFloor(query, calibration, competition.atLeast(query)));
  const isAllowed = positions === similarities.positions ? null : new Set(positions);
  const near = similarities.to(
    embedding,
    (position, similarity) => (isAllowed?.has(position) ?? true) && mayPass(position, similarity),
  );
  const left = positions.filter((position) => mayPass(position, near[position] as number));
  if (left.length === 0) return [];
  const isSure = passes(alertFloor(query, calibration, competition.of(query)));
  const sure = left.filter((position) => isSure(position, near[position] as number));
  return sure.map((position) => ({ position, similarity: near[position] as number }));
}

/**
 * Tells which passages the phrases of a search allow, or more, since the order of words is not looked at: in articles with all
 * words of each phrase, the passages with all words of one. `null` for all.
 */
function passagesWithPhrases(
  searches: readonly PreparedSearch[],
  passages: readonly NewPassage[],
  holders: TermHolders,
): (search: PreparedSearch) => readonly number[] | null {
  holders.load(searches.flatMap(({ phrases }) => phrases.flat(2)));
  const positions = new Map(passages.map((passage, position) => [passage, position]));
  const known = new Map<string, readonly number[]>();
  const positionsOf = (phrase: PreparedSearch["phrases"][number]) => {
    const key = JSON.stringify(phrase);
    const found =
      known.get(key) ??
      phrase.flatMap((terms) => passagesWith(terms, positions, holders)).sort((a, b) => a - b);
    known.set(key, found);
    return found;
  };
  const articleOf = (position: number) => {
    const { position: segment, article } = passages[position] as NewPassage;
    return `${segment}:${article}`;
  };
  return ({ phrases }) => {
    if (phrases.length === 0) return null;
    const holding = phrases.map(positionsOf);
    // Most searches end here.
    if (holding.some(({ length }) => length === 0)) return [];
    const articles = holding.map((some) => new Set(some.map(articleOf)));
    return [...new Set(holding.flat())]
      .filter((position) => articles.every((having) => having.has(articleOf(position))))
      .sort((a, b) => a - b);
  };
}

/** @returns the positions of the passages that have all terms */
function passagesWith(
  [first, ...others]: readonly string[],
  positions: ReadonlyMap<NewPassage, number>,
  holders: TermHolders,
): readonly number[] {
  if (first === undefined) return [...positions.values()];
  const having = [...holders.of(first)].filter((passage) =>
    others.every((term) => holders.of(term).has(passage)),
  );
  return having.map((passage) => positions.get(passage) as number);
}

/** The passages of one article, by their positions. */
interface ArticlePassages {
  readonly first: number;
  readonly end: number;
  readonly held: HeldPassages;
  /** Of the first of what is held. */
  readonly start: number;
}

const NOTHING = new Float32Array();

/** Compares queries with all passages, to the last bit as a search does it (`comparePassages`). */
class Similarities {
  readonly positions: readonly number[];
  readonly #articles: readonly ArticlePassages[];
  readonly #blended: Float64Array;

  /** @param passages in the order of the rows */
  constructor(part: readonly SegmentRows[], passages: readonly NewPassage[]) {
    this.positions = passages.map((_, position) => position);
    this.#articles = articlesOf(part, passages);
    this.#blended = new Float64Array(passages.length);
  }

  /**
   * The next ones are written over them.
   *
   * @param mayPass sentences are looked at only of articles of which some passage may
   * @returns -Infinity for all others
   */
  to(embedding: Embedding, mayPass: (position: number, similarity: number) => boolean): Float64Array {
    let held: HeldPassages | undefined;
    let own: Float32Array = NOTHING;
    // Loops: a million pairs are looked at for ten thousand searches and a hundred passages.
    for (const article of this.#articles) {
      if (article.held !== held) {
        held = article.held;
        own = held.similarities(embedding);
      }
      this.#compare(article, own, mayPass);
    }
    return this.#blended;
  }

  #compare(
    { first, end, held, start }: ArticlePassages,
    own: Float32Array,
    mayPass: (position: number, similarity: number) => boolean,
  ): void {
    const blended = this.#blended;
    let sum = 0;
    for (let position = first; position < end; position++) sum += own[position - start] as number;
    const mean = sum / (end - first);
    let isOpen = false;
    for (let position = first; position < end && !isOpen; position++) {
      const similarity = own[position - start] as number;
      const most = Math.max(similarity, held.mostOfSentences(position - start, similarity));
      isOpen = mayPass(position, blendSimilarity(similarity, most, mean));
    }
    if (!isOpen) {
      blended.fill(Number.NEGATIVE_INFINITY, first, end);
      return;
    }
    const nearest = held.nearestSentences(first - start, end - start);
    for (let position = first; position < end; position++) {
      const ofSentence = nearest[position - first] as number;
      blended[position] = blendSimilarity(own[position - start] as number, ofSentence, mean);
    }
  }
}

function articlesOf(
  part: readonly SegmentRows[],
  passages: readonly NewPassage[],
): readonly ArticlePassages[] {
  const held = part.map(({ segment, rows }) => segment.sentences.hold(rows));
  const articles: ArticlePassages[] = [];
  let start = 0;
  for (let first = 0; first < passages.length; ) {
    const { position, article } = passages[first] as NewPassage;
    if (passages[first - 1]?.position !== position) start = first;
    let end = first + 1;
    while (passages[end]?.position === position && passages[end]?.article === article) end++;
    articles.push({ first, end, held: held[position] as HeldPassages, start });
    first = end;
  }
  return articles;
}

/** Tells which passages the filter of a search allows, found once for searches with the same filter; `null` for all. */
function allowedPassages(
  part: readonly SegmentRows[],
  passages: readonly NewPassage[],
): (search: PreparedSearch) => readonly number[] | null {
  const known = new Map<string, readonly number[]>();
  const find = (filter: Filter) => {
    const allowed = new Map(
      part.flatMap(({ segment, rows }) => {
        const { passages: table } = segment;
        if (rows.length === 0) return [];
        return [[segment, table.rowsMatching(filter) ?? RowSet.of(table.passageCount, rows)] as const];
      }),
    );
    return passages.flatMap(({ segment, row }, position) => (allowed.get(segment)?.has(row) ? position : []));
  };
  return ({ query: { filter } }) => {
    if (Object.keys(filter).length === 0) return null;
    const key = JSON.stringify(filter);
    const found = known.get(key) ?? find(filter);
    known.set(key, found);
    return found;
  };
}
