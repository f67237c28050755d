import { MAX_QUERY_CHARACTERS } from "../search/parse-query.ts";

import type { JudgedEvent } from "./judged-stories.ts";

/** An item to judge: a hit, or anything else with a text and an article. */
export interface JudgedItem {
  readonly article: { readonly id: string };
  readonly passage: { readonly text: string };
}

/** A query with known answers. */
export interface JudgedQuery {
  readonly id: string;
  readonly text: string;
  /** Relevance of an item; 0 if it is not relevant. */
  readonly gradeOf: (item: JudgedItem) => number;
  /** Grades of all relevant items, whether found or not. */
  readonly relevantGrades: readonly number[];
}

/** A query that nothing in the corpus answers. */
export interface UnanswerableQuery {
  readonly id: string;
  readonly text: string;
}

/** Queries over one corpus that are judged in the same way. */
export interface JudgedSet {
  readonly name: string;
  readonly queries: readonly JudgedQuery[];
  /** Queries that must get no answer; absent if the set has none. */
  readonly unanswerable?: readonly UnanswerableQuery[];
  /** Which articles report one event; absent if the set has none. */
  readonly stories?: readonly JudgedEvent[];
  /** What is judged: each passage, or each article by its best passage. */
  readonly unit: "passage" | "article";
}

/** Cuts a query to the longest that can be searched. Some judged sets use whole paragraphs as queries. */
export function searchableText(text: string): string {
  return [...text].slice(0, MAX_QUERY_CHARACTERS).join("");
}
