/**
 * Checks of the shape of answers. Generated from docs/openapi.json by `npm run docs:api`.
 *
 * @module
 */
import { type Check, isAnyOf, isArrayOf, isBoolean, isMissingOr, isNullOr, isNumber, isObjectOf, isOneOf, isString } from "./check-shape.ts";

export const checkAlert: Check = /* @__PURE__ */ isObjectOf({
  query: isString,
  from: isMissingOr(isString),
  to: isMissingOr(isString),
  articleId: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  source: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  excludeSource: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  author: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  section: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  tags: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  place: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  language: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  timeZone: isMissingOr(isString),
  mode: isMissingOr(isOneOf("hybrid", "semantic", "lexical")),
  minConfidence: isMissingOr(isNumber),
  minSimilarity: isMissingOr(isNumber),
  id: isString,
  name: isString,
  per: isOneOf("story", "article"),
  quietHours: isNumber,
  channel: isObjectOf({
    type: isOneOf("webhook", "sns", "feed"),
    host: isNullOr(isString),
    feed: isNullOr(isString),
  }),
  createdAt: isString,
});

export const checkArticleImage: Check = /* @__PURE__ */ isObjectOf({
  url: isString,
  alt: isNullOr(isString),
});

export const checkSpan: Check = /* @__PURE__ */ isObjectOf({
  start: isNumber,
  end: isNumber,
});

export const checkStoryArticle: Check = /* @__PURE__ */ isObjectOf({
  id: isString,
  title: isString,
  source: isNullOr(isString),
  url: isNullOr(isString),
  publishedAt: isNullOr(isString),
});

export const checkStory: Check = /* @__PURE__ */ isObjectOf({
  id: isString,
  size: isNumber,
  firstSeenAt: isNullOr(isString),
  latestAt: isNullOr(isString),
  sources: isArrayOf(isString),
  lead: checkStoryArticle,
  others: isArrayOf(checkStoryArticle),
});

export const checkHit: Check = /* @__PURE__ */ isObjectOf({
  rank: isNumber,
  score: isNumber,
  parts: isObjectOf({
    semantic: isNumber,
    lexical: isNumber,
    similarity: isNumber,
    coverage: isNumber,
    recency: isNullOr(isNumber),
    reranker: isNullOr(isNumber),
  }),
  passage: isObjectOf({
    id: isString,
    text: isString,
    start: isNumber,
    end: isNumber,
  }),
  article: isObjectOf({
    id: isString,
    title: isString,
    url: isNullOr(isString),
    image: isNullOr(checkArticleImage),
    source: isNullOr(isString),
    author: isNullOr(isString),
    section: isNullOr(isString),
    tags: isArrayOf(isString),
    place: isNullOr(isString),
    language: isNullOr(isString),
    publishedAt: isNullOr(isString),
    updatedAt: isNullOr(isString),
  }),
  highlight: isObjectOf({
    text: isString,
    start: isNumber,
    end: isNumber,
    words: isArrayOf(checkSpan),
    link: isNullOr(isString),
  }),
  story: isNullOr(checkStory),
});

export const checkAlertTestResult: Check = /* @__PURE__ */ isObjectOf({
  generation: isString,
  total: isNumber,
  hits: isArrayOf(checkHit),
});

export const checkAlertsResult: Check = /* @__PURE__ */ isObjectOf({
  alerts: isArrayOf(checkAlert),
  nextAfter: isNullOr(isString),
});

export const checkArticleResult: Check = /* @__PURE__ */ isObjectOf({
  generation: isString,
  article: isObjectOf({
    id: isString,
    title: isString,
    titleDerived: isBoolean,
    text: isString,
    url: isNullOr(isString),
    image: isNullOr(checkArticleImage),
    source: isNullOr(isString),
    author: isNullOr(isString),
    section: isNullOr(isString),
    tags: isArrayOf(isString),
    place: isNullOr(isString),
    agency: isNullOr(isString),
    language: isNullOr(isString),
    publishedAt: isNullOr(isString),
    updatedAt: isNullOr(isString),
  }),
  passages: isArrayOf(isObjectOf({
    id: isString,
    start: isNumber,
    end: isNumber,
  })),
});

