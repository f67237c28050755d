import type { JudgedEvent } from "./judged-stories.ts";

/** What is judged: a hit, or whatever else has a text and an article. */
export interface JudgedItem {
  readonly article: { readonly id: string };
  readonly passage: { readonly text: string };
}

/** A query with what is known to answer it. */
export interface JudgedQuery {
  readonly id: string;
  readonly text: string;
  /** How relevant something is; 0 when it is not. */
  readonly gradeOf: (item: JudgedItem) => number;
  /** Grades of everything that is relevant, whether it was found or not. */
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
  /** What must get no answer; absent when nobody has written that down. */
  readonly unanswerable?: readonly UnanswerableQuery[];
  /** Which articles report one event; absent when nobody has written that down. */
  readonly stories?: readonly JudgedEvent[];
  /** What is judged: each passage, or each article by its best passage. */
  readonly unit: "passage" | "article";
}
