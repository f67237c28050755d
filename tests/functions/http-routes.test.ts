import { parseQuery } from "@dateline-search/core/search/parse-query";
import type { SearchEngine } from "@dateline-search/core/search/search-engine";
import type {
  ArticleAnswer,
  FacetsAnswer,
  SearchAnswer,
  SimilarAnswer,
  StoryAnswer,
} from "@dateline-search/functions/answer-schemas";
import { encodeCursor } from "@dateline-search/functions/cursor";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { OPEN_SETTINGS } from "@dateline-search/functions/http-settings";
import type { Problem } from "@dateline-search/functions/problem";
import { describe, expect, test } from "vitest";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { openIndexOf, openTestIndex, startTestService } from "./start-test-service.ts";

const AT = "2025-12-11T08:00:00.000Z";

function startApp() {
  const service = startTestService();
  const app = createHttpApp(service);
  const get = async <T>(path: string, headers: Record<string, string> = {}) => {
    const response = await app.request(path, { headers });
    const text = await response.text();
    return { response, body: (text === "" ? undefined : JSON.parse(text)) as T };
  };
  return { app, get, ...service };
}

describe("pages of an answer", () => {
  test("are contiguous, without repetition, to the end", async () => {
    const { get } = startApp();
    const all = await get<SearchAnswer>("/v1/search?q=the%20old%20bridge&limit=100");
    const expected = all.body.hits.map(({ passage }) => passage.id);
    expect(expected.length).toBeGreaterThan(3);
    const seen: string[] = [];
    let next: string | null = "";
    let pages = 0;
    while (next !== null) {
      const cursor: string = next === "" ? "" : `&cursor=${next}`;
      const page = await get<SearchAnswer>(`/v1/search?q=the%20old%20bridge&limit=2${cursor}`);
      expect(page.body.total).toBe(all.body.total);
      expect(page.body.hits.map(({ rank }) => rank)[0]).toBe(seen.length + 1);
      seen.push(...page.body.hits.map(({ passage }) => passage.id));
      next = page.body.nextCursor;
      pages += 1;
    }
    expect(seen).toEqual(expected);
    expect(pages).toBe(Math.ceil(expected.length / 2));
  });

  test("use the time of the first one, so that its yesterday stays the same day", async () => {
    const { get } = startApp();
    const query = "harvest yesterday";
    const { body: now } = await get<SearchAnswer>(`/v1/search?q=${encodeURIComponent(query)}`);
    const at = "2025-04-02T10:00:00.000Z";
    const cursor = encodeCursor({ generation: now.generation, offset: 1, at }, parseQuery({ text: query }));
    const { body } = await get<SearchAnswer>(`/v1/search?q=${encodeURIComponent(query)}&cursor=${cursor}`);
    expect(body.timeFrame).toMatchObject({ from: "2025-04-01", to: "2025-04-01" });
    expect(now.timeFrame?.from).not.toBe("2025-04-01");
  });

  test("are linked by absolute addresses", async () => {
    const { app, get } = startApp();
    const first = await get<SearchAnswer>(
      "/v1/search?q=bridge&limit=1&source=Evening%20Post&source=Harbour%20Gazette",
    );
    const [, link = ""] =
      /^<https?:\/\/[^/]+([^>]+)>; rel="next"$/.exec(first.response.headers.get("link") ?? "") ?? [];
    const second = await app.request(link);
    expect((await second.json()) as SearchAnswer).toMatchObject({ hits: [{ rank: 2 }] });
  });

  test.each([
    ["that is no cursor", "cursor=abc"],
    [
      "of another query",
      `cursor=${encodeCursor({ generation: "a".repeat(64), offset: 1, at: AT }, parseQuery({ text: "rice" }))}`,
    ],
  ])("with a cursor %s are rejected", async (_, parameter) => {
    const { get } = startApp();
    const { body } = await get<Problem>(`/v1/search?q=wheat&${parameter}`);
    expect(body).toMatchObject({ status: 422, code: "cursor-invalid" });
  });

  test("of a deleted generation are gone", async () => {
    const { get } = startApp();
    const cursor = encodeCursor(
      { generation: "a".repeat(64), offset: 1, at: AT },
      parseQuery({ text: "wheat" }),
    );
    const { body } = await get<Problem>(`/v1/search?q=wheat&cursor=${cursor}`);
    expect(body).toMatchObject({ status: 410, code: "cursor-expired" });
  });
});

