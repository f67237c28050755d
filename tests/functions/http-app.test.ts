import { DatelineError } from "@dateline-search/core/errors";
import type { SearchResult } from "@dateline-search/core/types";
import { createHttpApp } from "@dateline-search/functions/http-app";
import type { Problem } from "@dateline-search/functions/problem";
import { describe, expect, test } from "vitest";
import { startTestService, type TestService } from "./start-test-service.ts";

const REQUEST_ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

function startApp(...parts: Parameters<typeof startTestService>) {
  const service = startTestService(...parts);
  return { app: createHttpApp(service), ...service };
}

function postJson(body: unknown): RequestInit {
  return {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  };
}

async function readProblem(response: Response): Promise<Problem> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const problem = (await response.json()) as Problem;
  expect(Object.keys(problem)).toEqual(["type", "title", "status", "detail", "code", "requestId"]);
  expect(problem).toMatchObject({ type: `/problems/${problem.code}`, status: response.status });
  expect(problem.requestId).toBe(response.headers.get("x-request-id"));
  return problem;
}

describe("a search", () => {
  test("by GET answers with ranked passages", async () => {
    const { app } = startApp();
    const response = await app.request("/v1/search?q=wheat%20harvest&limit=2");
    expect(response.status).toBe(200);
    const result = (await response.json()) as SearchResult;
    expect(result).toMatchObject({
      query: "wheat harvest",
      hits: [{ rank: 1, article: { id: "wheat" } }, {}],
    });
  });

  test("by POST answers as by GET", async () => {
    const { app } = startApp();
    const query = {
      query: "old bridge",
      limit: 3,
      from: "2025-03-05",
      to: "2025-03-20",
      source: "harbour gazette",
    };
    const posted = (await (await app.request("/v1/search", postJson(query))).json()) as SearchResult;
    const parameters = new URLSearchParams({ ...query, limit: "3" });
    const got = (await (await app.request(`/v1/search?${parameters}`)).json()) as SearchResult;
    expect(new Set(posted.hits.map(({ article }) => article.id))).toEqual(new Set(["bridge"]));
    expect(got.hits).toEqual(posted.hits);
  });

  test("takes several values of a filter, any of which may match, by either method", async () => {
    const { app } = startApp();
    const query = { query: "the", source: ["evening post", "Nobody"], articleId: "wheat" };
    const posted = (await (await app.request("/v1/search", postJson(query))).json()) as SearchResult;
    const got = (await (
      await app.request("/v1/search?q=the&source=evening+post&source=Nobody&articleId=wheat")
    ).json()) as SearchResult;
    expect(new Set(posted.hits.map(({ article }) => article.id))).toEqual(new Set(["wheat"]));
    expect(got.hits).toEqual(posted.hits);
  });

  test("with a charset and capitals in its content type is accepted", async () => {
    const { app } = startApp();
    const headers = { "Content-Type": 'Application/JSON; charset="UTF-8"' };
    const response = await app.request("/v1/search", { ...postJson({ query: "wheat" }), headers });
    expect(response.status).toBe(200);
  });

  test("has headers for the generation, its time and the duration", async () => {
    const { app } = startApp();
    const response = await app.request("/v1/search?q=wheat");
    const { generation } = (await response.json()) as SearchResult;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-cache",
      "dateline-generation": generation,
      "dateline-generation-age": "90",
      "x-request-id": expect.stringMatching(REQUEST_ID),
      "server-timing": expect.stringMatching(/^load;dur=[\d.]+, embed;dur=[\d.]+, .*total;dur=[\d.]+$/),
    });
  });

  test("has Lambda's request id", async () => {
    const { app } = startApp();
    const lambdaContext = { awsRequestId: "lambda-request", getRemainingTimeInMillis: () => 10_000 };
    const response = await app.request("/v1/search?q=wheat", {}, { lambdaContext });
    expect(response.headers.get("x-request-id")).toBe("lambda-request");
  });
});

