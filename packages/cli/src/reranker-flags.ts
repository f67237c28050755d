import { DEFAULT_RERANKER_NAME, RERANKERS } from "@dateline-search/core/model/model-registry";
import type { SearchResult } from "@dateline-search/core/types";
import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";

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
      `re-score the top passages with the cross-encoder ${DEFAULT_RERANKER_NAME}; off, because no reranker was measured here with its real weights`,
      false,
    )
    .option("--reranker <model>", `use another reranker: ${others.join(", ")}`);
}

/** Notes that a requested reranker was not applied because the order does not depend on it. */
export function noteNotReranked(
  { reranked }: SearchResult,
  flags: RerankerFlags,
  { stderr }: CliContext,
): void {
  if (reranked !== null || rerankerOf(flags) === undefined) return;
  stderr.write("Not reranked: only hits by relevance, of both meaning and words, are\n");
}

/** @returns name of the reranker; `undefined` for none */
export function rerankerOf({ rerank, reranker }: RerankerFlags): string | undefined {
  return reranker ?? (rerank ? DEFAULT_RERANKER_NAME : undefined);
}
