import { type ArticleFieldName, LIST_FILTER_DECLARATIONS } from "../article-fields.ts";
import type { Filter, QueryOperators } from "../types.ts";
import { indexTerms } from "../words/index-terms.ts";
import { nameKey } from "../words/name-key.ts";

/** A query in OpenSearch's query DSL. */
export type QueryClause = Readonly<Record<string, unknown>>;

const NO_ARTICLE: QueryClause = { match_none: {} };

/** Converts a filter of articles and passages to clauses for the `filter` of a `bool`. */
export function filterClauses(filter: Filter): readonly QueryClause[] {
  const clauses: QueryClause[] = [];
  const { from, to } = filter;
  if (from !== undefined) clauses.push(publishedFrom(from, filter.fromInstant));
  if (to !== undefined) clauses.push(publishedTo(to, filter.toInstant));
  for (const { parameter, field, compares, excludes } of LIST_FILTER_DECLARATIONS) {
    const wanted = filter[parameter];
    if (wanted === undefined) continue;
    const having = COMPARISONS[compares](wanted, compares === "id" ? "articleId" : keyFieldOf(field));
    clauses.push(excludes ? { bool: { must_not: having } } : having);
  }
  return clauses;
}

const COMPARISONS = {
  id: (ids: readonly string[], field: string): QueryClause => ({ terms: { [field]: ids } }),
  name: (names: readonly string[], field: string): QueryClause => ({
    terms: { [field]: names.map(nameKey) },
  }),
  language: inLanguages,
};

/** Name of the field that contains the comparison key of an article field. */
export function keyFieldOf(field: ArticleFieldName): string {
  return `${field}Key`;
}

/** Includes articles with only the date of `from`: a date means its whole day, but sorts before its instants. */
function publishedFrom(from: string, instant: string | undefined): QueryClause {
  if (instant === undefined) {
    return anyOf([
      { range: { publishedAt: { gte: from } } },
      { term: { publishedAt: from.slice(0, "YYYY-MM-DD".length) } },
    ]);
  }
  return byKind({ gte: from }, { gte: instant });
}

function publishedTo(to: string, instant: string | undefined): QueryClause {
  if (instant === undefined) return { range: { publishedAt: { lte: isDay(to) ? `${to}T23:59:59Z` : to } } };
  return byKind({ lte: to }, { lte: instant });
}

/** Compares articles with only a date with days, and those with a time with instants. */
function byKind(days: object, instants: object): QueryClause {
  return anyOf([
    { bool: { filter: [{ term: { isDay: true } }, { range: { publishedAt: days } }] } },
    { bool: { filter: [{ term: { isDay: false } }, { range: { publishedAt: instants } }] } },
  ]);
}

function inLanguages(languages: readonly string[], field: string): QueryClause {
  const tags = languages.map((tag) => tag.toLowerCase());
  return anyOf([{ terms: { [field]: tags } }, ...tags.map((tag) => ({ prefix: { [field]: `${tag}-` } }))]);
}

/** Clauses of phrases and exclusions for articles. A phrase must occur in the headline or within one passage. */
export function operatorClausesOfArticles(
  operators: QueryOperators,
  languages: readonly string[],
): readonly QueryClause[] {
  const having = (phrase: string) =>
    anyOf(formsOf(phrase, languages).map((terms) => inOrder("words", terms)));
  return [
    ...operators.phrases.map(having),
    ...(operators.excluded.length === 0 ? [] : [{ bool: { must_not: operators.excluded.map(having) } }]),
  ];
}

/** The same for passages. Their article must contain every phrase, and the passage itself at least one. */
export function operatorClausesOfPassages(
  operators: QueryOperators,
  languages: readonly string[],
): readonly QueryClause[] {
  const ofArticle = operatorClausesOfArticles(operators, languages);
  const own = operators.phrases.flatMap((phrase) =>
    formsOf(phrase, languages).flatMap((terms) => [inOrder("terms", terms), inOrder("titleTerms", terms)]),
  );
  return [
    { has_parent: { parent_type: "article", query: { bool: { filter: ofArticle } } } },
    ...(operators.phrases.length === 0 ? [] : [anyOf(own)]),
  ];
}

/** The terms of a phrase in each language, without duplicates. */
function formsOf(phrase: string, languages: readonly string[]): readonly string[] {
  const all = [null, ...languages].map((language) => indexTerms(phrase, language).join(" "));
  return [...new Set(all)].filter((terms) => terms !== "");
}

function inOrder(field: string, terms: string): QueryClause {
  return { match_phrase: { [field]: { query: terms } } };
}

export function anyOf(clauses: readonly QueryClause[]): QueryClause {
  if (clauses.length === 0) return NO_ARTICLE;
  return { bool: { should: clauses, minimum_should_match: 1 } };
}

function isDay(value: string): boolean {
  return value.length === "YYYY-MM-DD".length;
}
