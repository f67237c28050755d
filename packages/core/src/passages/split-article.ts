import { DatelineError } from "../errors.ts";
import type { CountTokens } from "../ports/embedder.ts";
import type { Article, Passage, Span } from "../types.ts";
import type { TokenLimit } from "./cut-sentence.ts";
import { packUnits, type UnitRange } from "./pack-units.ts";
import { splitUnits, type Unit } from "./split-units.ts";
import { boundedTokenCount } from "./token-count.ts";

export interface SplitOptions {
  /** Counts tokens of a text, special tokens left out. */
  readonly countTokens: CountTokens;
  /** Hard limit of a passage's text, at least 1. */
  readonly maxTokens: number;
  /** Soft length of a passage, overlap included; 1…maxTokens. */
  readonly targetTokens: number;
  /** At most so many tokens of whole sentences are repeated from the end of the previous passage; 0 repeats none. */
  readonly overlapTokens: number;
}

/**
 * Splits an article into passages of whole sentences.
 *
 * - `article.text.slice(start, end) === text`, starts strictly ascend, every character that is not white space lies in
 *   a passage, and equal input gives equal output.
 * - No passage has more than `maxTokens`, counted on its own text; the one exception is a single code point that the
 *   tokenizer makes more tokens of. At least one token is counted for 16 UTF-16 units, since a tokenizer may fold a
 *   long text without spaces into a single unknown token.
 * - A sentence, and a quotation of several sentences, that fits `maxTokens` is never cut. A longer sentence is cut at
 *   clause marks, else at white space, else between user-perceived characters.
 * - Among the splittings that keep this, the one nearest `targetTokens` is taken, preferring ends of paragraphs.
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
 * Packing added up the counts of units. Here each passage is counted as a whole, which for some tokenizers is more:
 * what is too long repeats less of the passage before, and failing that is halved.
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
