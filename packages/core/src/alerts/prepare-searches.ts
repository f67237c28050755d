import { DatelineError } from "../errors.ts";
import type { VectorIndex } from "../ports/vector-index.ts";
import { queryTerms } from "../search/query-terms.ts";
import { NUMBERS, WEEKDAYS } from "../search/resolve-time.ts";
import type { Embedding, Query } from "../types.ts";
import { indexTerms, termsOfWord } from "../words/index-terms.ts";
import type { Synonyms } from "../words/synonyms.ts";
import { alertQuery, type SavedSearch } from "./saved-search.ts";

/** A saved search in the form in which new articles are put to it. */
export interface PreparedSearch {
  readonly saved: SavedSearch;
  readonly query: Query;
  readonly embedding: Embedding;
  /** Terms of each word of the question. */
  readonly words: readonly (readonly string[])[];
  /** Terms of the words that a search may take out because they name a time, such as "yesterday". */
  readonly ofTime: ReadonlySet<string>;
  /** Terms of other names of what is asked. */
  readonly synonyms: readonly string[];
  /** Terms of each phrase that must occur. */
  readonly phrases: readonly (readonly string[])[];
}

/** Saved searches, and their embeddings side by side: row n is of search n. */
export interface PreparedSearches {
  readonly searches: readonly PreparedSearch[];
  readonly vectors: VectorIndex;
}

export interface PrepareContext {
  /** Of the texts that `embeddedText` gives, by these texts. */
  readonly embeddings: ReadonlyMap<string, Embedding>;
  /** Puts embeddings where many of them are compared at once. */
  readonly openVectors: (embeddings: readonly Embedding[]) => VectorIndex;
  readonly synonyms?: Synonyms | undefined;
}

/** What of a saved search is embedded, as a search does it. */
export function embeddedText(query: Query): string {
  return query.operators?.question ?? query.text;
}

/** @throws DatelineError `internal` when the embedding of a question is not among those given */
export function prepareSearches(saved: readonly SavedSearch[], context: PrepareContext): PreparedSearches {
  const searches = saved.map((one) => prepare(one, context));
  return { searches, vectors: context.openVectors(searches.map(({ embedding }) => embedding)) };
}

function prepare(saved: SavedSearch, { embeddings, synonyms }: PrepareContext): PreparedSearch {
  const query = alertQuery(saved);
  const text = embeddedText(query);
  const embedding = embeddings.get(text);
  if (embedding === undefined) {
    throw new DatelineError(
      "internal",
      `Cannot match alerts: the embedding of "${text.slice(0, 40)}" is missing`,
    );
  }
  const words = queryTerms(text);
  return {
    saved,
    query,
    embedding,
    words: words.map(termsOfWord),
    ofTime: new Set(words.filter((word) => TIME_WORD.test(word)).flatMap(termsOfWord)),
    synonyms: (synonyms?.of(text) ?? []).flatMap(queryTerms).flatMap(termsOfWord),
    phrases: (query.operators?.phrases ?? []).map(indexTerms),
  };
}

/**
 * Every word that stands in a time counted from now. A test holds it against the patterns of times; one too many only costs
 * time.
 */
const TIME_WORD = new RegExp(
  `^(?:\\d{1,4}|${[...NUMBERS, ...WEEKDAYS].join("|")}|(?:to|yester)day|tonight|now|ago|before|after|since|until|latest|newest|recent(?:ly)?|breaking|news|moment|few|couple|previous|past|last|this|these|next|right|just|most|very|over|during|through(?:out)?|(?:hour|minute|day|night|morning|afternoon|evening|week|weekend|fortnight|month|quarter|year|decade|century)s?|spring|summer|autumn|fall|winter|early|mid|late|half|first|second|third|fourth|beginning|middle|end|q[1-4]|h[12]|christmas|easter)$`,
  "i",
);
