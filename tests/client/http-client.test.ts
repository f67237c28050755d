import { createHttpClient, type HttpClientOptions } from "@dateline-search/client";
import { describe, expect, test } from "vitest";
import { EXAMPLE_RESULT, EXAMPLE_STATUS } from "./example-answers.ts";
import { answer, startScriptedServer } from "./scripted-server.ts";

describe("a search", () => {
  test("sends the query and its options by GET, and resolves with the result", async () => {
    const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
    const client = createHttpClient({ baseUrl: server.url });
    const options = { limit: 5, from: "2025-12-01", to: "2025-12-31T23:59:59Z", source: "The Harbour Post" };
    const result = await client.search("fähren & « fog » 100%", options);
    expect(result).toEqual(EXAMPLE_RESULT);
    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request?.method).toBe("GET");
    expect(request?.url.pathname).toBe("/v1/search");
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toEqual({
      q: "fähren & « fog » 100%",
      limit: "5",
      from: "2025-12-01",
      to: "2025-12-31T23:59:59Z",
      source: "The Harbour Post",
    });
  });

  test("sends every value of a list, and an empty list as a value that the server rejects", async () => {
    const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
    const client = createHttpClient({ baseUrl: server.url });
    await client.search("fog", { source: ["Wire", "Post"], articleId: [], sort: "date", halfLifeDays: 2.5 });
    expect(server.requests[0]?.url.search).toBe(
      "?q=fog&source=Wire&source=Post&articleId=&sort=date&halfLifeDays=2.5",
    );
  });

  test("omits missing and undefined options", async () => {
    const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
    await createHttpClient({ baseUrl: server.url }).search("fog", { limit: undefined, source: undefined });
    expect(server.requests[0]?.url.search).toBe("?q=fog");
  });

  test("uses POST if the query is too long for a URL", async () => {
    const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
    const query = "霧でフェリーが止まった。".repeat(60);
    await createHttpClient({ baseUrl: server.url }).search(query, { limit: 3 });
    const [request] = server.requests;
    expect(request?.method).toBe("POST");
    expect(request?.url.href).toBe("http://loopback/v1/search");
    expect(request?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(request?.body ?? "")).toEqual({ query, limit: 3 });
  });

  test("allows additional fields in an answer", async () => {
    const newer = { ...EXAMPLE_RESULT, facets: {}, hits: [{ ...EXAMPLE_RESULT.hits[0], image: "s1" }] };
    const server = await startScriptedServer(answer(200, newer));
    expect(await createHttpClient({ baseUrl: server.url }).search("fog")).toEqual(newer);
  });
});

test("the generation is requested without parameters", async () => {
  const server = await startScriptedServer(answer(200, EXAMPLE_STATUS));
  const status = await createHttpClient({ baseUrl: server.url }).generation();
  expect(status).toEqual(EXAMPLE_STATUS);
  expect(server.requests[0]?.url.href).toBe("http://loopback/v1/generation");
});

test.each(["/news/api", "/news/api/"])("an API below the path %s is found there", async (path) => {
  const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
  await createHttpClient({ baseUrl: `${server.url}${path}` }).search("fog");
  expect(server.requests[0]?.url.pathname).toBe("/news/api/v1/search");
});

test("the API key is sent in its header and not in the URL", async () => {
  const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
  await createHttpClient({ baseUrl: server.url, apiKey: "k-123" }).search("fog");
  expect(server.requests[0]?.headers["x-api-key"]).toBe("k-123");
  expect(server.requests[0]?.url.href).not.toContain("k-123");
});

test("a custom fetch is used instead of the platform's", async () => {
  const urls: string[] = [];
  const client = createHttpClient({
    baseUrl: "https://api.example",
    fetch: async (url) => {
      urls.push(url);
      return Response.json(EXAMPLE_RESULT);
    },
  });
  expect(await client.search("fog")).toEqual(EXAMPLE_RESULT);
  expect(urls).toEqual(["https://api.example/v1/search?q=fog"]);
});

describe("a client cannot be made", () => {
  test.each<[string, Partial<HttpClientOptions>, RegExp]>([
    [
      "of something else than a URL",
      { baseUrl: "api.example" },
      /baseUrl must be a URL, it is "api.example"/,
    ],
    ["for another protocol", { baseUrl: "s3://bucket/prefix" }, /must be an http or https URL/],
    [
      "of a URL with a query",
      { baseUrl: "https://api.example/?q=" },
      /without credentials, query and fragment/,
    ],
    ["with an empty API key", { apiKey: "" }, /apiKey is empty/],
    ["with no time", { timeoutMs: 0 }, /timeoutMs must be from 1 to 2147483647, it is 0/],
    ["with more time than a timer takes", { timeoutMs: Number.POSITIVE_INFINITY }, /it is Infinity/],
    ["with half a retry", { retries: 0.5 }, /retries must be a whole number from 0 to 10, it is 0.5/],
  ])("%s", (_, options, message) => {
    expect(() => createHttpClient({ baseUrl: "https://api.example", ...options })).toThrow(message);
  });

  test("with an invalid URL or key, without revealing the secret", () => {
    const makeWith = (options: Partial<HttpClientOptions>) => () =>
      createHttpClient({ baseUrl: "https://api.example", ...options });
    expect(makeWith({ apiKey: "secret\n" })).toThrow(/^(?!.*secret)/s);
    expect(makeWith({ baseUrl: "https://user:secret@api.example" })).toThrow(/^(?!.*secret)/s);
  });
});
