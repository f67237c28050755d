/** What a model can read. */
export interface ModelKnowledge {
  /** Languages of the training data, as two-letter codes; `null` for many. */
  readonly languages: readonly string[] | null;
  /** Whether its tokenizer turns any part of a word into an unknown token. */
  readonly hasUnknownToken: (word: string) => boolean;
}

const WORD = /[\p{L}\p{M}]+/gu;
const ASCII = /^[\0-\x7f]*$/;
const LETTER = /\p{L}/gu;
const LATIN_LETTER = /\p{Script=Latin}/gu;

/** Languages of the registry's models that use the Latin script. */
const LATIN_LANGUAGES: ReadonlySet<string> = new Set(["en"]);

/**
 * Share of a text's letters in words that the model does not know: words with an unknown token, and words in
 * a script that it was not trained on. Tokenizers of English models spell these letter by letter or drop
 * them. Either way the embedding is meaningless.
 *
 * @returns 0…1; 0 for a text without letters
 */
export function unknownShare(text: string, knowledge: ModelKnowledge): number {
  if (ASCII.test(text)) return 0;
  const isLatinOnly = knowledge.languages?.every((language) => LATIN_LANGUAGES.has(language)) ?? false;
  let [letters, unknown] = [0, 0];
  for (const [word] of text.normalize("NFC").matchAll(WORD)) {
    const all = countMatches(word, LETTER);
    letters += all;
    if (ASCII.test(word)) continue;
    const foreign = isLatinOnly ? all - countMatches(word, LATIN_LETTER) : 0;
    unknown += foreign > 0 || !knowledge.hasUnknownToken(word) ? foreign : all;
  }
  return letters === 0 ? 0 : unknown / letters;
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
