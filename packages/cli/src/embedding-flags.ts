import { DEFAULT_TARGET_TOKENS } from "@dateline-search/core/passages/default-lengths";
import type { WindowMethod } from "@dateline-search/core/ports/embedder";
import { Option } from "commander";
import { wholeNumber } from "./command-arguments.ts";

/** Help for `--fast` in the commands that embed an index. */
export const FAST_HELP =
  "embed in about half the time, for backfills; search by meaning gets worse, because sentences are not embedded alone";

/** How windows of sentences are embedded with or without `--fast`. */
export function windowMethod(isFast = false): WindowMethod {
  return isFast ? "pooled" : "alone";
}

/** `--target-tokens` of the commands that split articles. */
export function targetTokensOption(): Option {
  return new Option("--target-tokens <n>", "target length of a passage, in tokens")
    .default(DEFAULT_TARGET_TOKENS)
    .argParser(wholeNumber(16, 4_096));
}
