/**
 * As much context as the model embeds well. Sentence embeddings find the one sentence that answers
 * (docs/decisions/0005-ranking.md).
 */
export const DEFAULT_TARGET_TOKENS = 192;

/** Passages do not overlap, since text at a boundary is found through the neighbouring passage. */
export const DEFAULT_OVERLAP_TOKENS = 0;
