import { type Discarded, describeDiscarded } from "@dateline-search/core/generation/find-discarded";

/** Describes what a command with `--replace` discarded, and how to get it back. */
export function discardedNote(discarded: Discarded): string {
  return `Discarded: ${describeDiscarded(discarded)}. "dateline rollback ${discarded.generation.slice(0, 12)}" brings it back until it is collected\n`;
}
