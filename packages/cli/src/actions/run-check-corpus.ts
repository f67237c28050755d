import { countCorpusFiles } from "@dateline-search/core/corpus/list-corpus-files";
import {
  type CorpusSurvey,
  type FieldSurvey,
  type FileSurvey,
  type IdCollision,
  surveyCorpus,
} from "@dateline-search/core/indexing/survey-corpus";
import type { CliContext } from "../cli-context.ts";
import { corpusReading } from "../corpus-reading.ts";
import { EXIT } from "../exit-code.ts";
import { countOf, formatCount } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { startProgress } from "../terminal/progress.ts";
import type { CheckFlags } from "./run-check.ts";

/** Limit per kind of line below each file, and for collisions below all files. */
const MAX_LINES = 20;

/** Reads a corpus and prints what each file contained. @returns the exit code */
export async function runCheckCorpus(
  paths: readonly string[],
  flags: CheckFlags,
  context: CliContext,
): Promise<number> {
  const survey = await read(paths, flags, context);
  const isReadable = survey.files.every(({ problems }) => problems.length === 0);
  if (flags.json) printJson(context.stdout, { readable: isReadable, ...survey });
  else context.stdout.write(`${describe(survey).join("\n")}\n`);
  return isReadable ? EXIT.ok : EXIT.failed;
}

async function read(paths: readonly string[], flags: CheckFlags, context: CliContext): Promise<CorpusSurvey> {
  const reading = await corpusReading(flags, context);
  const total = await countCorpusFiles(paths, flags);
  const progress = startProgress(context.stderr, {
    label: "Reading",
    total,
    format: formatCount,
    unit: "files",
  });
  let begun = 0;
  // The total counts a bucket as one source, but its objects are reported one by one.
  const onSource = () => progress.update(Math.min(begun++, total));
  try {
    return await surveyCorpus(paths, { ...reading, signal: context.signal, onSource });
  } finally {
    progress.update(total);
    progress.stop();
  }
}

function describe({ files, total, collisions }: CorpusSurvey): string[] {
  const problems = files.reduce((sum, file) => sum + file.problems.length, 0);
  const outcome = problems === 0 ? "No problems found" : `${countOf(problems, "record")} left out`;
  return [
    ...files.flatMap(describeFile),
    ...firstFew(collisions.flatMap(describeCollision)),
    ...(files.length > 1 ? describeFields("all files", total) : []),
    `${countOf(total.articles, "article")} in ${countOf(files.length, "file")}. ${outcome}.`,
  ];
}

function describeFile(file: FileSurvey): string[] {
  const { duplicates, problems, skipped, takenBack, notes } = file;
  return [
    ...describeFields(file.file, file),
    ...indented(problems.map(({ line, reason }) => `left out: line ${line}: ${reason}`)),
    ...indented(skipped.map(({ reason }) => `skipped: ${reason}`)),
    ...indented(takenBack.map(({ id, line, reason }) => `withdrawn: line ${line}: ${id}: ${reason}`)),
    ...indented(
      duplicates.map(
        ({ id, line, first }) => `duplicate: line ${line}: ${id}, first in ${first.file}:${first.line}`,
      ),
    ),
    ...indented(notes.map(({ line, reason }) => `note: line ${line}: ${reason}`)),
  ];
}

function describeFields(name: string, { articles, fields, passedOver, languages, dates }: FieldSurvey) {
  const passed = passedOver.length === 0 ? [] : [`  not read: ${passedOver.join(", ")}`];
  if (articles === 0) return [`${name}: no articles`, ...passed];
  const counted = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([key, count]) => (count === articles ? key : `${key} ${formatCount(count)}`))
      .join(", ");
  return [
    `${name}: ${countOf(articles, "article")}`,
    `  fields: ${counted(fields) || "none"}`,
    ...passed,
    `  languages: ${counted(languages)}`,
    `  dates: ${describeDates(dates)}`,
  ];
}

function describeDates({ earliest, latest, undated }: FieldSurvey["dates"]): string {
  const none = undated === 0 ? "" : `${formatCount(undated)} undated`;
  if (earliest === null || latest === null) return none;
  const range = earliest === latest ? earliest : `${earliest} to ${latest}`;
  return none === "" ? range : `${range}, ${none}`;
}

function describeCollision({ id, articles }: IdCollision): string[] {
  return [
    `same id: ${id}`,
    ...articles.map(
      ({ file, line, title, isIndexed }) =>
        `  ${file}:${line}: ${title}${isIndexed ? " (this one is indexed)" : ""}`,
    ),
  ];
}

function indented(lines: readonly string[]): string[] {
  return firstFew(lines).map((line) => `  ${line}`);
}

function firstFew(lines: readonly string[]): readonly string[] {
  const more = lines.length - MAX_LINES;
  return more > 0 ? [...lines.slice(0, MAX_LINES), `… and ${formatCount(more)} more lines`] : lines;
}
