/** Passages of about this many tokens: a paragraph or three of news, short enough to be about one thing. */
export const DEFAULT_TARGET_TOKENS = 128;

/** Passages do not repeat each other: what stands on the border of two is found through its neighbour. */
export const DEFAULT_OVERLAP_TOKENS = 0;
