import type {
  CorpusEntry,
  RecordProblem,
  RemovedEntry,
  SkippedEntry,
} from "@dateline-search/core/corpus/corpus-entry";
import { type ReadCorpusOptions, readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { DatelineError } from "@dateline-search/core/errors";
import type { IncomingArticle } from "@dateline-search/core/indexing/incoming-articles";
import type { ArticleWithdrawal } from "@dateline-search/core/indexing/update-index";
import type { CliContext } from "../cli-context.ts";
import { corpusReading, type ReadingFlags } from "../corpus-reading.ts";
import { EXIT } from "../exit-code.ts";
import { generationAuthor } from "../generation-author.ts";
import { namingStore, openStore } from "../open-store.ts";
import { embeddingSummary, languageNotes, readingNotes } from "../terminal/build-notes.ts";
import { countOf } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { type StoreUpdate, updateStore } from "../update-store.ts";

export interface AddFlags extends ReadingFlags {
  readonly store: string;
  readonly strict: boolean;
  readonly json: boolean;
}

/** Adds articles to an index and prints a summary. @returns the exit code */
export async function runAdd(
  paths: readonly string[],
  flags: AddFlags,
  context: CliContext,
): Promise<number> {
  const reading: Reading = { problems: [], skipped: [], removed: [], notes: [] };
  const store = await openStore(flags.store);
  const withdrawals: ArticleWithdrawal[] = [];
  const how = { ...(await corpusReading(flags, context)), signal: context.signal };
  const articles = readPaths(paths, { ...reading, withdrawals, how, strict: flags.strict });
  const author = await generationAuthor({ action: "add", store, paths });
  const changes = { articles, withdrawals, author };
  const update = await namingStore(flags.store, () => updateStore(store, changes, context));
  for (const line of readingNotes(reading)) context.stderr.write(`${line}\n`);
  const { languages, manifest } = update;
  for (const line of languageNotes(languages, manifest?.model.name ?? "")) context.stderr.write(`${line}\n`);
  context.stderr.write(embeddingSummary(update));
  if (flags.json) printJson(context.stdout, toJson(update, reading));
  else context.stdout.write(`${summary(update, flags.store)}\n`);
  return reading.problems.length > 0 ? EXIT.incomplete : EXIT.ok;
}

interface Reading {
  readonly problems: RecordProblem[];
  readonly skipped: SkippedEntry[];
  readonly removed: RemovedEntry[];
  readonly notes: RecordProblem[];
}

interface PathReading extends Reading {
  /** Receives withdrawals by publishers. */
  readonly withdrawals: ArticleWithdrawal[];
  readonly how: ReadCorpusOptions;
  readonly strict: boolean;
}

async function* readPaths(paths: readonly string[], reading: PathReading): AsyncGenerator<IncomingArticle> {
  for await (const entry of readCorpus(paths, reading.how)) {
    if (entry.kind === "article") {
      const { article, version = null, alias = null, isMonth = false } = entry;
      yield { article, origin: null, version, alias, isMonth };
    } else noteEntry(entry, reading);
  }
}

function noteEntry(
  entry: CorpusEntry,
  { problems, skipped, removed, notes, withdrawals, strict }: PathReading,
): void {
  if (entry.kind === "skipped") skipped.push(entry);
  if (entry.kind === "note") notes.push(entry.note);
  if (entry.kind === "removed") {
    removed.push(entry);
    withdrawals.push({ id: entry.id, statedAt: entry.statedAt, version: entry.version });
  }
  if (entry.kind !== "problem") return;
  if (strict) throw strictError(entry.problem);
  problems.push(entry.problem);
}

function strictError({ file, line, reason }: RecordProblem): DatelineError {
  return new DatelineError("invalid-article", `Cannot add with --strict: ${file}:${line}: ${reason}`);
}

function summary(update: StoreUpdate, store: string): string {
  const {
    added,
    replaced,
    unchanged,
    outdated,
    repeated,
    takenDown,
    removed,
    generation,
    manifest,
    passages,
  } = update;
  const notes = [
    ...(removed > 0 ? [`${countOf(removed, "article")} withdrawn`] : []),
    ...(takenDown.length > 0 ? [`${countOf(takenDown.length, "article")} skipped (taken down)`] : []),
    ...(unchanged.length > 0 ? [`${countOf(unchanged.length, "article")} unchanged`] : []),
    ...(outdated.length > 0 ? [`${countOf(outdated.length, "article")} older than the indexed version`] : []),
    ...(repeated.length > 0
      ? [`${countOf(repeated.length, "version")} replaced by a newer one in the same input`]
      : []),
  ];
  const rest = notes.length === 0 ? "" : `, ${notes.join(", ")}`;
  if (added.length + replaced.length + removed === 0) return `Nothing to add${rest}.`;
  return `Added ${countOf(added.length, "article")} and replaced ${replaced.length} in ${countOf(passages, "passage")}${rest}.\nGeneration ${generation?.slice(0, 12)} in ${store} has ${countOf(manifest?.articles ?? 0, "article")} in ${countOf(manifest?.segments.length ?? 0, "segment")}`;
}

function toJson(
  { manifest, missing: _, stale: _stale, ...update }: StoreUpdate,
  { removed, ...reading }: Reading,
): object {
  const { articles = 0, passages = 0, segments = [] } = manifest ?? {};
  return {
    ...update,
    index: { articles, passages, segments: segments.length },
    takenBack: removed,
    ...reading,
  };
}
