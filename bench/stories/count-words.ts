import { stemWord } from "@dateline-search/core/words/stem-word";
import { STOP_WORDS } from "@dateline-search/core/words/stop-words";

/** Rarer words are excluded: they are as specific as a name. */
const RAREST_SHARE = 0.008;
/** A word this many times more frequent in lower case than capitalised is not a name. */
const SMALL_TO_CAPITAL = 4;
/** A word that does not begin a sentence. */
const INSIDE_SENTENCE = /(?<=[a-z,;] )\p{L}{2,}/gu;
const CAPITAL = /^\p{Lu}/u;

/**
 * The most frequent word stems in news, without names, by the number of texts that contain them.
 *
 * @returns for n = 1, 2, … the stems in at least one of 2^n texts but not in one of 2^(n−1)
 */
export function countNewsWords(texts: readonly string[]): readonly (readonly string[])[] {
  const counts = new Map<string, WordCount>();
  for (const text of texts) countWords(text, counts);
  const classes: string[][] = [];
  for (const [stem, { texts: having, small, capital }] of [...counts].sort()) {
    const share = having / texts.length;
    if (share < RAREST_SHARE || small < SMALL_TO_CAPITAL * capital || STOP_WORDS.has(stem)) continue;
    const exponent = Math.max(1, Math.ceil(-Math.log2(share)));
    const ofClass = classes[exponent - 1] ?? [];
    ofClass.push(stem);
    classes[exponent - 1] = ofClass;
  }
  return Array.from(classes, (ofClass) => ofClass ?? []);
}

interface WordCount {
  texts: number;
  small: number;
  capital: number;
}

function countWords(text: string, counts: Map<string, WordCount>): void {
  const seen = new Set<string>();
  for (const [word] of text.matchAll(INSIDE_SENTENCE)) {
    const stem = stemWord(word.toLowerCase());
    const count = counts.get(stem) ?? { texts: 0, small: 0, capital: 0 };
    if (!seen.has(stem)) count.texts += 1;
    if (CAPITAL.test(word)) count.capital += 1;
    else count.small += 1;
    seen.add(stem);
    counts.set(stem, count);
  }
}
