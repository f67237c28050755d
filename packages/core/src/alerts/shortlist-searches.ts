import { RowSet } from "../ports/row-set.ts";
import type { HeldPassages } from "../ports/sentence-table.ts";
import { blendSimilarity } from "../search/compare-candidates.ts";
import type { Calibration, Embedding, Filter } from "../types.ts";
import { type AlertFloor, alertFloor } from "./alert-floor.ts";
import type { Competition } from "./competition.ts";
import { CoverageBounds } from "./coverage-bounds.ts";
import type { SegmentRows } from "./narrow-generation.ts";
import type { NewPassage } from "./new-passages.ts";
import { areSingleWords, type PreparedSearch, type PreparedSearches } from "./prepare-searches.ts";
import type { TermHolders, TermStatistics } from "./term-statistics.ts";

export interface ShortlistContext {
  readonly calibration: Calibration | null;
  readonly competition: Competition;
  readonly statistics: TermStatistics;
  readonly holders: TermHolders;
  /** Whether a word also matches longer words that begin with it, which are unknown without a lookup. */
  readonly hasCompounds: boolean;
}

/** A candidate passage, with the similarity that `comparePassages` computes. */
export interface ComparedPair {
  readonly passage: NewPassage;
  readonly similarity: number;
}

/** A search with its candidate passages. */
export interface ShortlistedSearch {
  readonly search: PreparedSearch;
  readonly pairs: readonly ComparedPair[];
}

/**
 * Rules out the searches that no passage can answer, by similarities and by upper bounds of coverage. The rest is a superset
 * of the searches that match.
 *
 * @param part rows of whole articles
 * @param passages the passages of these rows
 */
export function shortlistSearches(
  { searches }: PreparedSearches,
  { part, passages }: { readonly part: readonly SegmentRows[]; readonly passages: readonly NewPassage[] },
  context: ShortlistContext,
): readonly ShortlistedSearch[] {
  const withPhrases = passagesWithPhrases(searches, passages, context.holders);
  const allowedBy = allowedPassages(part, passages);
  // Names that no new article contains rule out most strict searches before other words are looked up.
  const open = searches.flatMap((search): readonly OpenSearch[] => {
    const allowed = common(withPhrases(search), () => allowedBy(search));
    return allowed?.length === 0 ? [] : [{ search, allowed }];
  });
  const coverage = new CoverageBounds(
    open.map(({ search }) => search),
    passages,
    context,
  );
  const similarities = new Similarities(part, passages);
  return open.flatMap(({ search, allowed }): readonly ShortlistedSearch[] => {
    const bounds = coverage.of(search);
    const positions = allowed ?? similarities.positions;
    const pairs = search.isRead
      ? nearEnough(search, positions, { ...context, similarities, bounds })
      : // Words alone decide.
        positions
          .filter((position) => (bounds[position] as number) > 0)
          .map((position) => ({ position, similarity: 0 }));
    if (pairs.length === 0) return [];
    const compared = pairs.map(({ position, similarity }) => {
      return { passage: passages[position] as NewPassage, similarity };
    });
    return [{ search, pairs: compared }];
  });
}

/** A search with the passages that its phrases and filter allow; `null` for all. */
interface OpenSearch {
  readonly search: PreparedSearch;
  readonly allowed: readonly number[] | null;
}

/** The intersection of two lists of positions; `null` stands for all. */
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
  /** Upper bound of coverage for each passage. */
  readonly bounds: Float64Array;
}

interface NearPassage {
  readonly position: number;
  readonly similarity: number;
}

