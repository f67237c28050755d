/**
 * Passages of about this many tokens: as much context as the model reads well, while the sentence embeddings find the
 * one sentence that answers (docs/decisions/0005-ranking.md).
 */
export const DEFAULT_TARGET_TOKENS = 192;

/** Passages do not repeat each other: what stands on the border of two is found through its neighbour. */
export const DEFAULT_OVERLAP_TOKENS = 0;
