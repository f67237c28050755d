import type { ArticleEntry, RecordProblem, RemovedEntry, SkippedEntry } from "../corpus/corpus-entry.ts";
import { type ReadCorpusOptions, readCorpus } from "../corpus/read-corpus.ts";
import { DatelineError } from "../errors.ts";
import type { RequestOptions } from "../ports/object-store.ts";

export interface ReadingOptions {
  /** Files, folders and addresses of articles: whatever `readCorpus` accepts. */
  readonly corpusPath: string | readonly string[];
  readonly reading?: Omit<ReadCorpusOptions, "signal">;
  /** Stop at the first record that cannot be read, instead of skipping it. */
  readonly strict: boolean;
}

/** What happened to records that a build does not index. */
export interface ReadingReport {
  /** Records skipped because they repeat another word for word. */
  readonly duplicates: number;
  /** Ids of articles that also came in a newer version, once for each older version that was skipped. */
  readonly replaced: readonly string[];
  /** Records skipped because they could not be read. */
  readonly problems: readonly RecordProblem[];
  /** Files that are not articles by their name, and records that are not by their content. */
  readonly skipped: readonly SkippedEntry[];
  /** Articles that their publisher has withdrawn. */
  readonly removed: readonly RemovedEntry[];
  /** Ids of articles that were left out because they were removed from the index by hand. */
  readonly takenDown: readonly string[];
  /** Values that were read differently from how they are written. */
  readonly notes: readonly RecordProblem[];
}

/** The report while the corpus is read. */
export type Reading = {
  -readonly [Field in keyof ReadingReport]: ReadingReport[Field] extends readonly (infer Item)[]
    ? Item[]
    : ReadingReport[Field];
};

export function newReading(): Reading {
  return { duplicates: 0, replaced: [], problems: [], skipped: [], removed: [], takenDown: [], notes: [] };
}

/**
 * Reads the articles of a corpus, and notes in `reading` what happens to its other records.
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

/** The error for a corpus without an article that can be indexed, with the likeliest reason. */
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
        ? "its only record cannot be read"
        : `none of its ${problems.length} records can be read; the first`;
    return `${all}: ${problem.file}: ${problem.reason}`;
  }
  const withheld = skipped.find(
    ({ until, reason }) => until !== undefined || /embargo|not to be shown/.test(reason),
  );
  if (withheld !== undefined)
    return `nothing in it may be shown yet; the first: ${withheld.file}: ${withheld.reason}`;
  const [takenBack] = removed;
  if (takenBack !== undefined)
    return `all of it is taken back; the first: ${takenBack.id}: ${takenBack.reason}`;
  return "it has no article; corpus/README.md lists the formats";
}
