import type { Passage, Span } from "../types.ts";

/**
 * The sentence of a passage that shares most with the query: each word of the query counts once, rare ones (within the
 * passage) more, and of equal sentences the first wins. Without any shared word, the first sentence.
 *
 * @param sentences spans of the passage's sentences, as offsets into the passage's text
 * @returns offsets into the article's text
 */
export function chooseHighlight(
  passage: Pick<Passage, "text" | "start">,
  sentences: readonly Span[],
  terms: readonly string[],
): Span & { readonly text: string } {
  const words = sentences.map((span) => wordStems(passage.text.slice(span.start, span.end)));
  const stems = new Set(terms.map(stem));
  let best = 0;
  let bestScore = 0;
  words.forEach((inSentence, index) => {
    let score = 0;
    for (const term of stems) {
      if (inSentence.has(term)) score += Math.log(1 + sentences.length / countHolding(words, term));
    }
    if (score > bestScore) [best, bestScore] = [index, score];
  });
  const span = sentences[best] ?? { start: 0, end: passage.text.length };
  return {
    text: passage.text.slice(span.start, span.end),
    start: passage.start + span.start,
    end: passage.start + span.end,
  };
}

function countHolding(words: readonly ReadonlySet<string>[], term: string): number {
  return words.filter((inSentence) => inSentence.has(term)).length;
}

function wordStems(text: string): ReadonlySet<string> {
  return new Set((text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map(stem));
}

/** Cuts common English endings: only has to bring "enriching" and "enrichment" together, not to be a dictionary. */
function stem(word: string): string {
  if (word.length <= 4) return word;
  const cut = word.replace(/(ations?|ments?|ings?|ness|ies|ied|ed|es|s|ly|e)$/u, "");
  return cut.length >= 3 ? cut : word;
}