describe("a bad request", () => {
  test.each([
    ["an unknown parameter", "q=wheat&page=2", 400, "unknown-parameter"],
    ["an unknown parameter without a query", "__proto__=2", 400, "unknown-parameter"],
    ["a parameter given twice", "q=wheat&limit=1&limit=2", 400, "malformed-request"],
    ["q and query", "q=wheat&query=rice", 400, "malformed-request"],
    ["a query without a letter or digit", "q=%3F%21", 422, "invalid-input"],
    ["a query that is too long", `q=${"a".repeat(1001)}`, 422, "invalid-input"],
    ["a limit that is no number", "q=wheat&limit=many", 422, "invalid-input"],
    ["a fractional limit", "q=wheat&limit=1.5", 422, "invalid-input"],
    ["an empty limit", "q=wheat&limit=", 422, "invalid-input"],
    ["a limit of nought", "q=wheat&limit=0", 422, "invalid-input"],
    ["a limit that is too large", "q=wheat&limit=101", 422, "invalid-input"],
    ["a date that is none", "q=wheat&from=yesterday", 422, "invalid-input"],
    ["a date that does not exist", "q=wheat&to=2025-02-30", 422, "invalid-input"],
    ["dates the wrong way round", "q=wheat&from=2025-02-02&to=2025-02-01", 422, "invalid-input"],
    ["an empty source", "q=wheat&source=%20", 422, "invalid-input"],
    ["an empty source beside another", "q=wheat&source=IANS&source=", 422, "invalid-input"],
    ["a language that is no tag", "q=wheat&language=xx-yy-!!", 422, "invalid-input"],
    ["an order that does not exist", "q=wheat&sort=length", 422, "invalid-input"],
    ["a half-life that is no number", "q=wheat&halfLifeDays=soon", 422, "invalid-input"],
    ["a half-life beside an order by date", "q=wheat&halfLifeDays=3&sort=date", 422, "invalid-input"],
    [
      "a beginning after the past that is asked",
      "q=wheat&from=2025-03-02&asOf=2025-03-01",
      422,
      "invalid-input",
    ],
  ])("by GET with %s is rejected", async (_, parameters, status, code) => {
    const { app } = startApp();
    const response = await app.request(`/v1/search?${parameters}`);
    expect(await readProblem(response)).toMatchObject({ status, code });
  });

  test.each([
    ["an unknown field", { query: "wheat", page: 2 }, 400, "unknown-parameter"],
    ["q, which is GET's", { q: "wheat" }, 400, "unknown-parameter"],
    ["a query that is no string", { query: 7 }, 422, "invalid-input"],
    ["null for a query", { query: null }, 422, "invalid-input"],
    ["a list", ["wheat"], 422, "invalid-input"],
    ["a string", "wheat", 422, "invalid-input"],
    ["null", null, 422, "invalid-input"],
    ["a limit that is a string", { query: "wheat", limit: "3" }, 422, "invalid-input"],
    ["a limit that is too large", { query: "wheat", limit: 101 }, 422, "invalid-input"],
    ["a date that is a number", { query: "wheat", from: 2025 }, 422, "invalid-input"],
    ["a source that is a number", { query: "wheat", source: 7 }, 422, "invalid-input"],
    ["a source that is an empty list", { query: "wheat", source: [] }, 422, "invalid-input"],
    ["a list of sources with a number", { query: "wheat", source: ["IANS", 7] }, 422, "invalid-input"],
    ["a half-life that is a string", { query: "wheat", halfLifeDays: "3" }, 422, "invalid-input"],
    ["a half-life below nought", { query: "wheat", halfLifeDays: -1 }, 422, "invalid-input"],
    ["a collapse that does not exist", { query: "wheat", collapse: "source" }, 422, "invalid-input"],
    ["a query that is too long", { query: "é".repeat(1001) }, 422, "invalid-input"],
  ])("by POST with %s is rejected", async (_, body, status, code) => {
    const { app } = startApp();
    const response = await app.request("/v1/search", postJson(body));
    expect(await readProblem(response)).toMatchObject({ status, code });
  });

  test("with unknown names gets those and the existing ones", async () => {
    const { app } = startApp();
    const { detail } = await readProblem(
      await app.request("/v1/search", postJson({ query: "x", top: 1, k: 2 })),
    );
    expect(detail).toBe(
      'Cannot search: "top", "k" is not one of query, limit, from, to, articleId, source, excludeSource, author, section, tags, place, language, sort, collapse, asOf, timeZone, halfLifeDays, mode, minConfidence, minSimilarity, facets, passageLength, fields, cursor',
    );
  });

  test.each([
    ["/v1/search?q=wheat&page=2", '"page" is not one of q, limit, from'],
    ["/v1/search/feed.json?page=3", '"page" is not one of q, limit, from'],
    ["/v1/facets?limit=3", '"limit" is not one of q, from'],
    ["/v1/search?q=wheat&language=xx-yy-!!", 'as en or en-GB, it is "xx-yy-!!"'],
  ])("by GET gets the names of parameters in the URL: %s", async (path, detail) => {
    const { app } = startApp();
    expect((await readProblem(await app.request(path))).detail).toContain(detail);
  });

  test("with a value that is not allowed gets the rule and the value", async () => {
    const { app } = startApp();
    const { detail } = await readProblem(
      await app.request("/v1/search", postJson({ query: "wheat", limit: 0 })),
    );
    expect(detail).toBe("Cannot search: limit must be a whole number from 1 to 100, it is 0");
  });

  test.each([
    ["that is cut off", '{"query": "whe'],
    ["that is empty", ""],
    ["that is not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
  ])("with a body %s is malformed", async (_, body) => {
    const { app } = startApp();
    const headers = { "Content-Type": "application/json" };
    const response = await app.request("/v1/search", { method: "POST", body, headers });
    expect(await readProblem(response)).toMatchObject({ status: 400, code: "malformed-request" });
  });

  test("with a body of more than 16 kB is rejected", async () => {
    const { app } = startApp();
    const response = await app.request(
      "/v1/search",
      postJson({ query: "wheat", source: "x".repeat(17_000) }),
    );
    expect(await readProblem(response)).toMatchObject({ status: 413, code: "body-too-large" });
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=latin1",
    undefined,
  ])("with the content type %s is rejected, naming the accepted one", async (type) => {
    const { app } = startApp();
    const headers = type === undefined ? {} : { "Content-Type": type };
    const body = new TextEncoder().encode('{"query": "wheat"}');
    const response = await app.request("/v1/search", { method: "POST", body, headers });
    expect(await readProblem(response)).toMatchObject({ status: 415, code: "unsupported-media-type" });
    expect(response.headers.get("accept")).toBe("application/json");
  });

  test("with a compressed body is rejected", async () => {
    const { app } = startApp();
    const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
    const response = await app.request("/v1/search", { ...postJson({ query: "wheat" }), headers });
    expect(await readProblem(response)).toMatchObject({ status: 415 });
    expect(response.headers.get("accept-encoding")).toBe("identity");
  });

  test.each(["/", "/v1", "/v1/search/", "/v2/search", "/v1/searchers"])(
    "for %s finds nothing",
    async (path) => {
      const { app } = startApp();
      expect(await readProblem(await app.request(path))).toMatchObject({ status: 404, code: "not-found" });
    },
  );

  test.each([
    ["DELETE", "/v1/search", "GET, HEAD, POST"],
    ["PUT", "/v1/search", "GET, HEAD, POST"],
    ["POST", "/v1/generation", "GET, HEAD"],
    ["PATCH", "/healthz", "GET, HEAD"],
  ])("by %s for %s gets the allowed methods", async (method, path, allow) => {
    const { app } = startApp();
    const response = await app.request(path, { method });
    expect(await readProblem(response)).toMatchObject({ status: 405, code: "method-not-allowed" });
    expect(response.headers.get("allow")).toBe(allow);
  });

  test("with parameters where none exist is rejected", async () => {
    const { app } = startApp();
    const posted = await app.request("/v1/search?limit=3", postJson({ query: "wheat" }));
    expect(await readProblem(posted)).toMatchObject({ status: 400, code: "unknown-parameter" });
    const asked = await app.request("/v1/generation?id=3");
    expect(await readProblem(asked)).toMatchObject({ status: 400, code: "unknown-parameter" });
  });
});

describe("a service that cannot answer", () => {
  const SECRET = "Cannot open s3://bucket/prefix with key AKIA";

  test.each([
    ["index-missing", 503],
    ["index-corrupt", 503],
    ["index-format", 503],
    ["object-missing", 503],
    ["object-corrupt", 503],
    ["disk-full", 503],
    ["store-forbidden", 503],
    ["store-throttled", 503],
    ["store-unreachable", 503],
  ] as const)("for %s returns the code without the reason", async (code, status) => {
    const { app, lines } = startApp({
      openIndex: async () => {
        throw new DatelineError(code, SECRET, { cause: new Error("underneath") });
      },
    });
    const response = await app.request("/v1/search?q=wheat");
    const problem = await readProblem(response);
    expect(problem).toMatchObject({ status, code });
    expect(problem.detail).not.toContain("s3:");
    expect(response.headers.get("retry-after")).toBe("5");
    expect(lines.at(-1)).toMatchObject({
      level: "error",
      code,
      error: { message: SECRET, stack: expect.stringContaining(".ts"), cause: { message: "underneath" } },
    });
  });

  test.each(["model-missing", "model-invalid"] as const)("for %s returns that reason", async (code) => {
    const { app } = startApp({
      openEmbedder: async () => {
        throw new DatelineError(code, SECRET);
      },
    });
    const problem = await readProblem(await app.request("/v1/search?q=wheat"));
    expect(problem).toMatchObject({ status: 503, code, detail: "The model cannot be used at the moment." });
  });

  test.each([
    ["a wrong setting, which is no fault of the query", new DatelineError("invalid-input", SECRET)],
    ["a defect", new TypeError(SECRET)],
  ])("because of %s is an internal error", async (_, error) => {
    const { app } = startApp({
      openIndex: () => {
        throw error;
      },
    });
    const response = await app.request("/v1/search?q=wheat");
    const problem = await readProblem(response);
    expect(problem).toMatchObject({ status: 500, code: "internal", title: "Internal Server Error" });
    expect(problem.detail).not.toContain("s3:");
    expect(response.headers.get("retry-after")).toBeNull();
  });

  test("checks the query before it waits for the index", async () => {
    const { app } = startApp({ openIndex: () => new Promise(() => {}) });
    expect(await readProblem(await app.request("/v1/search?q=wheat&limit=0"))).toMatchObject({ status: 422 });
  });

  test("is healthy once it can answer", async () => {
    let attempts = 0;
    const working = startTestService();
    const { app } = startApp({
      openIndex: async () => {
        attempts += 1;
        if (attempts === 1) throw new DatelineError("store-unreachable", SECRET);
        await working.service.ready({ waitMs: 10_000 });
        return {
          use: () => Promise.reject(),
          useKept: () => Promise.reject(),
          refreshNow: async () => {},
          describe: () => statusOf(working),
        };
      },
    });
    expect(await readProblem(await app.request("/healthz"))).toMatchObject({ code: "store-unreachable" });
    const healthy = await app.request("/healthz");
    expect([healthy.status, await healthy.json()]).toEqual([200, { status: "ok" }]);
  });
});

test("the current generation is returned with its age", async () => {
  const { app } = startApp();
  const response = await app.request("/v1/generation");
  expect(await response.json()).toMatchObject({
    generation: response.headers.get("dateline-generation"),
    ageMs: 90_500,
    refreshError: null,
    model: "hashed-words",
    articles: 5,
  });
});

test("HEAD has the headers of GET and no body", async () => {
  const { app } = startApp();
  const response = await app.request("/v1/search?q=wheat", { method: "HEAD" });
  expect([response.status, await response.text()]).toEqual([200, ""]);
});

function statusOf({ service }: TestService) {
  if (service.status === undefined) throw new Error("The service of the test is not open");
  return service.status;
}
