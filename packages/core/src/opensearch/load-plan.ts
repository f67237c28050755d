import type { OpenGeneration } from "../generation/open-generation.ts";
import { isInRanges, rowsInRanges } from "../generation/removed-rows.ts";
import type { Segment } from "../ports/segment.ts";
import type { IndexState, LoadedSegment } from "./index-schema.ts";

/** Articles of a segment, by the rows of their first passages. */
export interface ArticlesToWrite {
  readonly segment: Segment;
  /** What the number of a passage in the index has before its row. */
  readonly offset: number;
  readonly first: readonly number[];
}

/** Numbers of passages, from `gte` to before `lt`. */
export interface RowsToDelete {
  readonly gte: number;
  readonly lt: number;
}

/** What turns an index into one of another generation. */
export interface LoadPlan {
  readonly toWrite: readonly ArticlesToWrite[];
  readonly toDelete: readonly RowsToDelete[];
  /** What the index holds for sure before anything is written, with room for what comes. */
  readonly started: readonly LoadedSegment[];
  /** What it holds afterwards. */
  readonly finished: readonly LoadedSegment[];
  readonly nextRow: number;
  /** True when a load that was stopped may have written some of what is to be deleted. */
  readonly mayHoldMore: boolean;
}

/** Compares what an index holds with what a generation has, by segments and by the rows of these that can be found. */
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

/** How many passages a plan writes or deletes. */
export function changedPassages({ toWrite, toDelete }: LoadPlan): number {
  const written = toWrite.reduce((sum, { segment, first }) => {
    const ranges = segment.passages.articleRanges(first);
    return sum + ranges.reduce((rows, { first: from, end }) => rows + end - from, 0);
  }, 0);
  return toDelete.reduce((sum, { gte, lt }) => sum + lt - gte, written);
}

/** Rows of the first passages of the articles that a search can find. */
function firstRows({ passages }: Segment): readonly number[] {
  return [...new Set(passages.articleRanges(passages.rows()).map(({ first }) => first))];
}

/** A segment of which nothing is known to be there. */
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