export const checkCreatedAlert: Check = /* @__PURE__ */ isObjectOf({
  query: isString,
  from: isMissingOr(isString),
  to: isMissingOr(isString),
  articleId: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  source: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  excludeSource: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  author: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  section: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  tags: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  place: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  language: isMissingOr(isAnyOf(isString, isArrayOf(isString))),
  timeZone: isMissingOr(isString),
  mode: isMissingOr(isOneOf("hybrid", "semantic", "lexical")),
  minConfidence: isMissingOr(isNumber),
  minSimilarity: isMissingOr(isNumber),
  id: isString,
  name: isString,
  per: isOneOf("story", "article"),
  quietHours: isNumber,
  channel: isObjectOf({
    type: isOneOf("webhook", "sns", "feed"),
    host: isNullOr(isString),
    feed: isNullOr(isString),
  }),
  createdAt: isString,
  secret: isNullOr(isString),
});

export const checkFacet: Check = /* @__PURE__ */ isObjectOf({
  values: isArrayOf(isObjectOf({
    value: isString,
    count: isNumber,
  })),
  missing: isNumber,
  others: isNumber,
});

export const checkFacetsResult: Check = /* @__PURE__ */ isObjectOf({
  generation: isString,
  query: isNullOr(isString),
  tookMs: isNumber,
  total: isNumber,
  facets: isObjectOf({
    source: checkFacet,
    section: checkFacet,
    tags: checkFacet,
    place: checkFacet,
    month: checkFacet,
  }),
});

export const checkProblem: Check = /* @__PURE__ */ isObjectOf({
  type: isString,
  title: isString,
  status: isNumber,
  detail: isString,
  code: isString,
  requestId: isString,
});

export const checkFailedSearch: Check = /* @__PURE__ */ isObjectOf({
  problem: checkProblem,
});

export const checkGenerationStatus: Check = /* @__PURE__ */ isObjectOf({
  generation: isString,
  publishedAt: isString,
  ageMs: isNumber,
  checkedAt: isString,
  refreshError: isNullOr(isString),
  model: isString,
  articles: isNumber,
  passages: isNumber,
});

export const checkHealth: Check = /* @__PURE__ */ isObjectOf({
  status: isOneOf("ok"),
});

export const checkSearchResult: Check = /* @__PURE__ */ isObjectOf({
  generation: isString,
  query: isString,
  tookMs: isNumber,
  exact: isBoolean,
  plan: isArrayOf(isOneOf("exact-scan", "hnsw", "hnsw-filtered", "ranged")),
  timeFrame: isNullOr(isObjectOf({
    from: isString,
    to: isString,
    text: isString,
    articles: isNumber,
  })),
  reranked: isNullOr(isObjectOf({
    model: isString,
    passages: isNumber,
  })),
  understood: isOneOf("meaning", "words"),
  confidence: isNullOr(isNumber),
  candidates: isNumber,
  total: isNumber,
  hits: isArrayOf(checkHit),
  facets: isNullOr(isObjectOf({
    source: isMissingOr(checkFacet),
    section: isMissingOr(checkFacet),
    tags: isMissingOr(checkFacet),
    place: isMissingOr(checkFacet),
    month: isMissingOr(checkFacet),
  })),
  nearest: isArrayOf(checkHit),
  nextCursor: isNullOr(isString),
});

