import { LIST_FILTER_DECLARATIONS, type ListFilter } from "@dateline-search/core/article-fields";
import { DEFAULT_RERANKER_NAME, RERANKERS } from "@dateline-search/core/model/model-registry";
import type { SearchResult } from "@dateline-search/core/types";
import { type Command, Option } from "commander";
import type { CliContext } from "./cli-context.ts";

/** Flags that filter an answer. */
export interface FilterFlags extends Readonly<Partial<Record<ListFilter, readonly string[]>>> {
  readonly from?: string;
  readonly to?: string;
}

const FLAG_VALUES = { name: "name", language: "tag", id: "id" } as const;

/** Adds the filter flags. */
export function addFilters(command: Command): Command {
  command.option(
    "--from <date>",
    "published on or after this date (2025-12-01) or instant (2025-12-01T08:00:00Z)",
  );
  command.option("--to <date>", "published on or before this date or instant");
  for (const { parameter, compares, excludes, leaves } of LIST_FILTER_DECLARATIONS) {
    const flag = parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const repeated = `(repeatable: ${excludes ? "none" : "any"} of them)`;
    command.option(`--${flag} <${FLAG_VALUES[compares]}>`, `${leaves} ${repeated}`, collect);
  }
  return command;
}

/** The time zone in which dates are days. */
export function timeZoneFlag(): Option {
  return new Option(
    "--time-zone <zone>",
    'time zone of "today" and of dates, such as Asia/Seoul (default: UTC)',
  ).env("DATELINE_TIME_ZONE");
}

/** Thresholds that a hit must reach. */
export interface FloorFlags {
  readonly minConfidence?: number;
  readonly minSimilarity?: number;
}

/** Adds the flags that change the thresholds. */
export function addFloor(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--min-confidence <share>",
        "return no answer below this confidence, 0 to 1 (default: calibrated for the model)",
      ).argParser(Number),
    )
    .addOption(
      new Option("--min-similarity <cosine>", "drop passages below this similarity, -1 to 1").argParser(
        Number,
      ),
    );
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** Two flags, so that a question after `--rerank` is not taken for a model's name. */
export interface RerankerFlags {
  readonly rerank: boolean;
  readonly reranker?: string;
}

/** Adds the flags that make a command rerank. */
export function addRerankerFlags(command: Command): Command {
  const others = RERANKERS.map(({ name }) => name).filter((name) => name !== DEFAULT_RERANKER_NAME);
  return command
    .option(
      "--rerank",
      `re-score the top passages with the cross-encoder ${DEFAULT_RERANKER_NAME}; off by default, because no reranker has been measured with its real weights`,
      false,
    )
    .option("--reranker <model>", `use another reranker: ${others.join(", ")}`);
}

/** Notes that a requested reranker was not used because it does not affect this order. */
export function noteNotReranked(
  { reranked }: SearchResult,
  flags: RerankerFlags,
  { stderr }: CliContext,
): void {
  if (reranked !== null || rerankerOf(flags) === undefined) return;
  stderr.write("Not reranked: reranking needs the order by relevance, and both meaning and words\n");
}

/** @returns name of the reranker; `undefined` for none */
export function rerankerOf({ rerank, reranker }: RerankerFlags): string | undefined {
  return reranker ?? (rerank ? DEFAULT_RERANKER_NAME : undefined);
}
