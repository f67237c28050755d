/** What `--fast` gains and loses, in the commands that embed an index. */
export const FAST_HELP =
  "embed in about half of the time, for backfills: search by meaning gets worse, since sentences are not embedded alone";
