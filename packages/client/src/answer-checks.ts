import type {
  ArticleResult,
  Facet,
  FacetsResult,
  GenerationStatus,
  Hit,
  Problem,
  SearchResult,
  SimilarResult,
  SimilarTextResult,
  Span,
  Story,
  StoryArticle,
} from "./answers.ts";
import {
  isArrayOf,
  isBoolean,
  isMissingOr,
  isNullOr,
  isNumber,
  isObjectOf,
  isOneOf,
  isString,
} from "./check-shape.ts";

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

const articleFields = {
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
};

const checkHit = isObjectOf<Hit>({
  rank: isNumber,
  score: isNumber,
  parts: isObjectOf<Hit["parts"]>({
    semantic: isNumber,
    lexical: isNumber,
    similarity: isNumber,
    coverage: isNumber,
    recency: isNullOr(isNumber),
    reranker: isNullOr(isNumber),
  }),
  passage: isObjectOf<Hit["passage"]>({ id: isString, start: isNumber, end: isNumber, text: isString }),
  article: isObjectOf<Hit["article"]>(articleFields),
  highlight: isObjectOf<Hit["highlight"]>({
    text: isString,
    start: isNumber,
    end: isNumber,
    words: isArrayOf(isObjectOf<Span>({ start: isNumber, end: isNumber })),
    link: isNullOr(isString),
  }),
  story: isNullOr(checkStory),
});

const checkPlan = isArrayOf(isOneOf("exact-scan", "hnsw", "hnsw-filtered"));

const howSure = {
  understood: isMissingOr(isOneOf("meaning", "words")),
  confidence: isNullOr(isNumber),
  candidates: isNumber,
  total: isNumber,
  hits: isArrayOf(checkHit),
  nearest: isArrayOf(checkHit),
};

const checkFacet = isObjectOf<Facet>({
  values: isArrayOf(isObjectOf<Facet["values"][number]>({ value: isString, count: isNumber })),
  missing: isNumber,
  others: isNumber,
});

export const checkSearchResult = isObjectOf<SearchResult>({
  generation: isString,
  query: isString,
  tookMs: isNumber,
  exact: isBoolean,
  plan: checkPlan,
  timeFrame: isNullOr(
    isObjectOf<NonNullable<SearchResult["timeFrame"]>>({
      from: isString,
      to: isString,
      text: isString,
      articles: isMissingOr(isNumber),
    }),
  ),
  reranked: isNullOr(
    isObjectOf<NonNullable<SearchResult["reranked"]>>({ model: isString, passages: isNumber }),
  ),
  ...howSure,
  facets: isNullOr(
    isObjectOf<NonNullable<SearchResult["facets"]>>({
      source: isMissingOr(checkFacet),
      section: isMissingOr(checkFacet),
      place: isMissingOr(checkFacet),
      month: isMissingOr(checkFacet),
    }),
  ),
  nextCursor: isNullOr(isString),
});

export const checkArticleResult = isObjectOf<ArticleResult>({
  generation: isString,
  article: isObjectOf<ArticleResult["article"]>({
    ...articleFields,
    titleDerived: isBoolean,
    agency: isNullOr(isString),
    text: isString,
  }),
  passages: isArrayOf(
    isObjectOf<ArticleResult["passages"][number]>({ id: isString, start: isNumber, end: isNumber }),
  ),
});

export const checkSimilarResult = isObjectOf<SimilarResult>({
  generation: isString,
  articleId: isString,
  tookMs: isNumber,
  exact: isBoolean,
  plan: checkPlan,
  ...howSure,
});

export const checkSimilarTextResult = isObjectOf<SimilarTextResult>({
  generation: isString,
  tookMs: isNumber,
  passages: isNumber,
  exact: isBoolean,
  plan: checkPlan,
  ...howSure,
});

export const checkFacetsResult = isObjectOf<FacetsResult>({
  generation: isString,
  query: isNullOr(isString),
  tookMs: isNumber,
  total: isNumber,
  facets: isObjectOf<FacetsResult["facets"]>({
    source: checkFacet,
    section: checkFacet,
    place: checkFacet,
    month: checkFacet,
  }),
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
