/**
 * A word without accents and common English endings: only has to bring "enriching" and "enrichment" together, not to be
 * a dictionary.
 */
export function stem(term: string): string {
  const word = foldAccents(term);
  if (word.length <= 4) return word;
  const cut = word.replace(/(ations?|ments?|ings?|ness|ies|ied|ed|es|s|ly|e)$/u, "");
  return cut.length >= 3 ? cut : word;
}

/** The accents of Latin letters, the only ones that BM25 passes over too: in other scripts they make another letter. */
function foldAccents(word: string): string {
  return word
    .normalize("NFD")
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, "$1")
    .normalize("NFC");
}
