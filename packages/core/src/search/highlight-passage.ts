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
  /** Of the articles that are searched. */
  readonly languages?: readonly string[];
}

/** The sentence that answers best, its words that the query has too, and a link that leads to it. */
export function highlightPassage(
  article: Pick<Article, "url"> & Partial<Pick<Article, "language">>,
  { passage, sentences, terms, languages = [] }: HighlightInput,
): Highlight {
  const matching = { language: article.language ?? null, languages };
  const { text, start, end } = chooseHighlight(passage, sentences, { terms, ...matching });
  const words = matchWords(text, terms, matching).map((word) => ({
    start: start + word.start,
    end: start + word.end,
  }));
  return { text, start, end, words, link: textFragmentLink(article.url, text) };
}
