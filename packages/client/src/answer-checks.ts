import { isArrayOf, isBoolean, isNullOr, isNumber, isObjectOf, isString } from "./check-shape.ts";
import type { GenerationStatus, Hit, Problem, SearchResult } from "./types.ts";

const checkHit = isObjectOf<Hit>({
  rank: isNumber,
  score: isNumber,
  parts: isObjectOf<Hit["parts"]>({ semantic: isNumber, lexical: isNumber }),
  passage: isObjectOf<Hit["passage"]>({ id: isString, start: isNumber, end: isNumber, text: isString }),
  article: isObjectOf<Hit["article"]>({
    id: isString,
    title: isString,
    url: isNullOr(isString),
    source: isNullOr(isString),
    publishedAt: isNullOr(isString),
    place: isNullOr(isString),
  }),
  highlight: isObjectOf<Hit["highlight"]>({ text: isString, start: isNumber, end: isNumber }),
});

export const checkSearchResult = isObjectOf<SearchResult>({
  generation: isString,
  query: isString,
  tookMs: isNumber,
  exact: isBoolean,
  hits: isArrayOf(checkHit),
});

export const checkGenerationStatus = isObjectOf<GenerationStatus>({
  generation: isString,
  publishedAt: isString,
  ageMs: isNumber,
  checkedAt: isString,
  refreshError: isNullOr(isString),
  model: isString,
  articles: isNumber,
  passages: isNumber,
});

export const checkProblem = isObjectOf<Problem>({
  type: isString,
  title: isString,
  status: isNumber,
  detail: isString,
  code: isString,
  requestId: isString,
});