export const checkSparseHit: Check = /* @__PURE__ */ isObjectOf({
  rank: isMissingOr(isNumber),
  score: isMissingOr(isNumber),
  parts: isMissingOr(isObjectOf({
    semantic: isMissingOr(isNumber),
    lexical: isMissingOr(isNumber),
    similarity: isMissingOr(isNumber),
    coverage: isMissingOr(isNumber),
    recency: isMissingOr(isNullOr(isNumber)),
    reranker: isMissingOr(isNullOr(isNumber)),
  })),
  passage: isMissingOr(isObjectOf({
    id: isMissingOr(isString),
    text: isMissingOr(isString),
    start: isMissingOr(isNumber),
    end: isMissingOr(isNumber),
  })),
  article: isMissingOr(isObjectOf({
    id: isMissingOr(isString),
    title: isMissingOr(isString),
    url: isMissingOr(isNullOr(isString)),
    image: isMissingOr(isNullOr(checkArticleImage)),
    source: isMissingOr(isNullOr(isString)),
    author: isMissingOr(isNullOr(isString)),
    section: isMissingOr(isNullOr(isString)),
    tags: isMissingOr(isArrayOf(isString)),
    place: isMissingOr(isNullOr(isString)),
    language: isMissingOr(isNullOr(isString)),
    publishedAt: isMissingOr(isNullOr(isString)),
    updatedAt: isMissingOr(isNullOr(isString)),
  })),
  highlight: isMissingOr(isObjectOf({
    text: isMissingOr(isString),
    start: isMissingOr(isNumber),
    end: isMissingOr(isNumber),
    words: isMissingOr(isArrayOf(checkSpan)),
    link: isMissingOr(isNullOr(isString)),
  })),
  story: isMissingOr(isNullOr(checkStory)),
});

export const checkSparseSearchResult: Check = /* @__PURE__ */ isObjectOf({
  generation: isString,
  query: isString,
  tookMs: isNumber,
  exact: isBoolean,
  plan: isArrayOf(isOneOf("exact-scan", "hnsw", "hnsw-filtered", "ranged")),
  timeFrame: isNullOr(isObjectOf({
    from: isString,
    to: isString,
    text: isString,
    articles: isNumber,
  })),
  reranked: isNullOr(isObjectOf({
    model: isString,
    passages: isNumber,
  })),
  understood: isOneOf("meaning", "words"),
  confidence: isNullOr(isNumber),
  candidates: isNumber,
  total: isNumber,
  hits: isArrayOf(checkSparseHit),
  facets: isNullOr(isObjectOf({
    source: isMissingOr(checkFacet),
    section: isMissingOr(checkFacet),
    tags: isMissingOr(checkFacet),
    place: isMissingOr(checkFacet),
    month: isMissingOr(checkFacet),
  })),
  nearest: isArrayOf(checkSparseHit),
  nextCursor: isNullOr(isString),
});

export const checkSearchesResult: Check = /* @__PURE__ */ isObjectOf({
  results: isArrayOf(isAnyOf(checkSearchResult, checkSparseSearchResult, checkFailedSearch)),
});

export const checkSimilarResult: Check = /* @__PURE__ */ isObjectOf({
  generation: isString,
  articleId: isString,
  tookMs: isNumber,
  exact: isBoolean,
  plan: isArrayOf(isOneOf("exact-scan", "hnsw", "hnsw-filtered", "ranged")),
  understood: isOneOf("meaning", "words"),
  confidence: isNullOr(isNumber),
  candidates: isNumber,
  total: isNumber,
  hits: isArrayOf(checkHit),
  nearest: isArrayOf(checkHit),
});

export const checkSimilarTextResult: Check = /* @__PURE__ */ isObjectOf({
  generation: isString,
  tookMs: isNumber,
  passages: isNumber,
  exact: isBoolean,
  plan: isArrayOf(isOneOf("exact-scan", "hnsw", "hnsw-filtered", "ranged")),
  understood: isOneOf("meaning", "words"),
  confidence: isNullOr(isNumber),
  candidates: isNumber,
  total: isNumber,
  hits: isArrayOf(checkHit),
  nearest: isArrayOf(checkHit),
});

export const checkStorySummary: Check = /* @__PURE__ */ isObjectOf({
  id: isString,
  size: isNumber,
  firstSeenAt: isNullOr(isString),
  latestAt: isNullOr(isString),
  sources: isArrayOf(isString),
  lead: checkStoryArticle,
});

export const checkTimelineReport: Check = /* @__PURE__ */ isObjectOf({
  id: isString,
  title: isString,
  source: isNullOr(isString),
  url: isNullOr(isString),
  publishedAt: isNullOr(isString),
  excerpt: isString,
});

export const checkStoryResult: Check = /* @__PURE__ */ isObjectOf({
  generation: isString,
  story: checkStorySummary,
  redirectedFrom: isNullOr(isString),
  reports: isArrayOf(checkTimelineReport),
});
