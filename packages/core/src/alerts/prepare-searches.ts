import { DatelineError } from "../errors.ts";
import type { Embedder } from "../ports/embedder.ts";
import { readsText } from "../ports/reads-text.ts";
import type { VectorIndex } from "../ports/vector-index.ts";
import { queryTerms } from "../search/query-terms.ts";
import { NUMBERS, WEEKDAYS } from "../search/resolve-time.ts";
import type { Embedding, Query } from "../types.ts";
import { indexTerms, queriedTerms, termGroups } from "../words/index-terms.ts";
import type { Synonyms } from "../words/synonyms.ts";
import { alertQuery, type SavedSearch } from "./saved-search.ts";

/** A saved search, prepared for matching new articles. */
export interface PreparedSearch {
  readonly saved: SavedSearch;
  readonly query: Query;
  readonly embedding: Embedding;
  /** Whether the model understands the question; otherwise its similarities are meaningless. */
  readonly isRead: boolean;
  /** The words of the question, from `queryTerms`. */
  readonly terms: readonly string[];
  /** For each word of the question, groups of alternative terms to look up. */
  readonly words: readonly (readonly (readonly string[])[])[];
  /** Terms that a search may drop because they name a time, such as "yesterday". */
  readonly ofTime: ReadonlySet<string>;
  /** Terms of synonyms. */
  readonly synonyms: readonly string[];
  /** For each required phrase, its terms in each language. */
  readonly phrases: readonly (readonly (readonly string[])[])[];
}

/** Saved searches and their embeddings: row n belongs to search n. */
export interface PreparedSearches {
  readonly searches: readonly PreparedSearch[];
  readonly vectors: VectorIndex;
}

export interface PrepareContext {
  /** Embeddings by the texts from `embeddedText`. */
  readonly embeddings: ReadonlyMap<string, Embedding>;
  /** Creates an index to compare many embeddings at once. */
  readonly openVectors: (embeddings: readonly Embedding[]) => VectorIndex;
  readonly synonyms?: Synonyms | undefined;
  /** Languages of the articles, from `languagesSearched`. */
  readonly languages: readonly string[];
  /** Of the model. */
  readonly unknownShare: Embedder["unknownShare"];
}

/** The text to embed for a saved search, as in an ordinary search. */
export function embeddedText(query: Query): string {
  return query.operators?.question ?? query.text;
}

/** @throws DatelineError `internal` when the embedding of a question is missing */
export function prepareSearches(saved: readonly SavedSearch[], context: PrepareContext): PreparedSearches {
  const searches = saved.map((one) => prepare(one, context));
  return { searches, vectors: context.openVectors(searches.map(({ embedding }) => embedding)) };
}

function prepare(
  saved: SavedSearch,
  { embeddings, synonyms, languages, unknownShare }: PrepareContext,
): PreparedSearch {
  const query = alertQuery(saved);
  const text = embeddedText(query);
  const embedding = embeddings.get(text);
  if (embedding === undefined) {
    throw new DatelineError(
      "internal",
      `Cannot match alerts: the embedding of "${text.slice(0, 40)}" is missing`,
    );
  }
  const words = queryTerms(text, languages);
  const otherNames = (synonyms?.of(text) ?? []).flatMap((name) => queryTerms(name, languages));
  return {
    saved,
    query,
    embedding,
    isRead: readsText({ unknownShare }, text),
    terms: words,
    words: words.map((word) => termGroups(word, languages)),
    ofTime: queriedTerms(
      words.filter((word) => TIME_WORD.test(word)),
      languages,
    ),
    synonyms: [...queriedTerms(otherNames, languages)],
    phrases: (query.operators?.phrases ?? []).map((phrase) =>
      [null, ...languages].map((language) => indexTerms(phrase, language)),
    ),
  };
}

/**
 * Every word that can be part of a relative time. A test compares it with the time patterns; an excess word
 * only costs time.
 */
const TIME_WORD = new RegExp(
  `^(?:\\d{1,4}|${[...NUMBERS, ...WEEKDAYS].join("|")}|(?:to|yester)day|tonight|now|ago|before|after|since|until|latest|newest|recent(?:ly)?|breaking|news|moment|few|couple|previous|past|last|this|these|next|right|just|most|very|over|during|through(?:out)?|(?:hour|minute|day|night|morning|afternoon|evening|week|weekend|fortnight|month|quarter|year|decade|century)s?|spring|summer|autumn|fall|winter|early|mid|late|half|first|second|third|fourth|beginning|middle|end|q[1-4]|h[12]|christmas|easter)$`,
  "i",
);
