import type { RecordProblem, RemovedEntry, SkippedEntry } from "@dateline-search/core/corpus/corpus-entry";
import { formatCount } from "./format-count.ts";

const MAX_NOTES_SHOWN = 20;

/** One line for each record and file that was not read, up to a readable number. */
export function readingNotes(reading: {
  readonly problems: readonly RecordProblem[];
  readonly skipped: readonly SkippedEntry[];
  readonly removed: readonly RemovedEntry[];
  readonly notes: readonly RecordProblem[];
}): string[] {
  return [
    ...firstFew(reading.problems.map(({ file, line, reason }) => `left out: ${file}:${line}: ${reason}`)),
    ...firstFew(reading.skipped.map(({ file, reason }) => `skipped: ${file}: ${reason}`)),
    ...firstFew(
      reading.removed.map(
        ({ id, reason, origin: { file, line } }) => `taken back: ${file}:${line}: ${id}: ${reason}`,
      ),
    ),
    ...firstFew(reading.notes.map(({ file, line, reason }) => `note: ${file}:${line}: ${reason}`)),
  ];
}

function firstFew(lines: readonly string[]): readonly string[] {
  const more = lines.length - MAX_NOTES_SHOWN;
  return more > 0 ? [...lines.slice(0, MAX_NOTES_SHOWN), `… and ${formatCount(more)} more of these`] : lines;
}
