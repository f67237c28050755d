import { text as textOf } from "node:stream/consumers";
import { DatelineError } from "@dateline-search/core/errors";
import type { SimilarQuery } from "@dateline-search/core/search/find-similar";
import { parseFilter } from "@dateline-search/core/search/parse-filter";
import { parseNumber, parseTimeZone } from "@dateline-search/core/search/parse-query";
import { parseSimilarText, type SimilarText } from "@dateline-search/core/search/parse-similar-text";
import type { CliContext } from "../cli-context.ts";
import type { EngineFlags } from "../engine-option.ts";
import { openSearchedIndex, type SearchedIndex } from "../open-searched-index.ts";
import { readTextFile } from "../read-text-file.ts";
import type { FilterFlags, FloorFlags } from "../search-flags.ts";
import { printJson } from "../terminal/print-json.ts";
import { printSimilar } from "../terminal/print-result.ts";

export interface SimilarFlags extends FilterFlags, FloorFlags, EngineFlags {
  readonly index: string;
  readonly text?: string;
  readonly title?: string;
  readonly limit: number;
  readonly timeZone?: string;
  readonly full: boolean;
  readonly json: boolean;
}

/**
 * Prints the articles similar to a text or to an indexed article.
 *
 * @param id of the article; without it the flags name a text
 */
export async function runSimilar(
  id: string | undefined,
  flags: SimilarFlags,
  context: CliContext,
): Promise<void> {
  const query: SimilarQuery = {
    limit: flags.limit,
    filter: parseFilter(flags),
    minConfidence: parseNumber("minConfidence", flags.minConfidence, [0, 1]),
    minSimilarity: parseNumber("minSimilarity", flags.minSimilarity, [-1, 1]),
    ...(flags.timeZone !== undefined && { timeZone: parseTimeZone(flags.timeZone) }),
  };
  const text = flags.text === undefined ? undefined : await readText(flags.text, flags, context);
  const index = await openSearchedIndex(flags, context);
  try {
    const result =
      text === undefined ? await similarTo(index, id ?? "", query) : await index.similarToText(text, query);
    if (flags.json) printJson(context.stdout, result);
    else printSimilar(context.stdout, result, flags);
  } finally {
    await index.close();
  }
}

async function readText(path: string, { title }: SimilarFlags, { stdin }: CliContext): Promise<SimilarText> {
  const text = path === "-" ? await textOf(stdin) : await readTextFile(path, "the text");
  return parseSimilarText({ text, title });
}

async function similarTo(index: SearchedIndex, id: string, query: SimilarQuery) {
  const result = await index.similar(id, query);
  if (result !== undefined) return result;
  throw new DatelineError("invalid-input", `Cannot find similar articles: there is no article "${id}"`);
}
