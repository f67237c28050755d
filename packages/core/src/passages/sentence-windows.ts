import type { Span } from "../types.ts";

/** Most words to embed together: about the length of a sentence of news. */
const WINDOW_WORDS = 24;
/** Half a window, so that text of up to this length that one window cuts is whole in the next. */
const STEP_WORDS = WINDOW_WORDS / 2;

const wordSegmenter = new Intl.Segmenter("en", { granularity: "word" });

/**
 * The parts of a sentence to embed, in order: the whole sentence up to 24 words, else overlapping windows of
 * 24 words. A long sentence of news says several things (who spoke, when, about what), and a single vector is
 * close to none of them. Words follow UAX #29 (https://unicode.org/reports/tr29/#Word_Boundaries), which
 * needs no spaces. Smaller units are easier to find: Chen et al. 2023, https://arxiv.org/abs/2312.06648.
 *
 * @param text that contains the sentence
 * @returns offsets into `text`
 */
export function sentenceWindows(text: string, sentence: Span): readonly Span[] {
  const words = wordsOf(text.slice(sentence.start, sentence.end));
  if (words.length <= WINDOW_WORDS) return [{ start: sentence.start, end: sentence.end }];
  const windows = Math.ceil((words.length - WINDOW_WORDS) / STEP_WORDS) + 1;
  return Array.from({ length: windows }, (_, index) => {
    const isLast = index === windows - 1;
    // The last window has the same length, so it overlaps more.
    const first = isLast ? words.length - WINDOW_WORDS : index * STEP_WORDS;
    return {
      start: index === 0 ? sentence.start : sentence.start + (words[first] as Span).start,
      end: isLast ? sentence.end : sentence.start + (words[first + WINDOW_WORDS - 1] as Span).end,
    };
  });
}

function wordsOf(text: string): readonly Span[] {
  return [...wordSegmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => ({ start: index, end: index + segment.length }));
}
