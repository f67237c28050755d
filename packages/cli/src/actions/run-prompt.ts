import { createInterface, type Interface } from "node:readline/promises";
import { hasCode } from "@dateline-search/core/errors";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { createColors } from "picocolors";
import type { CliContext } from "../cli-context.ts";
import { hasColors } from "../environment.ts";
import { openSearchedIndex, type SearchedIndex } from "../open-searched-index.ts";
import { noteNotReranked, rerankerOf } from "../search-flags.ts";
import { printJson } from "../terminal/print-json.ts";
import { printResult } from "../terminal/print-result.ts";
import { queryOf, type SearchFlags } from "./run-search.ts";

/** Answers questions until an empty line, Ctrl-D or Ctrl-C. Opens the index and the model once. */
export async function runPrompt(flags: SearchFlags, context: CliContext): Promise<void> {
  const { stdin: input, stdout: output, signal } = context;
  const index = await openSearchedIndex(flags, context, rerankerOf(flags));
  const colors = createColors(hasColors(output));
  context.stderr.write(
    colors.dim("Ask a question; an empty line ends, the arrow keys bring back earlier ones.\n"),
  );
  const terminal = createInterface({
    input,
    output,
    terminal: true,
    prompt: `${colors.bold("?")} `,
    removeHistoryDuplicates: true,
  });
  const end = () => terminal.close();
  signal.addEventListener("abort", end);
  terminal.on("SIGINT", end);
  try {
    await answerLines(terminal, (text) => answer(index, { flags, text }, context));
  } finally {
    signal.removeEventListener("abort", end);
    end();
    await index.close();
  }
}

async function answerLines(terminal: Interface, answerLine: (text: string) => Promise<void>): Promise<void> {
  terminal.prompt();
  for await (const line of terminal) {
    if (line.trim() === "") return;
    await answerLine(line);
    terminal.prompt();
  }
}

/** An invalid question prints a message and does not end the prompt. */
async function answer(
  index: SearchedIndex,
  { flags, text }: { readonly flags: SearchFlags; readonly text: string },
  context: CliContext,
): Promise<void> {
  const { stdout, stderr } = context;
  try {
    const result = await index.search(parseQuery(queryOf(flags, text)));
    noteNotReranked(result, flags, context);
    if (flags.json) printJson(stdout, result);
    else printResult(stdout, result, flags);
  } catch (error) {
    if (!hasCode(error, "invalid-input")) throw error;
    stderr.write(`error: ${error.message}\n`);
  }
}
