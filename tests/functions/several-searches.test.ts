import { searchesAnswerSchema, sparseSearchAnswerSchema } from "@dateline-search/functions/answer-schemas";
import { createDirectInvocation } from "@dateline-search/functions/direct-invocation";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { OPEN_SETTINGS } from "@dateline-search/functions/http-settings";
import { describe, expect, test } from "vitest";
import { startTestService } from "./start-test-service.ts";

interface Answer {
  readonly results: readonly {
    readonly query?: string;
    readonly hits?: readonly { readonly article?: { readonly id?: string } }[];
    readonly problem?: { readonly code: string; readonly status: number; readonly detail: string };
  }[];
  readonly detail?: string;
}

function startApp(requests?: number) {
  const rateLimit = requests === undefined ? null : { requests, seconds: 60 };
  const app = createHttpApp({ ...startTestService(), settings: () => ({ ...OPEN_SETTINGS, rateLimit }) });
  const post = async (path: string, body: unknown) => {
    const headers = { "Content-Type": "application/json" };
    const response = await app.request(path, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
  };
  return { app, post };
}

describe("POST /v1/searches", () => {
  test("answers each search separately, in order", async () => {
    const searches = [
      { query: "wheat harvest", limit: 1 },
      { query: "?" },
      { source: ["Evening Post"], sort: "oldest" },
      { query: "wheat", page: 2 },
      { query: "orchestra", fields: ["article.id"], limit: 1, minConfidence: 0 },
      { query: "wheat", cursor: "x" },
    ];
    const { status, body } = await startApp().post("/v1/searches", { searches });
    expect(status).toBe(200);
    expect(searchesAnswerSchema.parse(body)).toEqual(body);
    expect(body.results).toMatchObject([
      { query: "wheat harvest", hits: [{ article: { id: "wheat" } }] },
      { problem: { status: 422, code: "invalid-input" } },
      { query: "", hits: [{ article: { id: "orchestra" } }, { article: { id: "wheat" } }] },
      { problem: { status: 400, code: "unknown-parameter" } },
      { hits: [{ article: { id: "orchestra" } }] },
      { problem: { status: 422, code: "cursor-invalid" } },
    ]);
    expect(body.results[4]?.hits).toEqual([{ article: { id: "orchestra" } }]);
  });

  test.each([
    ["nothing", {}, 422],
    ["no search", { searches: [] }, 422],
    ["eleven", { searches: Array(11).fill({ query: "wheat" }) }, 422],
    ["no list", { searches: { query: "wheat" } }, 422],
    ["something else than objects", { searches: [{ query: "wheat" }, "wheat"] }, 422],
    ["a field beside", { searches: [{}], query: "wheat" }, 400],
  ])("rejects %s entirely", async (_, body, status) => {
    expect((await startApp().post("/v1/searches", body)).status).toBe(status);
  });

  test("counts each search against the limit", async () => {
    const { post } = startApp(5);
    const three = { searches: Array(3).fill({ query: "wheat" }) };
    const first = await post("/v1/searches", three);
    expect(first.status).toBe(200);
    expect(first.headers.get("ratelimit")).toMatch(/r=2;/);
    const second = await post("/v1/searches", three);
    expect(second.status).toBe(429);
    expect(second.headers.get("retry-after")).toMatch(/^\d+$/);
  });

  test("a direct call gives the same answer", async () => {
    const invoke = createDirectInvocation(startTestService());
    const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 5_000 };
    const answer = await invoke(
      { action: "searches", searches: [{ query: "wheat" }, { query: 7 }] },
      context,
    );
    expect(answer).toMatchObject({
      results: [{ query: "wheat" }, { problem: { status: 422, requestId: "r" } }],
    });
  });
});

describe("fields and passageLength", () => {
  test("keep the requested parts of hits, by GET and by POST", async () => {
    const { app, post } = startApp();
    const path =
      "/v1/search?q=wheat&minConfidence=0&limit=1&fields=score,article.title&fields=passage&passageLength=40";
    const got = (await (await app.request(path)).json()) as Answer;
    expect(sparseSearchAnswerSchema.parse(got)).toEqual(got);
    const posted = await post("/v1/search", {
      query: "wheat",
      minConfidence: 0,
      limit: 1,
      fields: ["score", "article.title", "passage"],
      passageLength: 40,
    });
    const ofBoth = [got, posted.body] as unknown as { hits: { passage: { text: string } }[] }[];
    expect(ofBoth[0]?.hits).toEqual(ofBoth[1]?.hits);
    expect(Object.keys(ofBoth[0]?.hits[0] ?? {})).toEqual(["score", "passage", "article"]);
    expect(ofBoth[0]?.hits[0]?.passage.text.length).toBeLessThanOrEqual(40);
  });

  test.each([
    ["fields=titel", 400],
    ["fields=", 400],
    ["passageLength=39", 422],
    ["passageLength=long", 422],
  ])("%s is rejected", async (parameters, status) => {
    const { app } = startApp();
    expect((await app.request(`/v1/search?q=wheat&${parameters}`)).status).toBe(status);
    expect((await app.request("/v1/search/feed.json?q=wheat&fields=score")).status).toBe(400);
  });

  test("may change from one page to the next, and the ETag depends on them", async () => {
    const { app } = startApp();
    const first = (await (await app.request("/v1/search?limit=2&fields=score")).json()) as {
      nextCursor: string;
    };
    const next = await app.request(`/v1/search?limit=2&passageLength=50&cursor=${first.nextCursor}`);
    expect(next.status).toBe(200);
    const tagOf = async (path: string) => (await app.request(path)).headers.get("etag");
    expect(await tagOf("/v1/search?fields=score")).not.toBe(await tagOf("/v1/search?fields=rank"));
  });
});

test("the next page is linked with the caller's address", async () => {
  const { app } = startApp();
  const headers = { "X-Forwarded-Host": "news.example" };
  const response = await app.request("/v1/search?limit=2", { headers });
  expect(response.headers.get("link")).toMatch(
    /^<https:\/\/news\.example\/v1\/search\?limit=2&cursor=[\w-]+>; rel="next"$/,
  );
});