/** Passages that may pass the floor. First uses a lower bound of the number of competing passages, which is free. */
function nearEnough(
  search: PreparedSearch,
  positions: readonly number[],
  { similarities, bounds, calibration, competition }: NearContext,
): readonly NearPassage[] {
  const { query, embedding } = search;
  const known = isExact(search) ? positions.length : 1;
  const possible = alertFloor(query, calibration, competition.atLeast(query, known));
  const near = similarities.to(embedding, { floor: possible, bounds, positions });
  const passes = (floor: AlertFloor) => (position: number) =>
    (near[position] as number) >= leastSimilarity(floor, bounds[position] as number);
  const left = positions.filter(passes(possible));
  if (left.length === 0) return [];
  const isSure = passes(alertFloor(query, calibration, competition.of(query)));
  return left.filter(isSure).map((position) => ({ position, similarity: near[position] as number }));
}

/** Whether neither word order nor exclusions remain to be checked. */
function isExact({ query, phrases }: PreparedSearch): boolean {
  return (query.operators?.excluded.length ?? 0) === 0 && areSingleWords(phrases);
}

function leastSimilarity({ least, alone, perCoverage }: AlertFloor, coverage: number): number {
  return Math.max(least, alone - perCoverage * coverage);
}

/**
 * Finds a superset of the passages that the phrases of a search allow, without checking word order: in articles with all
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
    // This rules out most searches.
    if (holding.some(({ length }) => length === 0)) return [];
    const articles = holding.map((some) => new Set(some.map(articleOf)));
    return [...new Set(holding.flat())]
      .filter((position) => articles.every((having) => having.has(articleOf(position))))
      .sort((a, b) => a - b);
  };
}

/** @returns the positions of the passages with all terms */
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

/** The passages of one article, by position. */
interface ArticlePassages {
  readonly first: number;
  readonly end: number;
  readonly held: HeldPassages;
  /** Position of the first held passage. */
  readonly start: number;
}

const NOTHING = new Float32Array();

/** Compares queries with all passages. Results equal those of `comparePassages`, bit for bit. */
class Similarities {
  readonly positions: readonly number[];
  readonly #articles: readonly ArticlePassages[];
  readonly #blended: Float64Array;
  readonly #least: Float64Array;

  /** @param passages in the order of the rows */
  constructor(part: readonly SegmentRows[], passages: readonly NewPassage[]) {
    this.positions = passages.map((_, position) => position);
    this.#articles = articlesOf(part, passages);
    this.#blended = new Float64Array(passages.length);
    this.#least = new Float64Array(passages.length);
  }

  /**
   * The next call overwrites the result.
   *
   * @returns similarities of passages that may be near enough; -Infinity in all other articles
   */
  to(embedding: Embedding, { floor, bounds, positions }: NeededSimilarity): Float64Array {
    const least = this.#least.fill(Number.POSITIVE_INFINITY);
    // Plain loops, because ten thousand searches and a hundred passages make a million pairs.
    for (const position of positions) least[position] = leastSimilarity(floor, bounds[position] as number);
    let held: HeldPassages | undefined;
    let own: Float32Array = NOTHING;
    for (const article of this.#articles) {
      if (article.held !== held) {
        held = article.held;
        own = held.similarities(embedding);
      }
      this.#compare(article, own);
    }
    return this.#blended;
  }

  /** Compares sentences only if some passage of the article may be near enough. */
  #compare({ first, end, held, start }: ArticlePassages, own: Float32Array): void {
    const blended = this.#blended;
    let sum = 0;
    for (let position = first; position < end; position++) sum += own[position - start] as number;
    const mean = sum / (end - first);
    let isOpen = false;
    for (let position = first; position < end && !isOpen; position++) {
      const similarity = own[position - start] as number;
      const most = Math.max(similarity, held.mostOfSentences(position - start, similarity));
      isOpen = blendSimilarity(similarity, most, mean) >= (this.#least[position] as number);
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

/** The similarity that passages need to pass a floor. */
interface NeededSimilarity {
  readonly floor: AlertFloor;
  /** Upper bound of coverage for each passage. */
  readonly bounds: Float64Array;
  /** The passages to compare. */
  readonly positions: readonly number[];
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

/** Finds the passages that a search's filter allows, once for equal filters; `null` for all. */
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
