import { type HitField, parseHitFields, pickHitFields } from "@dateline-search/core/search/hit-fields";
import type { QueryInput } from "@dateline-search/core/search/parse-query";
import type { Query, SearchResult } from "@dateline-search/core/types";
import type { CliContext } from "../cli-context.ts";
import type { EngineFlags } from "../engine-option.ts";
import { openSearchedIndex } from "../open-searched-index.ts";
import {
  type FilterFlags,
  type FloorFlags,
  noteNotReranked,
  type RerankerFlags,
  rerankerOf,
} from "../search-flags.ts";
import { printJson } from "../terminal/print-json.ts";
import { printResult } from "../terminal/print-result.ts";

/** People want each article once, programs every passage. */
export function queryOf(flags: SearchFlags, text: string): QueryInput {
  return { ...flags, text, collapse: flags.collapse ?? (flags.json ? "none" : "article") };
}

export interface SearchFlags extends RerankerFlags, FilterFlags, FloorFlags, EngineFlags {
  readonly index: string;
  readonly limit: number;
  readonly offset: number;
  readonly sort: string;
  /** If `undefined`, depends on the output format. */
  readonly collapse?: string;
  readonly full: boolean;
  readonly asOf?: string;
  readonly halfLifeDays?: number;
  readonly timeZone?: string;
  readonly mode: string;
  readonly passageLength?: number;
  readonly fields?: readonly string[];
  readonly each: boolean;
  readonly queries?: string;
  readonly json: boolean;
}

/** Answers one query from the index. */
export async function runSearch(query: Query, flags: SearchFlags, context: CliContext): Promise<void> {
  const fields = flags.fields === undefined ? undefined : parseHitFields(flags.fields);
  const opened = await openSearchedIndex(flags, context, rerankerOf(flags));
  try {
    const result = await opened.search(query);
    noteNotReranked(result, flags, context);
    if (flags.json) printJson(context.stdout, fields === undefined ? result : withFields(result, fields));
    else printResult(context.stdout, result, flags);
  } finally {
    await opened.close();
  }
}

/** Keeps only the requested fields of each hit. */
export function withFields(result: SearchResult, fields: readonly HitField[]): object {
  const pick = (hits: SearchResult["hits"]) => hits.map((hit) => pickHitFields(hit, fields));
  return { ...result, hits: pick(result.hits), nearest: pick(result.nearest) };
}
