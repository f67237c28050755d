import { DatelineError } from "../errors.ts";
import type { CountTokens } from "../ports/embedder.ts";
import { MAX_CHARACTERS_PER_TOKEN } from "./token-count.ts";

/**
 * Tokens reserved for the headline before every passage. The longest of 2,095 British news headlines has 14
 * tokens.
 */
export const HEADLINE_TOKENS = 32;

const wordSegmenter = new Intl.Segmenter("en", { granularity: "word" });

/**
 * Maximum tokens of a passage that leaves space for the headline.
 *
 * @param modelMaxTokens the `maxTokens` of an `Embedder`, which excludes special tokens and prefix: 254 for a
 *   model with a window of 256
 * @throws DatelineError `invalid-input` if the model takes fewer tokens than twice the headline
 */
export function passageTokenLimit(modelMaxTokens: number): number {
  if (modelMaxTokens < 2 * HEADLINE_TOKENS) {
    throw new DatelineError(
      "invalid-input",
      `Cannot split articles: the model must take at least ${2 * HEADLINE_TOKENS} tokens, but it takes ${modelMaxTokens}`,
    );
  }
  return modelMaxTokens - HEADLINE_TOKENS;
}

/**
 * The text to embed for a passage: the headline, cut at a word boundary to {@link HEADLINE_TOKENS}, then the
 * passage. A passage in the middle of an article rarely names its subject, but the headline does. Readers see
 * only the passage. The headline is not repeated if the passage starts with it, as when it was derived from
 * the first sentence.
 */
export function embeddingText(title: string, passageText: string, countTokens: CountTokens): string {
  if (startsWithHeadline(passageText, title)) return passageText;
  const headline = cutHeadline(title, countTokens);
  return headline === "" ? passageText : `${headline}\n${passageText}`;
}

function startsWithHeadline(passageText: string, title: string): boolean {
  const headline = comparable(title.slice(0, 2 * passageText.length)).replace(/[\s\p{P}]+$/u, "");
  return comparable(passageText.slice(0, 2 * title.length + MAX_CHARACTERS_PER_TOKEN)).startsWith(headline);
}

function comparable(text: string): string {
  return text.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}

function cutHeadline(title: string, countTokens: CountTokens): string {
  const longest = HEADLINE_TOKENS * MAX_CHARACTERS_PER_TOKEN;
  const text = title.replace(/\s+/g, " ").trim();
  if (text.length <= longest && countTokens(text) <= HEADLINE_TOKENS) return text;
  const ends = wordEnds(text.slice(0, longest));
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (countTokens(text.slice(0, ends[middle - 1])) <= HEADLINE_TOKENS) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, ends[low - 1] ?? 0).trim();
}

/** Ends of the words of a text, except the last word, which may be incomplete. */
function wordEnds(text: string): readonly number[] {
  const ends: number[] = [];
  for (const { index, segment, isWordLike } of wordSegmenter.segment(text)) {
    if (isWordLike === true) ends.push(index + segment.length);
  }
  return ends.slice(0, -1);
}
