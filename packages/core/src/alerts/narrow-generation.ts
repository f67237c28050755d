import type { OpenGeneration } from "../generation/open-generation.ts";
import type { IndexedPassage, PassageTable } from "../ports/passage-table.ts";
import { RowSet } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import type { PassageKeys, StoryTable } from "../ports/story-table.ts";
import type { ScanIndex } from "../ports/vector-index.ts";
import type { TermMatches, WordCounts, WordIndex, WordScores } from "../ports/word-index.ts";

/** Rows of one segment, ascending. */
export interface SegmentRows {
  readonly segment: Segment;
  readonly rows: readonly number[];
}

/**
 * Restricts a generation to some of its rows, for searches among new articles. Word statistics still cover the whole index.
 * Segments without such rows only count words, and cache the counts.
 */
export function narrowGeneration(generation: OpenGeneration, wanted: readonly SegmentRows[]): OpenGeneration {
  const segments = wanted.map(({ segment, rows }) =>
    rows.length === 0
      ? withoutRows(segment)
      : {
          ...segment,
          passages: rememberRows(onlyRows(segment.passages, rows)),
          stories: rememberStories(segment.stories),
        },
  );
  return { ...generation, segments };
}

function onlyRows(table: PassageTable, rows: readonly number[]): PassageTable {
  const size = table.passageCount;
  return {
    passageCount: table.passageCount,
    articleCount: table.articleCount,
    rows: () => rows,
    rowsMatching: (filter) => {
      const matching = table.rowsMatching(filter);
      return RowSet.of(size, matching === null ? rows : rows.filter((row) => matching.has(row)));
    },
    read: (some) => table.read(some),
    spans: (some) => table.spans(some),
    articleRanges: (some) => table.articleRanges(some),
    countArticles: (field, some) => table.countArticles(field, some ?? rows),
  };
}

/** Caches rows, because an article often matches several searches. */
function rememberRows(table: PassageTable): PassageTable {
  const known = new Map<number, IndexedPassage>();
  return { ...table, read: (rows) => readOnce(rows, known, (some) => table.read(some)) };
}

function rememberStories(stories: StoryTable): StoryTable {
  const keys = new Map<number, PassageKeys>();
  const members = new Map<string, ReturnType<StoryTable["membersOf"]>>();
  return {
    keysOf: (rows) => readOnce(rows, keys, (some) => stories.keysOf(some)),
    membersOf: (id) => {
      const known = members.get(id) ?? stories.membersOf(id);
      members.set(id, known);
      return known;
    },
    sharing: (hashes, limit) => stories.sharing(hashes, limit),
    aliases: () => stories.aliases(),
  };
}

function readOnce<T>(
  rows: readonly number[],
  known: Map<number, T>,
  read: (rows: readonly number[]) => readonly T[],
): readonly T[] {
  const missing = rows.filter((row) => !known.has(row));
  if (missing.length > 0) {
    read(missing).forEach((one, index) => {
      known.set(missing[index] as number, one);
    });
  }
  return rows.map((row) => known.get(row) as T);
}

function withoutRows(segment: Segment): Segment {
  const { passages, exact } = segment;
  return {
    ...segment,
    passages: { ...onlyRows(passages, []), rowsMatching: () => RowSet.of(passages.passageCount, []) },
    words: rememberCounts(segment.words),
    // The original would load all vectors, even for no rows.
    exact: noVectors(exact),
  };
}

function noVectors({ size, dimensions, exact }: ScanIndex): ScanIndex {
  return {
    size,
    dimensions,
    exact,
    search: () => [],
    searchAmong: () => [],
    similarities: () => new Float32Array(),
  };
}

type TermCounts = readonly [passages: number, articles: number];

function rememberCounts(words: WordIndex): WordIndex {
  const known = new Map<string, TermCounts>();
  let totals: WordCounts | undefined;
  const lookUp = (terms: readonly string[]): TermMatches => {
    const unknown = terms.filter((term) => !known.has(term));
    if (totals === undefined || unknown.length > 0) {
      const { counts } = words.lookUp(unknown);
      totals = counts;
      unknown.forEach((term, index) => {
        known.set(term, [counts.passagesWith[index] as number, counts.articlesWith[index] as number]);
      });
    }
    const ofTerms = terms.map((term) => known.get(term) as TermCounts);
    const passagesWith = ofTerms.map(([passages]) => passages);
    const articlesWith = ofTerms.map(([, articles]) => articles);
    return { counts: { ...totals, passagesWith, articlesWith }, score: () => NO_SCORES };
  };
  return {
    lookUp,
    articlesWith: (terms) => words.articlesWith(terms),
    passagesWith: (terms) => words.passagesWith(terms),
    termsLike: (term, letters) => words.termsLike(term, letters),
    termsBeginning: (letters, limit) => words.termsBeginning(letters, limit),
    termsEnding: (letters, limit) => words.termsEnding(letters, limit),
    holding: () => [],
  };
}

const NO_SCORES: WordScores = {
  best: () => [],
  of: (rows) => new Float32Array(rows.length),
  covered: (rows) => new Float32Array(rows.length),
};
