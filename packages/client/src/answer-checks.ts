import { isArrayOf, isBoolean, isNullOr, isNumber, isObjectOf, isOneOf, isString } from "./check-shape.ts";
import type { GenerationStatus, Hit, Problem, SearchResult, Span, Story, StoryArticle } from "./types.ts";

const checkStory = isObjectOf<Story>({
  id: isString,
  size: isNumber,
  firstSeenAt: isNullOr(isString),
  latestAt: isNullOr(isString),
  others: isArrayOf(
    isObjectOf<StoryArticle>({
      id: isString,
      title: isString,
      source: isNullOr(isString),
      url: isNullOr(isString),
      publishedAt: isNullOr(isString),
    }),
  ),
});

const checkHit = isObjectOf<Hit>({
  rank: isNumber,
  score: isNumber,
  parts: isObjectOf<Hit["parts"]>({ semantic: isNumber, lexical: isNumber, recency: isNullOr(isNumber) }),
  passage: isObjectOf<Hit["passage"]>({ id: isString, start: isNumber, end: isNumber, text: isString }),
  article: isObjectOf<Hit["article"]>({
    id: isString,
    title: isString,
    url: isNullOr(isString),
    source: isNullOr(isString),
    author: isNullOr(isString),
    section: isNullOr(isString),
    place: isNullOr(isString),
    language: isNullOr(isString),
    publishedAt: isNullOr(isString),
    updatedAt: isNullOr(isString),
  }),
  highlight: isObjectOf<Hit["highlight"]>({
    text: isString,
    start: isNumber,
    end: isNumber,
    words: isArrayOf(isObjectOf<Span>({ start: isNumber, end: isNumber })),
    link: isNullOr(isString),
  }),
  story: isNullOr(checkStory),
});

export const checkSearchResult = isObjectOf<SearchResult>({
  generation: isString,
  query: isString,
  tookMs: isNumber,
  exact: isBoolean,
  plan: isArrayOf(isOneOf("exact-scan", "hnsw", "hnsw-filtered")),
  timeFrame: isNullOr(
    isObjectOf<NonNullable<SearchResult["timeFrame"]>>({ from: isString, to: isString, text: isString }),
  ),
  total: isNumber,
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
