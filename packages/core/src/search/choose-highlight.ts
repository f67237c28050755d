import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { Passage, Span } from "../types.ts";
import { indexTerms, queriedTerms } from "../words/index-terms.ts";
import { SEMANTIC_WEIGHT } from "./fuse-scores.ts";
import type { MatchingLanguages } from "./match-words.ts";

/** The words of a query, as `queryTerms` gives them. */
export interface QueryWords extends MatchingLanguages {
  readonly terms: readonly string[];
}

/**
 * The sentence of a passage that answers best: by meaning and by the words that it shares with the query, weighed as
 * passages are. A word counts more when fewer sentences of the passage have it; of equal sentences the first wins.
 *
 * @param sentences of the passage, with offsets into its text; the whole passage is highlighted when there are none
 * @returns offsets into the article's text
 */
export function chooseHighlight(
  passage: Pick<Passage, "text" | "start">,
  sentences: readonly SentenceSimilarity[],
  { terms, language = null, languages = [] }: QueryWords,
): Span & { readonly text: string } {
  const wordScores = scoreByWords(
    sentences.map(({ start, end }) => passage.text.slice(start, end)),
    [...queriedTerms(terms, languages)],
    language,
  );
  const highestWordScore = Math.max(...wordScores) || 1;
  const similarities = sentences.map(({ similarity }) => similarity);
  const lowest = Math.min(...similarities);
  const range = Math.max(...similarities) - lowest || 1;
  let best: Span = { start: 0, end: passage.text.length };
  let bestScore = Number.NEGATIVE_INFINITY;
  sentences.forEach(({ start, end, similarity }, index) => {
    const lexical = (wordScores[index] as number) / highestWordScore;
    const score = SEMANTIC_WEIGHT * ((similarity - lowest) / range) + (1 - SEMANTIC_WEIGHT) * lexical;
    if (score > bestScore) [best, bestScore] = [{ start, end }, score];
  });
  return {
    text: passage.text.slice(best.start, best.end),
    start: passage.start + best.start,
    end: passage.start + best.end,
  };
}

/** By language and text: the sentences of a passage that answers one query often answer others. */
const remembered = new Map<string, ReadonlySet<string>>();
const REMEMBERED_SENTENCES = 5_000;

function termsOfSentence(sentence: string, language: string | null): ReadonlySet<string> {
  const key = `${language} ${sentence}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= REMEMBERED_SENTENCES) remembered.clear();
  const terms = new Set(indexTerms(sentence, language));
  remembered.set(key, terms);
  return terms;
}

function scoreByWords(
  sentences: readonly string[],
  stems: readonly string[],
  language: string | null,
): readonly number[] {
  const words = sentences.map((sentence) => termsOfSentence(sentence, language));
  const weights = stems.map((term) => {
    const holding = words.filter((inSentence) => inSentence.has(term)).length;
    return holding === 0 ? 0 : Math.log(1 + sentences.length / holding);
  });
  return words.map((inSentence) =>
    stems.reduce((sum, term, index) => sum + (inSentence.has(term) ? (weights[index] as number) : 0), 0),
  );
}
