import { DatelineError } from "../errors.ts";
import { type Embedder, readsText } from "../ports/embedder.ts";
import { queryTerms } from "../search/query-terms.ts";
import { NUMBERS, WEEKDAYS } from "../search/resolve-time.ts";
import { mayBeGeneralNews } from "../search/search-passages.ts";
import { mayNameTime } from "../search/time-frame.ts";
import type { Embedding, Query } from "../types.ts";
import { indexTerms, queriedTerms, termGroups } from "../words/index-terms.ts";
import type { Synonyms } from "../words/synonyms.ts";
import { alertQuery, type SavedSearch } from "./saved-search.ts";
import { SegmentTerms } from "./segment-terms.ts";

/** A saved search, ready to be matched against new articles. */
export interface PreparedSearch {
  readonly saved: SavedSearch;
  readonly query: Query;
  readonly embedding: Embedding;
  /** Whether the model can read the query. If not, similarities mean nothing. */
  readonly isRead: boolean;
  /** The words of the query, as `queryTerms` returns them. */
  readonly terms: readonly string[];
  /** Whether it may be about the news in general on some day, such as "2025" alone. */
  readonly mayBeGeneral: boolean;
  /** Groups of alternative terms for each word of the query. Searches share them. */
  readonly words: readonly (readonly (readonly string[])[])[];
  /** Whether no two of these groups share a term. */
  readonly areWordsApart: boolean;
  /** Terms of words that a search may drop because they name a time, such as "yesterday". */
  readonly ofTime: ReadonlySet<string>;
  /** Terms of the query's synonyms. */
  readonly synonyms: readonly string[];
  /** The terms of each required phrase, in each language. */
  readonly phrases: readonly (readonly (readonly string[])[])[];
}

export interface PreparedSearches {
  readonly searches: readonly PreparedSearch[];
  /** Term statistics, kept between rounds. */
  readonly terms: SegmentTerms;
}

export interface PrepareContext {
  /** By the texts that `embeddedText` returns. */
  readonly embeddings: ReadonlyMap<string, Embedding>;
  readonly synonyms?: Synonyms | undefined;
  /** Languages of the index, as `languagesSearched` returns them. */
  readonly languages: readonly string[];
  /** `unknownShare` of the model. */
  readonly unknownShare: Embedder["unknownShare"];
}

/** The text of a query that is embedded, as in a search. */
export function embeddedText(query: Query): string {
  return query.operators?.question ?? query.text;
}

/** @throws DatelineError `internal` if the embedding of a query is missing */
export function prepareSearches(saved: readonly SavedSearch[], context: PrepareContext): PreparedSearches {
  const known = new Map<string, PreparedSearch["words"][number]>();
  const groupsOf = (word: string) => {
    const groups = known.get(word) ?? termGroups(word, context.languages);
    known.set(word, groups);
    return groups;
  };
  return { searches: saved.map((one) => prepare(one, { ...context, groupsOf })), terms: new SegmentTerms() };
}

interface WordContext extends PrepareContext {
  /** `termGroups`, with the same list for equal words. */
  readonly groupsOf: (word: string) => PreparedSearch["words"][number];
}

function prepare(
  saved: SavedSearch,
  { embeddings, synonyms, languages, unknownShare, groupsOf }: WordContext,
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
  const groups = words.map(groupsOf);
  const otherNames = (synonyms?.of(text) ?? []).flatMap((name) => queryTerms(name, languages));
  return {
    saved,
    query,
    embedding,
    isRead: readsText({ unknownShare }, text),
    terms: words,
    mayBeGeneral: mayBeGeneralNews(query),
    words: groups,
    areWordsApart: isEachTermOnce(groups),
    // As in a search, quoted words do not name a time.
    ofTime: mayNameTime(query.operators?.unquoted ?? query.text)
      ? queriedTerms(
          words.filter((word) => TIME_WORD.test(word)),
          languages,
        )
      : NO_TERMS,
    synonyms: [...queriedTerms(otherNames, languages)],
    phrases: (query.operators?.phrases ?? []).map((phrase) =>
      [null, ...languages].map((language) => indexTerms(phrase, language)),
    ),
  };
}

/** Whether each phrase is a single word in every language, so word order does not matter. */
export function areSingleWords(phrases: PreparedSearch["phrases"]): boolean {
  return phrases.every((inLanguages) => inLanguages.every(({ length }) => length === 1));
}

/** Whether no two groups share a term. */
export function isEachTermOnce(words: PreparedSearch["words"]): boolean {
  const seen = new Set<string>();
  let count = 0;
  for (const groups of words) {
    for (const group of groups) {
      for (const term of group) seen.add(term);
      count += group.length;
    }
  }
  return seen.size === count;
}

const NO_TERMS: ReadonlySet<string> = new Set();

/**
 * Every word that a relative time may contain. A test compares it with the patterns of times. Extra words only cost time.
 */
const TIME_WORD = new RegExp(
  `^(?:\\d{1,4}|${[...NUMBERS, ...WEEKDAYS].join("|")}|(?:to|yester)day|tonight|now|ago|before|after|since|until|latest|newest|recent(?:ly)?|breaking|news|moment|few|couple|previous|past|last|this|these|next|right|just|most|very|over|during|through(?:out)?|(?:hour|minute|day|night|morning|afternoon|evening|week|weekend|fortnight|month|quarter|year|decade|century)s?|spring|summer|autumn|fall|winter|early|mid|late|half|first|second|third|fourth|beginning|starting|commencing|middle|end|ending|q[1-4]|h[12]|christmas|easter)$`,
  "i",
);