describe("a story", () => {
  const [ferry] = NEWS_RECORDS;
  const records = [
    ferry,
    { ...ferry, id: "copy", source: "Evening Post", url: null, publishedAt: "2025-03-04" },
    NEWS_RECORDS[1],
  ];

  function startStories() {
    const service = startTestService({ openIndex: async () => await openIndexOf(records) });
    const app = createHttpApp(service);
    return async <T>(path: string) => {
      const response = await app.request(path);
      return { response, body: (await response.json()) as T };
    };
  }

  test("is returned from its first report on, matching its hits", async () => {
    const get = startStories();
    const { body: found } = await get<SearchAnswer>("/v1/search?q=ferry&collapse=story");
    const { others: _, ...summary } = found.hits[0]?.story ?? { others: [] };
    const { body, response } = await get<StoryAnswer>(`/v1/stories/${found.hits[0]?.story?.id}`);
    expect(body).toMatchObject({ generation: found.generation, story: summary, redirectedFrom: null });
    expect(body.story).toMatchObject({
      size: 2,
      lead: { id: "ferry" },
      sources: ["Harbour Gazette", "Evening Post"],
    });
    expect(body.reports.map(({ id }) => id)).toEqual(["ferry", "copy"]);
    expect(body.reports[0]?.excerpt).toMatch(/^The ferry to the northern islands sailed again on Monday\./);
    expect(response.headers.get("ETag")).toMatch(/^W\/"/);
    expect(response.headers.get("Content-Location")).toBeNull();
  });

  test("is returned in parts, and as of a time", async () => {
    const get = startStories();
    const { body: found } = await get<SearchAnswer>("/v1/search?q=ferry");
    const path = `/v1/stories/${found.hits[0]?.story?.id}`;
    const part = await get<StoryAnswer>(`${path}?limit=1&offset=1`);
    expect(part.body.reports.map(({ id }) => id)).toEqual(["copy"]);
    expect(part.body.story.size).toBe(2);
    const before = await get<StoryAnswer>(`${path}?asOf=2025-03-03`);
    expect(before.body.story).toMatchObject({ size: 1, latestAt: "2025-03-03" });
  });

  test.each([
    ["/v1/stories/none", 404, "story-missing"],
    ["/v1/stories/none?limit=0", 422, "invalid-input"],
    ["/v1/stories/none?offset=-1", 422, "invalid-input"],
    ["/v1/stories/none?asOf=yesterday", 422, "invalid-input"],
    ["/v1/stories/none?lang=en", 400, "unknown-parameter"],
  ])("%s is an error", async (path, status, code) => {
    const { body } = await startStories()<Problem>(path);
    expect(body).toMatchObject({ status, code });
  });
});

describe("an article", () => {
  const [{ id, title, text }] = NEWS_RECORDS as unknown as [{ id: string; title: string; text: string }];

  test("is returned in full, with the positions of its passages", async () => {
    const { get } = startApp();
    const { body } = await get<ArticleAnswer>(`/v1/articles/${id}`);
    expect(body.article).toMatchObject({ id, title, text });
    expect(body.passages.length).toBeGreaterThan(0);
    const { body: found } = await get<SearchAnswer>(
      `/v1/search?q=${encodeURIComponent(title)}&articleId=${id}`,
    );
    for (const { passage } of found.hits) {
      const { start, end } = passage;
      expect(body.passages).toContainEqual({ id: passage.id, start, end });
      expect(body.article.text.slice(start, end)).toBe(passage.text);
    }
  });

  test.each(["", "/similar"])("that does not exist is not found%s", async (path) => {
    const { get } = startApp();
    const { body } = await get<Problem>(`/v1/articles/no%2Fsuch%20one${path}`);
    expect(body).toMatchObject({ status: 404, code: "article-missing" });
    expect(body.detail).toContain('"no/such one"');
  });

  test("has similar ones, each once, without itself, with a filter", async () => {
    const { get } = startApp();
    const { body } = await get<SimilarAnswer>(`/v1/articles/${id}/similar?limit=3`);
    const ids = body.hits.map(({ article }) => article.id);
    expect(ids).not.toContain(id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(body.hits.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    const filtered = await get<SimilarAnswer>(`/v1/articles/${id}/similar?source=Evening%20Post`);
    expect(new Set(filtered.body.hits.map(({ article }) => article.source))).toEqual(
      new Set(["Evening Post"]),
    );
  });
});

describe("facets", () => {
  test("without a question count every article that the filter allows", async () => {
    const { get } = startApp();
    const { body } = await get<FacetsAnswer>("/v1/facets");
    expect(body).toMatchObject({ query: null, total: NEWS_RECORDS.length });
    for (const { values, missing, others } of Object.values(body.facets)) {
      expect(values.reduce((sum, { count }) => sum + count, missing + others)).toBe(NEWS_RECORDS.length);
    }
    const { body: some } = await get<FacetsAnswer>("/v1/facets?source=evening%20post");
    expect(some.facets.source.values).toEqual([{ value: "Evening Post", count: some.total }]);
  });

  test("with a question count the articles in its answer", async () => {
    const { get } = startApp();
    const filter = "from=2025-03-05&to=2025-03-20";
    const { body } = await get<FacetsAnswer>(`/v1/facets?q=bridge&${filter}`);
    const answer = await get<SearchAnswer>(`/v1/search?q=bridge&limit=100&${filter}`);
    const articles = new Map(answer.body.hits.map(({ article }) => [article.id, article]));
    expect(body).toMatchObject({ query: "bridge", total: articles.size });
    const inMarch = [...articles.values()].filter(({ publishedAt }) => publishedAt?.startsWith("2025-03"));
    expect(body.facets.month.values).toEqual([{ value: "2025-03", count: inMarch.length }]);
  });

  test("as of a moment exclude later articles", async () => {
    const { get } = startApp();
    const { body } = await get<FacetsAnswer>("/v1/facets?asOf=2025-03-05");
    const { body: until } = await get<FacetsAnswer>("/v1/facets?to=2025-03-05");
    expect(body.total).toBe(until.total);
    expect(body.total).toBeLessThan(NEWS_RECORDS.length);
  });

  test.each(["limit=3", "q=%3F", "month=2025-03", "asOf=then"])(
    "with %s are rejected",
    async (parameters) => {
      const { get } = startApp();
      const { response } = await get<Problem>(`/v1/facets?${parameters}`);
      expect([400, 422]).toContain(response.status);
    },
  );
});

describe("an answer that the caller holds", () => {
  test.each([
    "/v1/search?q=wheat",
    "/v1/search/feed.json?q=wheat",
    "/v1/articles/wheat",
    "/v1/articles/wheat/similar",
    "/v1/facets?q=wheat&asOf=2030-01-01",
  ])("is not sent twice: %s", async (path) => {
    const { get, lines } = startApp();
    const first = await get(path);
    const tag = first.response.headers.get("etag") ?? "";
    expect(tag).toMatch(/^W\/"[\w-]{22}"$/);
    const second = await get(path, { "If-None-Match": `"other", ${tag}` });
    expect([second.response.status, second.body, second.response.headers.get("etag")]).toEqual([
      304,
      undefined,
      tag,
    ]);
    expect(lines.at(-1)).not.toHaveProperty("timings.embed");
    const other = await get(`${path}${path.includes("?") ? "&" : "?"}source=x`, { "If-None-Match": tag });
    expect(other.response.status).not.toBe(304);
  });

  test("has no ETag if it would change tomorrow, and has one if requested as of a time", async () => {
    const { get } = startApp();
    const now = await get("/v1/search?q=harvest%20yesterday");
    expect([now.response.status, now.response.headers.get("etag")]).toEqual([200, null]);
    const then = await get("/v1/search?q=harvest%20yesterday&asOf=2025-04-02");
    expect(then.response.headers.get("etag")).toMatch(/^W\//);
  });

  test("does not stop checks for a newer generation", async () => {
    let uses = 0;
    const index = await openTestIndex();
    const use: SearchEngine["use"] = async (work) => {
      uses += 1;
      return await index.use(work);
    };
    const app = createHttpApp(startTestService({ openIndex: async () => ({ ...index, use }) }));
    const first = await app.request("/v1/search?q=wheat");
    const headers = { "If-None-Match": first.headers.get("etag") ?? "" };
    expect((await app.request("/v1/search?q=wheat", { headers })).status).toBe(304);
    expect((await app.request("/v1/generation")).status).toBe(200);
    expect(uses).toBe(3);
  });

  test("is revalidated before every use unless a time is set, and is private with keys", async () => {
    const { service, log } = startApp();
    const cacheControlOf = async (settings: object, path = "/v1/search?q=wheat") => {
      const app = createHttpApp({ service, log, settings: () => ({ ...OPEN_SETTINGS, ...settings }) });
      return (await app.request(path)).headers.get("cache-control");
    };
    expect(await cacheControlOf({})).toBe("no-cache");
    expect(await cacheControlOf({ cacheSeconds: 60 })).toBe("max-age=60");
    expect(await cacheControlOf({ cacheSeconds: 60 }, "/v1/generation")).toBe("no-cache");
    expect(await cacheControlOf({ cacheSeconds: 60 }, "/v1/search?page=2")).toBe("no-store");
  });
});
