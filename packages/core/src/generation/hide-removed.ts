import { overFetch } from "../ports/over-fetch.ts";
import type { PassageTable } from "../ports/passage-table.ts";
import type { RowSet } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import type { StoryTable } from "../ports/story-table.ts";
import type { ScanIndex, VectorIndex } from "../ports/vector-index.ts";
import type { WordIndex, WordScores } from "../ports/word-index.ts";
import { isInRanges, type RowRanges, rowsInRanges } from "./removed-rows.ts";

/**
 * Hides rows of replaced or removed articles from searches of a segment. Row numbers do not change. The
 * word frequencies for BM25 include removed passages until the segment is compacted.
 */
export function hideRemoved(segment: Segment, removed: RowRanges): Segment {
  if (removed.length === 0) return segment;
  return {
    ...segment,
    passages: hideInPassages(segment.passages, removed),
    stories: hideInStories(segment.stories, removed),
    words: hideInWords(segment.words, { removed, size: segment.passages.passageCount }),
    approximate: hideInVectors(segment.approximate, removed),
    exact: hideInScan(segment.exact, removed),
  };
}

function hideInPassages(table: PassageTable, removed: RowRanges): PassageTable {
  const isLive = (row: number) => !isInRanges(removed, row);
  const liveRows = new WeakMap<RowSet, RowSet>();
  const onlyLive = (rows: RowSet): RowSet => {
    const live = liveRows.get(rows) ?? rows.filter(isLive);
    liveRows.set(rows, live);
    return live;
  };
  return {
    passageCount: table.passageCount,
    articleCount: table.articleCount,
    rows: () => table.rows().filter(isLive),
    // A table returns the same set for the same filter, so filter each set once.
    rowsMatching: (filter) => {
      const rows = table.rowsMatching(filter);
      return rows === null ? null : onlyLive(rows);
    },
    read: (rows) => table.read(rows),
    articleRanges: (rows) => table.articleRanges(rows),
    spans: (rows) => table.spans(rows),
    countArticles: (field, rows) => {
      return table.countArticles(field, rows ?? table.rows().filter(isLive));
    },
  };
}

function hideInStories(table: StoryTable, removed: RowRanges): StoryTable {
  const isLive = ({ firstPassage }: { readonly firstPassage: number }) => !isInRanges(removed, firstPassage);
  return {
    keysOf: (rows) => table.keysOf(rows),
    membersOf: (storyId) => table.membersOf(storyId).filter(isLive),
    sharing: (hashes, limit) => table.sharing(hashes, limit).filter(isLive),
    aliases: () => table.aliases().filter(isLive),
  };
}

function hideInWords(index: WordIndex, rows: HiddenRows): WordIndex {
  return {
    lookUp: (terms) => {
      const { counts, score } = index.lookUp(terms);
      return {
        counts,
        score: (collection, weights) => hideInScores(score(collection, weights), rows),
      };
    },
    articlesWith: (terms) => index.articlesWith(terms),
    passagesWith: (terms) => index.passagesWith(terms),
    termsLike: (term, letters) => index.termsLike(term, letters),
    termsBeginning: (letters, limit) => index.termsBeginning(letters, limit),
    termsEnding: (letters, limit) => index.termsEnding(letters, limit),
    holding: (terms) => index.holding(terms).filter((row) => !isInRanges(rows.removed, row)),
  };
}

function hideInScores(scores: WordScores, rows: HiddenRows): WordScores {
  return {
    best: (limit, allowed) => searchAround(rows, limit, (wanted) => scores.best(wanted, allowed)),
    of: (wanted) => scores.of(wanted),
    covered: (wanted) => scores.covered(wanted),
  };
}

function hideInVectors(index: VectorIndex, removed: RowRanges): VectorIndex {
  return {
    size: index.size,
    dimensions: index.dimensions,
    exact: index.exact,
    search: (query, k) =>
      searchAround({ removed, size: index.size }, k, (wanted) => index.search(query, wanted)),
    similarities: (query, rows) => index.similarities(query, rows),
  };
}

/** `hideInPassages` already excludes removed rows from the allowed set. */
function hideInScan(index: ScanIndex, removed: RowRanges): ScanIndex {
  return {
    ...hideInVectors(index, removed),
    searchAmong: (query, k, allowed) => index.searchAmong(query, k, allowed),
  };
}

interface HiddenRows {
  readonly removed: RowRanges;
  readonly size: number;
}

function searchAround<T extends { readonly row: number }>(
  { removed, size }: HiddenRows,
  limit: number,
  search: (limit: number) => readonly T[],
): readonly T[] {
  const isAllowed = (row: number) => !isInRanges(removed, row);
  return overFetch({ search, isAllowed, allowed: size - rowsInRanges(removed), size }, limit);
}
