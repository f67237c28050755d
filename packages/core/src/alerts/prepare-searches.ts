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

/** A saved search in the form in which new articles are put to it. */
export interface PreparedSearch {
  readonly saved: SavedSearch;
  readonly query: Query;
  readonly embedding: Embedding;
  /** Whether the model can make anything of the question; its similarities say nothing otherwise. */
  readonly isRead: boolean;
  /** The words of the question, as `queryTerms` gives them. */
  readonly terms: readonly string[];
  /** Whether it may be about the news in general, depending on the day: "2025" alone. */
  readonly mayBeGeneral: boolean;
  /** What each word of the question is looked up as, by groups of terms of which any will do. Searches share them. */
  readonly words: readonly (readonly (readonly string[])[])[];
  /** Whether no two of these groups have a term in common. */
  readonly areWordsApart: boolean;
  /** Terms of the words that a search may take out because they name a time, such as "yesterday". */
  readonly ofTime: ReadonlySet<string>;
  /** Terms of other names of what is asked. */
  readonly synonyms: readonly string[];
  /** Of each phrase that must occur, its terms in each language. */
  readonly phrases: readonly (readonly (readonly string[])[])[];
}

export interface PreparedSearches {
  readonly searches: readonly PreparedSearch[];
  /** What looks found out, for the next ones. */
  readonly terms: SegmentTerms;
}

export interface PrepareContext {
  /** Of the texts that `embeddedText` gives, by these texts. */
  readonly embeddings: ReadonlyMap<string, Embedding>;
  readonly synonyms?: Synonyms | undefined;
  /** Of the articles of the index, as `languagesSearched` gives them. */
  readonly languages: readonly string[];
  /** Of the model. */
  readonly unknownShare: Embedder["unknownShare"];
}

/** What of a saved search is embedded, as a search does it. */
export function embeddedText(query: Query): string {
  return query.operators?.question ?? query.text;
}

/** @throws DatelineError `internal` when the embedding of a question is not among those given */
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
  /** As `termGroups`, the same list for the same word. */
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
    // Quoted words name no time, as in a search.
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

/** Whether each phrase is one word in every language, so that the order of its words says nothing. */
export function areSingleWords(phrases: PreparedSearch["phrases"]): boolean {
  return phrases.every((inLanguages) => inLanguages.every(({ length }) => length === 1));
}

/** Whether no two groups of terms have one in common. */
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
 * Every word that stands in a time counted from now. A test holds it against the patterns of times; one too many only costs
 * time.
 */
const TIME_WORD = new RegExp(
  `^(?:\\d{1,4}|${[...NUMBERS, ...WEEKDAYS].join("|")}|(?:to|yester)day|tonight|now|ago|before|after|since|until|latest|newest|recent(?:ly)?|breaking|news|moment|few|couple|previous|past|last|this|these|next|right|just|most|very|over|during|through(?:out)?|(?:hour|minute|day|night|morning|afternoon|evening|week|weekend|fortnight|month|quarter|year|decade|century)s?|spring|summer|autumn|fall|winter|early|mid|late|half|first|second|third|fourth|beginning|starting|commencing|middle|end|ending|q[1-4]|h[12]|christmas|easter)$`,
  "i",
);
