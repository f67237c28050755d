const MAX_TITLE_LENGTH = 100;
/** Shorter "sentences" are mostly abbreviations: "Mr.", "U.S." */
const MIN_SENTENCE_LENGTH = 30;
/** A full stop with its closing quotes before white space, or a full-width one anywhere. */
const SENTENCE_END = /[.!?؟।]["'”’»)\]]*(?=\s|$)|[。！？]["'”’」』）]*/g;

/**
 * Derives a title from the first sentence of a text. Cuts a long one at a word and appends "…".
 *
 * @param text normalised and not empty
 * @returns at most 100 UTF-16 units, on one line
 */
export function deriveTitle(text: string): string {
  const [paragraph = ""] = text.split("\n\n", 1);
  // Ten times the length of a title is enough, so an unbroken megabyte is not scanned.
  const opening = paragraph.slice(0, 10 * MAX_TITLE_LENGTH).replace(/\s+/g, " ");
  const sentence = firstSentence(opening);
  return sentence.length <= MAX_TITLE_LENGTH ? sentence : `${cutAtWord(sentence, MAX_TITLE_LENGTH - 1)}…`;
}

/** Abbreviations whose full stop does not end a sentence: personal titles, initials, companies. */
const ABBREVIATION =
  /(?:^|[\s(])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Gov|Sen|Rep|Gen|Col|Maj|Lt|Sgt|Capt|Cmdr|Adm|Rev|Hon|Pres|Supt|Smt|Shri|Sr|Jr|St|vs|v|No|Mt|Ft|Co|Corp|Inc|Ltd|Bros|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|\p{Lu}(?:\.\p{Lu})*)\.$/u;

function firstSentence(paragraph: string): string {
  for (const match of paragraph.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    if (end >= MIN_SENTENCE_LENGTH && !ABBREVIATION.test(paragraph.slice(0, end)))
      return paragraph.slice(0, end);
  }
  return paragraph;
}

function cutAtWord(sentence: string, maxLength: number): string {
  const lastBlank = sentence.lastIndexOf(" ", maxLength);
  const cut = lastBlank > maxLength / 2 ? sentence.slice(0, lastBlank) : cutAtGrapheme(sentence, maxLength);
  return cut.replace(/[\s,;:–—-]+$/, "");
}

/**
 * Cuts text in scripts without blanks, or one endless word, but never within an emoji or between a letter and
 * its mark.
 */
function cutAtGrapheme(sentence: string, maxLength: number): string {
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(sentence)) {
    if (index + segment.length > maxLength) break;
    end = index + segment.length;
  }
  return sentence.slice(0, end);
}
