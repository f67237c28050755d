import { DatelineError } from "../errors.ts";
import type { CountTokens } from "../ports/embedder.ts";
import type { Article, Passage, Span } from "../types.ts";
import type { TokenLimit } from "./cut-sentence.ts";
import { packUnits, type UnitRange } from "./pack-units.ts";
import { splitUnits, type Unit } from "./split-units.ts";
import { boundedTokenCount } from "./token-count.ts";

export interface SplitOptions {
  /** Counts the tokens of a text without special tokens. */
  readonly countTokens: CountTokens;
  /** Hard limit of a passage's text, at least 1. */
  readonly maxTokens: number;
  /** Soft length of a passage, overlap included; 1…maxTokens. */
  readonly targetTokens: number;
  /** Maximum tokens of whole sentences to repeat from the end of the previous passage; 0 for none. */
  readonly overlapTokens: number;
}

/**
 * Splits an article into passages of whole sentences.
 *
 * - `article.text.slice(start, end) === text`, starts strictly ascend, every character but white space lies
 *   in a passage, and equal input gives equal output.
 * - No passage has more than `maxTokens`, counted on its own text, except a single code point with more
 *   tokens than that. At least one token is counted per 16 UTF-16 units, since a tokenizer may turn a long
 *   text without spaces into a single unknown token.
 * - A sentence, or a quotation of several sentences, that fits `maxTokens` is never cut. A longer sentence is
 *   cut at clause marks, else at white space, else between user-perceived characters.
 * - Among the splits that satisfy this, the one nearest `targetTokens` is chosen, preferring paragraph ends.
 *
 * @returns no passage when the text is blank
 * @throws DatelineError `invalid-input` when an option is out of range
 */
export function splitArticle(
  article: Pick<Article, "id" | "text">,
  options: SplitOptions,
): readonly Passage[] {
  checkOptions(options);
  const { text } = article;
  const limit: TokenLimit = {
    countTokens: boundedTokenCount(options.countTokens),
    maxTokens: options.maxTokens,
  };
  const units = splitUnits(text, limit);
  return fittingSpans(text, { units, ranges: packUnits(units, options), limit }).map((span, ordinal) => ({
    articleId: article.id,
    ordinal,
    start: span.start,
    end: span.end,
    text: text.slice(span.start, span.end),
  }));
}

interface Packing {
  readonly units: readonly Unit[];
  readonly ranges: readonly UnitRange[];
  readonly limit: TokenLimit;
}

/**
 * Packing sums the counts of units. Some tokenizers count more for the passage as a whole, so passages are
 * counted again: one that is too long repeats less of the previous passage or else is halved.
 */
function fittingSpans(text: string, { units, ranges, limit }: Packing): readonly Span[] {
  const spans: Span[] = [];
  const pending = [...ranges].reverse();
  let previousFirst = -1;
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const { own, end } = range;
    let first = Math.max(range.first, previousFirst + 1);
    const span = () => spanOf(units, first, end);
    while (first < own && !fits(text, span(), limit)) first += 1;
    if (first === own && end - own > 1 && !fits(text, span(), limit)) {
      const middle = (own + end) >> 1;
      pending.push({ first: middle, own: middle, end }, { first: own, own, end: middle });
      continue;
    }
    spans.push(span());
    previousFirst = first;
  }
  return spans;
}

function fits(text: string, span: Span, { countTokens, maxTokens }: TokenLimit): boolean {
  return countTokens(text.slice(span.start, span.end)) <= maxTokens;
}

function spanOf(units: readonly Unit[], first: number, end: number): Span {
  return { start: units[first]?.start ?? 0, end: units[end - 1]?.end ?? 0 };
}

function checkOptions({ maxTokens, targetTokens, overlapTokens }: SplitOptions): void {
  requireWithin("maxTokens", maxTokens, { least: 1, most: Number.MAX_SAFE_INTEGER });
  requireWithin("targetTokens", targetTokens, { least: 1, most: maxTokens });
  requireWithin("overlapTokens", overlapTokens, { least: 0, most: targetTokens - 1 });
}

function requireWithin(name: string, value: number, { least, most }: { least: number; most: number }): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot split articles: ${name} must be a whole number from ${least} to ${most}, it is ${value}`,
  );
}
