import type { IndexedPassage, PassageSpan } from "../ports/passage-table.ts";
import { RowSet } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import { askEach } from "../ports/unfetched.ts";
import type { Article, QueryOperators } from "../types.ts";
import { indexTerms } from "../words/index-terms.ts";

/** Number of articles whose texts are in memory at once. */
const ARTICLES_AT_ONCE = 256;

export interface OperatorsInLanguages extends Pick<QueryOperators, "phrases" | "excluded"> {
  /** Languages of the searched articles. */
  readonly languages?: readonly string[];
}

/**
 * Rows of a segment that match a query's phrases and exclusions. An article must contain every phrase, each
 * in its headline or within one passage, and nothing that is excluded. Of such an article, the passages with
 * a phrase remain, including one in the headline. Words match in all their forms. Searches all rows instead
 * of the best candidates, so that every occurrence of a phrase is found.
 *
 * @param allowed rows that a filter allows; `null` for all
 */
export function rowsByOperators(
  segment: Segment,
  { phrases, excluded, languages = [] }: OperatorsInLanguages,
  allowed: RowSet | null,
): RowSet {
  const rowsWith = (phrase: string) => rowsWithPhrase(segment, { phrase, languages }, allowed);
  const [holding = [], without = []] = askEach([phrases, excluded], (some) => askEach(some, rowsWith));
  const articles = holding.map((rows) => new Set(articlesOf(segment, rows)));
  const left = phrases.length === 0 ? (allowed?.rows() ?? segment.passages.rows()) : unite(holding);
  const banned = new Set(without.flatMap((rows) => articlesOf(segment, rows)));
  const ofRows = articlesOf(segment, left);
  const rows = Array.from(left).filter((_, index) => {
    const article = ofRows[index] as number;
    return !banned.has(article) && articles.every((having) => having.has(article));
  });
  return RowSet.of(segment.passages.passageCount, rows);
}

/** Rows whose passage or headline contains the phrase, ascending. */
function rowsWithPhrase(
  segment: Segment,
  { phrase, languages }: { readonly phrase: string; readonly languages: readonly string[] },
  allowed: RowSet | null,
): readonly number[] {
  const found = askEach(distinctTerms(phrase, languages), (terms) => {
    const holding = segment.words.holding([...new Set(terms)]).filter((row) => allowed?.has(row) ?? true);
    // The index knows which rows contain the words. Only the text shows their order.
    return terms.length === 1 ? holding : rowsInOrder(segment, holding, terms);
  });
  return unite(found);
}

/** The terms of a phrase in each language, without duplicates. */
function distinctTerms(phrase: string, languages: readonly string[]): readonly (readonly string[])[] {
  const all = [null, ...languages].map((language) => indexTerms(phrase, language));
  return [...new Map(all.map((terms) => [terms.join(" "), terms])).values()];
}

function rowsInOrder(segment: Segment, rows: readonly number[], terms: readonly string[]): readonly number[] {
  const rowsOf = new Map<number, number[]>();
  articlesOf(segment, rows).forEach((article, index) => {
    const ofArticle = rowsOf.get(article) ?? [];
    ofArticle.push(rows[index] as number);
    rowsOf.set(article, ofArticle);
  });
  const articles = [...rowsOf.keys()];
  const found: number[] = [];
  for (let start = 0; start < articles.length; start += ARTICLES_AT_ONCE) {
    const some = articles.slice(start, start + ARTICLES_AT_ONCE);
    // Read the whole text only with an article's first row, however many passages are checked.
    const texts = segment.passages.read(some);
    some.forEach((article, index) => {
      const { title, text, language } = (texts[index] as IndexedPassage).article;
      const ofArticle = rowsOf.get(article) as readonly number[];
      const isInTitle = holdsInOrder(indexTerms(title, language), terms);
      found.push(...(isInTitle ? ofArticle : rowsOfText(segment, ofArticle, { text, language, terms })));
    });
  }
  return found;
}

function rowsOfText(
  { passages }: Segment,
  rows: readonly number[],
  { text, language, terms }: Pick<Article, "text" | "language"> & { readonly terms: readonly string[] },
): readonly number[] {
  const spans = passages.spans(rows);
  return rows.filter((_, index) => {
    const { start, end } = spans[index] as PassageSpan;
    return holdsInOrder(indexTerms(text.slice(start, end), language), terms);
  });
}

function holdsInOrder(ofText: readonly string[], terms: readonly string[]): boolean {
  const last = ofText.length - terms.length;
  for (let start = 0; start <= last; start++) {
    if (terms.every((term, index) => ofText[start + index] === term)) return true;
  }
  return false;
}

/** For each row, the first row of its article. */
function articlesOf({ passages }: Segment, rows: ArrayLike<number>): readonly number[] {
  return passages.articleRanges(rows).map(({ first }) => first);
}

function unite(lists: readonly (readonly number[])[]): readonly number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}
