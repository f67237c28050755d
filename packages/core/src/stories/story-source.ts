import type { StoryTable } from "../ports/story-table.ts";
import type { Neighbor } from "../ports/vector-index.ts";
import type { Embedding } from "../types.ts";

/** Where articles are that a new one may tell the story of: a segment of the index, or the one that is being built. */
export interface StorySource {
  readonly stories: StoryTable;
  /** The rows with the nearest embeddings, nearest first. */
  readonly nearest: (embedding: Embedding, k: number) => readonly Neighbor[];
  /** Headline and text of a passage. */
  readonly textOf: (row: number) => string;
  /** Articles that are about to be replaced, and are to be passed over. */
  readonly replacedIds: ReadonlySet<string>;
}
