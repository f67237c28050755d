import { text as textOf } from "node:stream/consumers";
import { DatelineError, hasCode } from "@dateline-search/core/errors";
import { parseHitFields } from "@dateline-search/core/search/hit-fields";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import type { Query, SearchResult } from "@dateline-search/core/types";
import { createColors } from "picocolors";
import type { CliContext } from "../cli-context.ts";
import { hasColors } from "../environment.ts";
import { openSearchedIndex } from "../open-searched-index.ts";
import { readTextFile } from "../read-text-file.ts";
import { noteNotReranked, rerankerOf } from "../search-flags.ts";
import { printJson } from "../terminal/print-json.ts";
import { printResult } from "../terminal/print-result.ts";
import { queryOf, type SearchFlags, withFields } from "./run-search.ts";

/** A question, and its position for messages. */
interface Asked {
  readonly text: string;
  readonly where: string;
}

/**
 * Answers several questions with one opened index.
 *
 * @param words the questions, unless the flags name a file of them
 */
export async function runSearches(
  words: readonly string[],
  flags: SearchFlags,
  context: CliContext,
): Promise<void> {
  const { stdout } = context;
  const fields = flags.fields === undefined ? undefined : parseHitFields(flags.fields);
  const asked = await readQuestions(words, flags, context);
  // Parse all questions first, so that a bad one fails before any is answered.
  const queries = asked.map((question) => parseQuestion(question, flags));
  const index = await openSearchedIndex(flags, context, rerankerOf(flags));
  const results: SearchResult[] = [];
  try {
    for (const query of queries) {
      context.signal.throwIfAborted();
      const result = await index.search(query);
      noteNotReranked(result, flags, context);
      if (flags.json) results.push(result);
      else printAnswer(result, flags, context);
    }
  } finally {
    await index.close();
  }
  if (flags.json) {
    const shown = fields === undefined ? results : results.map((result) => withFields(result, fields));
    printJson(stdout, { results: shown });
  }
}

async function readQuestions(
  words: readonly string[],
  { queries: file }: SearchFlags,
  { stdin }: CliContext,
): Promise<readonly Asked[]> {
  if (file === undefined) return words.map((text, index) => ({ text, where: `question ${index + 1}` }));
  const text = file === "-" ? await textOf(stdin) : await readTextFile(file, "the questions");
  const name = file === "-" ? "standard input" : file;
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const asked = lines.flatMap((line, index) =>
    line.trim() === "" ? [] : [{ text: line, where: `${name}:${index + 1}` }],
  );
  if (asked.length > 0) return asked;
  throw new DatelineError("invalid-input", `Cannot search: ${name} contains no question`);
}

function parseQuestion({ text, where }: Asked, flags: SearchFlags): Query {
  try {
    return parseQuery(queryOf(flags, text));
  } catch (cause) {
    if (!hasCode(cause, "invalid-input")) throw cause;
    throw new DatelineError("invalid-input", `${cause.message} (${where})`, { cause });
  }
}

function printAnswer(result: SearchResult, flags: SearchFlags, { stdout }: CliContext): void {
  const { bold } = createColors(hasColors(stdout));
  stdout.write(`${bold(`? ${result.query}`)}\n`);
  printResult(stdout, result, flags);
  stdout.write("\n");
}
