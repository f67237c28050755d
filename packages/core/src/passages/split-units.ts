import type { Span } from "../types.ts";
import { cutSentence, type TokenLimit } from "./cut-sentence.ts";
import { findQuotes } from "./find-quotes.ts";
import { splitParagraphs } from "./split-paragraphs.ts";
import { splitSentences } from "./split-sentences.ts";
import { MAX_CHARACTERS_PER_TOKEN } from "./token-count.ts";

/** An indivisible unit of packing that fits the limit. */
export interface Unit extends Span {
  readonly tokens: number;
  /** Whether it is whole sentences, not a piece of a sentence above the limit. */
  readonly whole: boolean;
  readonly endsParagraph: boolean;
}

/** A group of consecutive sentences, by inclusive indices. */
interface Group {
  readonly first: number;
  readonly last: number;
}

/**
 * Splits a text into units. Sentences of one quotation stay together if they fit, and sentences that do not
 * fit are cut.
 */
export function splitUnits(text: string, limit: TokenLimit): readonly Unit[] {
  const sentences = splitSentences(text);
  const groups = quotedGroups(text, sentences, limit);
  const paragraphEnds = new Set(splitParagraphs(text).map((paragraph) => paragraph.end));
  const units: Unit[] = [];
  let index = 0;
  for (const group of [...groups, undefined]) {
    for (; index < (group?.first ?? sentences.length); index += 1) {
      const sentence = sentences[index];
      if (sentence !== undefined) units.push(...sentenceUnits(text, sentence, { ...limit, paragraphEnds }));
    }
    if (group === undefined) break;
    const span = spanOfGroup(sentences, group);
    const tokens = limit.countTokens(text.slice(span.start, span.end));
    units.push({ ...span, tokens, whole: true, endsParagraph: paragraphEnds.has(span.end) });
    index = group.last + 1;
  }
  return units;
}

function sentenceUnits(
  text: string,
  sentence: Span,
  limit: TokenLimit & { readonly paragraphEnds: ReadonlySet<number> },
): readonly Unit[] {
  const { countTokens, maxTokens, paragraphEnds } = limit;
  const tokens = countTokens(text.slice(sentence.start, sentence.end));
  const whole = tokens <= maxTokens;
  const pieces = whole ? [sentence] : cutSentence(text, sentence, { countTokens, maxTokens, tokens });
  return pieces.map((piece) => ({
    ...piece,
    tokens: whole ? tokens : countTokens(text.slice(piece.start, piece.end)),
    whole,
    endsParagraph: paragraphEnds.has(piece.end),
  }));
}

/**
 * Groups of sentences that share a quotation and fit the limit, in order and disjoint. If two quotations meet
 * in one sentence and do not fit together, the first stays whole and the second may be cut.
 */
function quotedGroups(text: string, sentences: readonly Span[], limit: TokenLimit): readonly Group[] {
  const fits = (group: Group) => {
    const { start, end } = spanOfGroup(sentences, group);
    if (end - start > limit.maxTokens * MAX_CHARACTERS_PER_TOKEN) return false;
    return limit.countTokens(text.slice(start, end)) <= limit.maxTokens;
  };
  const groups: Group[] = [];
  for (const candidate of candidateGroups(text, sentences)) {
    const held = groups.at(-1);
    if (held === undefined || candidate.first > held.last) {
      if (fits(candidate)) groups.push(candidate);
    } else if (candidate.last > held.last) {
      const joined = { first: held.first, last: candidate.last };
      if (fits(joined)) groups[groups.length - 1] = joined;
    }
  }
  return groups;
}

/**
 * The sentences that each quotation touches, if several. If two groups start together, the longer comes
 * first.
 */
function candidateGroups(text: string, sentences: readonly Span[]): readonly Group[] {
  const quotes = findQuotes(text).toSorted((a, b) => a.start - b.start || b.end - a.end);
  const groups: Group[] = [];
  let first = 0;
  for (const quote of quotes) {
    while ((sentences[first]?.end ?? Number.POSITIVE_INFINITY) <= quote.start) first += 1;
    let last = first;
    while ((sentences[last]?.end ?? Number.POSITIVE_INFINITY) < quote.end) last += 1;
    if (last > first) groups.push({ first, last });
  }
  return groups;
}

function spanOfGroup(sentences: readonly Span[], group: Group): Span {
  return { start: sentences[group.first]?.start ?? 0, end: sentences[group.last]?.end ?? 0 };
}
