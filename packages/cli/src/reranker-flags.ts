import { DEFAULT_RERANKER_NAME, RERANKERS } from "@dateline-search/core/model/model-registry";
import type { SearchResult } from "@dateline-search/core/types";
import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";

/** The two are apart so that a question behind `--rerank` is not taken for the name of a model. */
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

/** Tells who asked for a reranker that an order which does not go by it was left as it is. */
export function noteNotReranked(
  { reranked }: SearchResult,
  flags: RerankerFlags,
  { stderr }: CliContext,
): void {
  if (reranked !== null || rerankerOf(flags) === undefined) return;
  stderr.write("Not reranked: only hits by relevance, of both meaning and words, are\n");
}

/** @returns name of the model that is to rerank; `undefined` for none */
export function rerankerOf({ rerank, reranker }: RerankerFlags): string | undefined {
  return reranker ?? (rerank ? DEFAULT_RERANKER_NAME : undefined);
}
