import type { Query } from "@dateline/core/types";
import type { CliContext } from "../cli-context.ts";
import type { SearchFlags } from "../commands/search.ts";
import { openLocalIndex } from "../open-local-index.ts";
import { printJson } from "../terminal/print-json.ts";
import { printResult } from "../terminal/print-result.ts";

/** Answers one query from the local index. */
export async function runSearch(
  query: Query,
  { index, json }: SearchFlags,
  context: CliContext,
): Promise<void> {
  const opened = await openLocalIndex(index, context);
  try {
    const result = await opened.search(query);
    if (json) printJson(context.stdout, result);
    else printResult(context.stdout, result);
  } finally {
    await opened.close();
  }
}
