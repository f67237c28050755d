import type { Hit } from "@dateline-search/client";

/** A run of text with the same marks. */
export interface TextRun {
  readonly text: string;
  readonly isSentence: boolean;
  readonly isWord: boolean;
}

/** UTF-16 units shown on either side of the sentence. */
const CONTEXT = 220;

/** The sentence that answers and its context, cut between words and split where the marks change. */
export function excerptOf({ passage, highlight }: Pick<Hit, "passage" | "highlight">): TextRun[] {
  const sentence = { start: highlight.start - passage.start, end: highlight.end - passage.start };
  const start = cutBefore(passage.text, sentence.start);
  const end = cutAfter(passage.text, sentence.end);
  const words = highlight.words.map((word) => ({
    start: word.start - passage.start,
    end: word.end - passage.start,
  }));
  const borders = [
    start,
    sentence.start,
    ...words.flatMap((word) => [word.start, word.end]),
    sentence.end,
    end,
  ]
    .filter((border) => border >= start && border <= end)
    .sort((a, b) => a - b);
  const runs = borders.slice(1).flatMap((to, index) => {
    const from = borders[index] as number;
    if (from === to) return [];
    const isSentence = from >= sentence.start && to <= sentence.end;
    const isWord = words.some((word) => from >= word.start && to <= word.end);
    return [{ text: passage.text.slice(from, to), isSentence, isWord }];
  });
  return [...(start > 0 ? [plain("… ")] : []), ...runs, ...(end < passage.text.length ? [plain(" …")] : [])];
}

function plain(text: string): TextRun {
  return { text, isSentence: false, isWord: false };
}

function cutBefore(text: string, position: number): number {
  if (position <= CONTEXT) return 0;
  const space = text.indexOf(" ", position - CONTEXT);
  return space === -1 || space >= position ? position : space + 1;
}

function cutAfter(text: string, position: number): number {
  if (text.length - position <= CONTEXT) return text.length;
  const space = text.lastIndexOf(" ", position + CONTEXT);
  return Math.max(space, position);
}
