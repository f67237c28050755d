import type { OpenGeneration } from "../generation/open-generation.ts";
import { isInRanges, rowsInRanges } from "../generation/removed-rows.ts";
import type { Segment } from "../ports/segment.ts";
import type { IndexState, LoadedSegment } from "./index-schema.ts";

/** Articles of a segment, by the rows of their first passages. */
export interface ArticlesToWrite {
  readonly segment: Segment;
  /** Number of the segment's row 0 in the index. */
  readonly offset: number;
  readonly first: readonly number[];
}

/** Passage numbers from `gte` up to but excluding `lt`. */
export interface RowsToDelete {
  readonly gte: number;
  readonly lt: number;
}

/** The changes that turn an index into one of another generation. */
export interface LoadPlan {
  readonly toWrite: readonly ArticlesToWrite[];
  readonly toDelete: readonly RowsToDelete[];
  /** The known content of the index before writing, with the numbers of new segments reserved. */
  readonly started: readonly LoadedSegment[];
  /** The content of the index afterwards. */
  readonly finished: readonly LoadedSegment[];
  readonly nextRow: number;
  /** True if an interrupted load may have written documents that the plan deletes. */
  readonly mayHoldMore: boolean;
}

/** Compares an index with a generation by segments and searchable rows. */
export function planLoad(
  { loaded, nextRow }: Pick<IndexState, "loaded" | "nextRow">,
  { segments, manifest }: OpenGeneration,
): LoadPlan {
  const known = new Map(loaded.map((segment) => [segment.id, segment]));
  let next = nextRow;
  const finished = manifest.segments.map(({ id, passages, removed }): LoadedSegment => {
    const offset = known.get(id)?.offset ?? next;
    if (!known.has(id)) next += passages;
    return { id, offset, passages, removed: removed.passages };
  });
  const wanted = new Set(finished.map(({ id }) => id));
  const gone = loaded.filter(({ id }) => !wanted.has(id));
  const isLive = (id: string, row: number) => {
    const before = known.get(id);
    return before !== undefined && !isInRanges(before.removed, row);
  };
  const toWrite = finished.flatMap(({ id, offset }, position) => {
    const segment = segments[position] as Segment;
    const first = firstRows(segment).filter((row) => !isLive(id, row));
    return first.length === 0 ? [] : [{ segment, offset, first }];
  });
  const started = finished.map((segment) => known.get(segment.id) ?? nothingOf(segment));
  return {
    toWrite,
    toDelete: [
      ...gone.map(allRows),
      ...finished.flatMap((segment) => newlyRemoved(segment, known.get(segment.id))),
    ],
    started: [...started, ...gone],
    finished,
    nextRow: next,
    mayHoldMore: loaded.some(isUncertain),
  };
}

/** Number of passages that a plan writes or deletes. */
export function changedPassages({ toWrite, toDelete }: LoadPlan): number {
  const written = toWrite.reduce((sum, { segment, first }) => {
    const ranges = segment.passages.articleRanges(first);
    return sum + ranges.reduce((rows, { first: from, end }) => rows + end - from, 0);
  }, 0);
  return toDelete.reduce((sum, { gte, lt }) => sum + lt - gte, written);
}

/** Rows of the first passages of the searchable articles. */
function firstRows({ passages }: Segment): readonly number[] {
  return [...new Set(passages.articleRanges(passages.rows()).map(({ first }) => first))];
}

/** A new segment, all of whose rows count as not loaded. */
function nothingOf(segment: LoadedSegment): LoadedSegment {
  return { ...segment, removed: [[0, segment.passages]] };
}

function isUncertain({ passages, removed }: LoadedSegment): boolean {
  return rowsInRanges(removed) === passages;
}

function allRows({ offset, passages }: LoadedSegment): RowsToDelete {
  return { gte: offset, lt: offset + passages };
}

function newlyRemoved(
  { offset, removed }: LoadedSegment,
  before: LoadedSegment | undefined,
): readonly RowsToDelete[] {
  if (before === undefined) return [];
  return removed
    .filter(([first, count]) => {
      for (let row = first; row < first + count; row++) if (!isInRanges(before.removed, row)) return true;
      return isUncertain(before);
    })
    .map(([first, count]) => ({ gte: offset + first, lt: offset + first + count }));
}
