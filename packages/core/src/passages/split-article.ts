import { DatelineError } from "../errors.ts";
import type { CountTokens } from "../ports/embedder.ts";
import type { Article, Passage, Span } from "../types.ts";
import type { TokenLimit } from "./cut-sentence.ts";
import { splitUnits, type Unit } from "./split-units.ts";
import { boundedTokenCount } from "./token-count.ts";

export interface SplitOptions {
  /** Counts the tokens of a text without special tokens. */
  readonly countTokens: CountTokens;
  /** Hard limit on a passage's text; at least 1. */
  readonly maxTokens: number;
  /** Soft length of a passage, including overlap; 1…maxTokens. */
  readonly targetTokens: number;
  /** Maximum tokens of whole sentences to repeat from the end of the previous passage; 0 for none. */
  readonly overlapTokens: number;
}

/**
 * Splits an article into passages of whole sentences.
 *
 * - `article.text.slice(start, end) === text`. Starts strictly ascend. Every character except white space is
 *   in a passage. Equal input gives equal output.
 * - No passage exceeds `maxTokens`, counted on its own text, except a single code point of more tokens. At
 *   least one token is counted per 16 UTF-16 units, since a tokenizer may turn a long text without spaces
 *   into a single unknown token.
 * - A sentence, or a quotation of several sentences, that fits `maxTokens` is never cut. A longer sentence is
 *   cut at clause marks, else at white space, else between user-perceived characters.
 * - Of the remaining splits, it chooses the one nearest `targetTokens`, preferring paragraph ends.
 *
 * @returns no passage if the text is blank
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
 * Packing sums the counts of units, but some tokenizers count more for the whole passage. Recounts each
 * passage. One that is too long repeats less of the previous passage, or else is halved.
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

/**
 * Units of one passage. `first` up to `own` repeat the previous passage, `own` up to `end` (exclusive) are
 * new.
 */
interface UnitRange {
  readonly first: number;
  readonly own: number;
  readonly end: number;
}

interface PackOptions {
  readonly maxTokens: number;
  readonly targetTokens: number;
  readonly overlapTokens: number;
}

/** Penalty for ending a passage within a paragraph, the same as for ending it a third short of the target. */
const MID_PARAGRAPH_COST = 0.1;
/** Exceeding the target costs more than falling short by the same amount. */
const OVER_TARGET_FACTOR = 4;

/**
 * Chooses passage ends as Knuth and Plass choose line ends: minimises the sum of squared deviations from the
 * target. This also merges or balances a short last passage. Time is linear in the units times the units that
 * fit one passage.
 *
 * @see Knuth, Plass: Breaking paragraphs into lines. Software: Practice and Experience 11 (1981).
 */
function packUnits(units: readonly Unit[], options: PackOptions): readonly UnitRange[] {
  const sums = runningSums(units);
  const overlapStarts = findOverlapStarts(units, options.overlapTokens);
  const best: { cost: number; own: number }[] = [{ cost: 0, own: 0 }];
  for (let end = 1; end <= units.length; end += 1) {
    const breakCost = units[end - 1]?.endsParagraph === true ? 0 : MID_PARAGRAPH_COST;
    let choice = { cost: Number.POSITIVE_INFINITY, own: end - 1 };
    for (let own = end - 1; own >= 0; own -= 1) {
      const ownTokens = at(sums, end) - at(sums, own);
      if (ownTokens > options.maxTokens && own < end - 1) break;
      const tokens = Math.min(options.maxTokens, at(sums, end) - at(sums, at(overlapStarts, own)));
      const cost = (best[own]?.cost ?? 0) + breakCost + lengthCost(tokens, options.targetTokens);
      if (cost < choice.cost) choice = { cost, own };
    }
    best.push(choice);
  }
  const ranges: UnitRange[] = [];
  for (let end = units.length; end > 0; ) {
    const own = best[end]?.own ?? end - 1;
    ranges.push({ first: at(overlapStarts, own), own, end });
    end = own;
  }
  return ranges.reverse();
}

function lengthCost(tokens: number, targetTokens: number): number {
  const deviation = (tokens - targetTokens) / targetTokens;
  return deviation * deviation * (deviation > 0 ? OVER_TARGET_FACTOR : 1);
}

/** Tokens before each unit, then the total. */
function runningSums(units: readonly Unit[]): readonly number[] {
  const sums = [0];
  for (const unit of units) sums.push(at(sums, sums.length - 1) + unit.tokens);
  return sums;
}

/** For each unit that may start a passage, the first unit that the passage repeats, or the unit itself. */
function findOverlapStarts(units: readonly Unit[], overlapTokens: number): readonly number[] {
  return units.map((_, own) => {
    let start = own;
    let tokens = 0;
    for (let unit = units[start - 1]; unit?.whole === true; unit = units[start - 1]) {
      tokens += unit.tokens;
      if (tokens > overlapTokens) break;
      start -= 1;
    }
    return start;
  });
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
