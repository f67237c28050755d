import type { CountTokens } from "../ports/embedder.ts";

/** English averages four to five characters per token, and no script comes near this. */
export const MAX_CHARACTERS_PER_TOKEN = 16;

/**
 * Bounds a tokenizer's count from below, so that it always grows with the text. WordPiece turns every word of
 * more than 100 characters into one unknown token and drops control characters, so by its count a megabyte of
 * base64 would "fit".
 *
 * @returns at least 1 for a text that is not empty
 */
export function boundedTokenCount(countTokens: CountTokens): CountTokens {
  return (text) => Math.max(countTokens(text), Math.ceil(text.length / MAX_CHARACTERS_PER_TOKEN));
}
