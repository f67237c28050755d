import type {
  ArticleResult,
  Facet,
  FacetsResult,
  GenerationStatus,
  Hit,
  Problem,
  SearchesResult,
  SearchResult,
  SimilarResult,
  SimilarTextResult,
  Span,
  SparseHit,
  SparseSearchResult,
  Story,
  StoryArticle,
} from "./answers.ts";
import {
  type Check,
  isArrayOf,
  isBoolean,
  isMissingOr,
  isNullOr,
  isNumber,
  isObjectOf,
  isOneOf,
  isPartOf,
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

const hitFields = {
  parts: {
    semantic: isNumber,
    lexical: isNumber,
    similarity: isNumber,
    coverage: isNumber,
    recency: isNullOr(isNumber),
    reranker: isNullOr(isNumber),
  },
  passage: { id: isString, start: isNumber, end: isNumber, text: isString },
  article: articleFields,
  highlight: {
    text: isString,
    start: isNumber,
    end: isNumber,
    words: isArrayOf(isObjectOf<Span>({ start: isNumber, end: isNumber })),
    link: isNullOr(isString),
  },
};

export const checkHit = isObjectOf<Hit>({
  rank: isNumber,
  score: isNumber,
  parts: isObjectOf<Hit["parts"]>(hitFields.parts),
  passage: isObjectOf<Hit["passage"]>(hitFields.passage),
  article: isObjectOf<Hit["article"]>(hitFields.article),
  highlight: isObjectOf<Hit["highlight"]>(hitFields.highlight),
  story: isNullOr(checkStory),
});

const checkSparseHit = isObjectOf<SparseHit>({
  rank: isMissingOr(isNumber),
  score: isMissingOr(isNumber),
  parts: isMissingOr(isPartOf<Hit["parts"]>(hitFields.parts)),
  passage: isMissingOr(isPartOf<Hit["passage"]>(hitFields.passage)),
  article: isMissingOr(isPartOf<Hit["article"]>(hitFields.article)),
  highlight: isMissingOr(isPartOf<Hit["highlight"]>(hitFields.highlight)),
  story: isMissingOr(isNullOr(checkStory)),
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

const searchFields = {
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
};

export const checkSearchResult = isObjectOf<SearchResult>(searchFields);

export const checkSparseSearchResult = isObjectOf<SparseSearchResult>({
  ...searchFields,
  hits: isArrayOf(checkSparseHit),
  nearest: isArrayOf(checkSparseHit),
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

/** Any search may have asked for some fields only, so none has to be there. */
const checkOutcome: Check = (value, path) =>
  isFailed(value) ? checkProblem(value.problem, `${path}.problem`) : checkSparseSearchResult(value, path);

function isFailed(value: unknown): value is { readonly problem: unknown } {
  return typeof value === "object" && value !== null && "problem" in value;
}

export const checkSearchesResult = isObjectOf<SearchesResult>({ results: isArrayOf(checkOutcome) });
