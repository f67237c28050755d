import type {
  ArticleResult,
  FacetsResult,
  GenerationStatus,
  Problem,
  SearchResult,
} from "@dateline-search/client";

/** Answers as the server gives them. */
export const EXAMPLE_RESULT: SearchResult = {
  generation: "5f2c8e0d4b7a",
  query: "ferry delays",
  tookMs: 4.2,
  exact: true,
  plan: ["exact-scan"],
  timeFrame: { from: "2025-12-10", to: "2025-12-10", text: "on Wednesday", articles: 1 },
  understood: "meaning",
  reranked: { model: "ms-marco-MiniLM-L-6-v2", passages: 50 },
  confidence: 0.93,
  candidates: 12,
  total: 1,
  hits: [
    {
      rank: 1,
      score: 0.93,
      parts: { semantic: 1, lexical: 0.86, similarity: 0.61, coverage: 0.75, recency: 0.5, reranker: 0.7 },
      passage: { id: "a1:0", start: 0, end: 46, text: "Ferries to the islands were late on Wednesday." },
      article: {
        id: "a1",
        title: "Fog stops ferries",
        url: "https://news.example/fog",
        image: null,
        source: "The Harbour Post",
        author: null,
        section: "Harbour",
        tags: [],
        place: null,
        language: "en",
        publishedAt: "2025-12-10",
        updatedAt: null,
      },
      highlight: {
        text: "Ferries to the islands were late on Wednesday.",
        start: 0,
        end: 46,
        words: [{ start: 0, end: 7 }],
        link: "https://news.example/fog#:~:text=Ferries%20to%20the%20islands%20were%20late%20on%20Wednesday.",
      },
      story: {
        id: "a1",
        size: 2,
        firstSeenAt: "2025-12-10",
        latestAt: "2025-12-11",
        sources: ["The Harbour Post", "Wire"],
        lead: {
          id: "a1",
          title: "Fog stops ferries",
          source: "The Harbour Post",
          url: "https://news.example/fog",
          publishedAt: "2025-12-10",
        },
        others: [{ id: "a2", title: "Ferries late", source: "Wire", url: null, publishedAt: "2025-12-11" }],
      },
    },
  ],
  facets: { source: { values: [{ value: "The Harbour Post", count: 1 }], missing: 0, others: 0 } },
  nearest: [],
  nextCursor: null,
};

export const EXAMPLE_ARTICLE: ArticleResult = {
  generation: "5f2c8e0d4b7a",
  article: {
    id: "a1",
    title: "Fog stops ferries",
    titleDerived: false,
    text: "Ferries to the islands were late on Wednesday.",
    url: null,
    image: null,
    source: null,
    author: null,
    section: null,
    tags: [],
    place: null,
    agency: null,
    language: null,
    publishedAt: null,
    updatedAt: null,
  },
  passages: [{ id: "a1#0", start: 0, end: 46 }],
};

const NO_FACET = { values: [], missing: 3, others: 0 };

export const EXAMPLE_FACETS: FacetsResult = {
  generation: "5f2c8e0d4b7a",
  query: "fog",
  tookMs: 1.5,
  total: 3,
  facets: {
    source: { values: [{ value: "Wire", count: 3 }], missing: 0, others: 0 },
    section: NO_FACET,
    tags: NO_FACET,
    place: NO_FACET,
    month: NO_FACET,
  },
};

export const EXAMPLE_STATUS: GenerationStatus = {
  generation: "5f2c8e0d4b7a",
  publishedAt: "2025-12-10T08:00:00.000Z",
  ageMs: 90_000,
  checkedAt: "2025-12-10T08:01:00.000Z",
  refreshError: null,
  model: "all-MiniLM-L6-v2",
  articles: 3,
  passages: 12,
};

export function exampleProblem(status: number, code: string, detail: string): Problem {
  return { type: `/problems/${code}`, title: "A title", status, detail, code, requestId: "request-1" };
}
