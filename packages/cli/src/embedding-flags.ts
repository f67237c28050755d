import type { WindowMethod } from "@dateline-search/core/ports/window-method";

/** What `--fast` gains and loses, in the commands that embed an index. */
export const FAST_HELP =
  "embed in about half of the time, for backfills: search by meaning gets worse, since sentences are not embedded alone";

/** How windows of sentences are embedded with or without `--fast`. */
export function windowMethod(isFast = false): WindowMethod {
  return isFast ? "pooled" : "alone";
}
