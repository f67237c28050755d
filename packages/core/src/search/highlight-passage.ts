import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { Article, Highlight, Passage } from "../types.ts";
import { chooseHighlight } from "./choose-highlight.ts";
import { matchWords } from "./match-words.ts";
import { textFragmentLink } from "./text-fragment-link.ts";

/** What tells where a passage answers a query. */
export interface HighlightInput {
  readonly passage: Pick<Passage, "text" | "start">;
  /** Of the passage, with offsets into its text. */
  readonly sentences: readonly SentenceSimilarity[];
  readonly terms: readonly string[];
}

/** The sentence that answers best, its words that the query has too, and a link that leads to it. */
export function highlightPassage(
  article: Pick<Article, "url">,
  { passage, sentences, terms }: HighlightInput,
): Highlight {
  const { text, start, end } = chooseHighlight(passage, sentences, terms);
  const words = matchWords(text, terms).map((word) => ({ start: start + word.start, end: start + word.end }));
  return { text, start, end, words, link: textFragmentLink(article.url, text) };
}
