import type { ArticleEntry, RecordProblem, RemovedEntry, SkippedEntry } from "../corpus/corpus-entry.ts";
import { type ReadCorpusOptions, readCorpus } from "../corpus/read-corpus.ts";
import { DatelineError } from "../errors.ts";
import type { RequestOptions } from "../ports/object-store.ts";

export interface ReadingOptions {
  /** Files, folders and addresses of articles, as `readCorpus` accepts them. */
  readonly corpusPath: string | readonly string[];
  readonly reading?: Omit<ReadCorpusOptions, "signal">;
  /** Stop at the first unreadable record instead of skipping it. */
  readonly strict: boolean;
}

/** Records that a build does not index as they are. */
export interface ReadingReport {
  /** Number of records skipped because they repeat another word for word. */
  readonly duplicates: number;
  /** Ids of articles, once for each version that was skipped for a newer one. */
  readonly replaced: readonly string[];
  /** Unreadable records, which were skipped. */
  readonly problems: readonly RecordProblem[];
  /** Files whose name shows that they are not articles, and records whose content shows it. */
  readonly skipped: readonly SkippedEntry[];
  /** Articles that their publisher has withdrawn. */
  readonly removed: readonly RemovedEntry[];
  /** Ids of articles that were skipped because they were removed from the index by hand. */
  readonly takenDown: readonly string[];
  /** Values that were interpreted differently from how they are written. */
  readonly notes: readonly RecordProblem[];
}

/** A `ReadingReport` that is still being filled. */
export type Reading = {
  -readonly [Field in keyof ReadingReport]: ReadingReport[Field] extends readonly (infer Item)[]
    ? Item[]
    : ReadingReport[Field];
};

export function newReading(): Reading {
  return { duplicates: 0, replaced: [], problems: [], skipped: [], removed: [], takenDown: [], notes: [] };
}

/**
 * Yields the articles of a corpus, and records all other entries in `reading`.
 *
 * @throws DatelineError `invalid-article` with `strict`; as `readCorpus`
 */
export async function* readArticles(
  { corpusPath, reading: how, strict, signal }: ReadingOptions & RequestOptions,
  reading: Reading,
): AsyncGenerator<ArticleEntry> {
  for await (const entry of readCorpus(corpusPath, { ...how, signal })) {
    if (entry.kind === "article") yield entry;
    else if (entry.kind === "problem") {
      if (strict) throw strictError(entry.problem);
      reading.problems.push(entry.problem);
    } else if (entry.kind === "duplicate") reading.duplicates += 1;
    else if (entry.kind === "removed") reading.removed.push(entry);
    else if (entry.kind === "note") reading.notes.push(entry.note);
    else reading.skipped.push(entry);
  }
}

function strictError({ file, line, reason }: RecordProblem): DatelineError {
  return new DatelineError("invalid-article", `Cannot build with --strict: ${file}:${line}: ${reason}`);
}

/** The error for a corpus without articles to index, with the likeliest reason. */
export function emptyCorpus(
  corpusPath: ReadingOptions["corpusPath"],
  reading: Pick<ReadingReport, "problems" | "skipped" | "removed">,
): DatelineError {
  return new DatelineError(
    "empty-corpus",
    `Cannot build an index of "${[corpusPath].flat().join(", ")}": ${whyEmpty(reading)}`,
  );
}

function whyEmpty({
  problems,
  skipped,
  removed,
}: Pick<ReadingReport, "problems" | "skipped" | "removed">): string {
  const [problem] = problems;
  if (problem !== undefined) {
    const all =
      problems.length === 1
        ? "its only record is unreadable"
        : `all of its ${problems.length} records are unreadable; the first`;
    return `${all}: ${problem.file}: ${problem.reason}`;
  }
  const withheld = skipped.find(
    ({ until, reason }) => until !== undefined || /embargo|not to be shown/.test(reason),
  );
  if (withheld !== undefined)
    return `nothing in it may be shown yet; the first: ${withheld.file}: ${withheld.reason}`;
  const [takenBack] = removed;
  if (takenBack !== undefined)
    return `all of it is withdrawn; the first: ${takenBack.id}: ${takenBack.reason}`;
  return "it has no article; corpus/README.md lists the formats";
}
