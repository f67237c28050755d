import type { Highlight, Hit, Span } from "../types.ts";

const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** The parts of a hit that shortening changes. */
type Shown = Pick<Hit, "passage" | "highlight">;

/**
 * Keeps the text around a passage's highlight, or the beginning of a longer highlight. Cuts between words,
 * also in languages without spaces, and keeps offsets into the article's text correct.
 *
 * @param length maximum in UTF-16 units
 */
export function shortenPassage({ passage, highlight }: Shown, length: number): Shown {
  if (passage.text.length <= length) return { passage, highlight };
  const within = { start: highlight.start - passage.start, end: highlight.end - passage.start };
  const { start, end } = trim(passage.text, chooseWindow(passage.text, within, length));
  const span = { start: passage.start + start, end: passage.start + end };
  return {
    passage: { ...passage, ...span, text: passage.text.slice(start, end) },
    highlight: clip(highlight, span),
  };
}

/** As much before the highlight as after it, unless the passage begins or ends there. */
function chooseWindow(text: string, { start, end }: Span, length: number): Span {
  const borders = bordersOf(text);
  const spare = Math.max(0, length - (end - start));
  const earliest = Math.max(0, Math.min(start - Math.floor(spare / 2), text.length - length));
  const from = spare === 0 ? start : (borders.find((border) => border >= earliest) ?? start);
  const begin = Math.min(from, start);
  const latest = borders.findLast((border) => border > begin && border <= begin + length);
  // A single word longer than the limit has to be cut.
  return { start: begin, end: latest ?? begin + length };
}

/** Start offsets of words, spaces and punctuation, and the end. */
function bordersOf(text: string): readonly number[] {
  return [...Array.from(words.segment(text), ({ index }) => index), text.length];
}

function trim(text: string, { start, end }: Span): Span {
  const part = text.slice(start, end);
  return { start: start + (part.length - part.trimStart().length), end: start + part.trimEnd().length };
}

function clip(highlight: Highlight, { start, end }: Span): Highlight {
  const clipped = { start: Math.max(highlight.start, start), end: Math.min(highlight.end, end) };
  const from = clipped.start - highlight.start;
  return {
    ...highlight,
    ...clipped,
    text: highlight.text.slice(from, from + clipped.end - clipped.start),
    words: highlight.words.filter((word) => word.start >= clipped.start && word.end <= clipped.end),
  };
}
