import { createHash } from "node:crypto";
import { DatelineError } from "@dateline-search/core/errors";
import { parseApiKeys } from "@dateline-search/functions/api-keys";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { type HttpSettings, OPEN_SETTINGS } from "@dateline-search/functions/http-settings";
import type { Problem } from "@dateline-search/functions/problem";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { describe, expect, onTestFinished, test } from "vitest";
import { serveApp } from "../client/serve-app.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { startTestService } from "./start-test-service.ts";

const KEY = "key-of-the-agent";
const apiKeys = parseApiKeys(`agents:${createHash("sha256").update(KEY).digest("hex")}:mcp`);

function startApp(settings: Partial<HttpSettings> = {}, ...parts: Parameters<typeof startTestService>) {
  const { lines, ...service } = startTestService(...parts);
  const given = { ...OPEN_SETTINGS, ...settings };
  return { app: createHttpApp({ ...service, settings: () => given }), lines };
}

/** The official client, connected to the app on a real server. */
async function connect(
  { app }: Pick<ReturnType<typeof startApp>, "app">,
  headers: Record<string, string> = {},
): Promise<Client> {
  const url = await serveApp({ fetch: (request) => app.fetch(request) });
  const client = new Client({ name: "test", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL("/mcp", url), { requestInit: { headers } });
  // Its optional session id is declared in a way that this project's stricter types refuse.
  await client.connect(transport as Parameters<Client["connect"]>[0]);
  onTestFinished(() => client.close());
  return client;
}

async function call(client: Client, name: string, args: Record<string, unknown> = {}) {
  const result = await client.callTool({ name, arguments: args });
  const content = result.content as { text: string; _meta?: Record<string, unknown> }[];
  return { isError: result.isError === true, content, text: content.map(({ text }) => text).join("\n") };
}

test("the tools are read-only, and take the parameters of the HTTP interface", async () => {
  const client = await connect(startApp());
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "search_news",
    "search_news_many",
    "find_similar",
    "get_article",
    "get_story",
    "index_info",
  ]);
  for (const { annotations } of tools) {
    expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false, openWorldHint: false });
  }
  expect(Object.keys(tools[0]?.inputSchema.properties ?? {})).toEqual(
    expect.arrayContaining(["query", "limit", "from", "to", "source", "asOf", "collapse", "cursor"]),
  );
  expect(tools[0]?.inputSchema.required).toBeUndefined();
});

test("their answers are structured data in the declared shape", async () => {
  const client = await connect(startApp());
  const { tools } = await client.listTools();
  expect(tools.every(({ outputSchema }) => outputSchema !== undefined)).toBe(true);
  // The client checks it against the schema.
  const found = await client.callTool({ name: "search_news", arguments: { query: "ferry", limit: 1 } });
  expect(found.structuredContent).toMatchObject({ query: "ferry", hits: [{ article: { id: "ferry" } }] });
  const read = await client.callTool({ name: "get_article", arguments: { id: "ferry", length: 10 } });
  expect(read.structuredContent).toMatchObject({ article: { id: "ferry" }, start: 0, end: 10 });
  const info = await client.callTool({ name: "index_info", arguments: {} });
  expect(info.structuredContent).toMatchObject({ index: { refreshError: null } });
});

test.each(["application/json", "application/json, text/event-stream", "*/*"])(
  "a client that accepts %s gets JSON",
  async (accept) => {
    const response = await startApp().app.request("/mcp", {
      method: "POST",
      headers: { accept, "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/json");
  },
);

describe("search_news", () => {
  test("answers with passages, each with source, date and URL and within its own marks", async () => {
    const client = await connect(startApp());
    const { content, text } = await call(client, "search_news", { query: "ferry to the islands", limit: 2 });
    expect(content).toHaveLength(3);
    const [, mark = ""] = /<(untrusted-[0-9a-f]{12})>/.exec(text) ?? [];
    expect(content[0]?.text).toContain(`between <${mark}> and </${mark}> was written by others`);
    const hit = content[1];
    expect(hit?.text).toMatch(
      new RegExp(
        `<${mark}>[^]*source: Harbour Gazette\\ndate: 2025-03-03\\nurl: https://example.com/ferry[^]*ferry[^]*</${mark}>$`,
      ),
    );
    expect(hit?._meta).toEqual({
      "dateline/citation": {
        articleId: "ferry",
        title: "Ferry service to the islands resumes",
        source: "Harbour Gazette",
        publishedAt: "2025-03-03",
        url: "https://example.com/ferry",
        untrusted: true,
      },
    });
    const again = await call(client, "search_news", { query: "ferry to the islands", limit: 2 });
    expect(again.text).not.toContain(mark);
  });

  test("names the parameter for the next page, and returns it", async () => {
    const client = await connect(startApp());
    const first = await call(client, "search_news", { query: "harvest", limit: 1 });
    const [, cursor] = /with the cursor (\S+)/.exec(first.text) ?? [];
    const second = await call(client, "search_news", { query: "harvest", limit: 1, cursor });
    expect(second.content[1]?.text).toMatch(/^\[2\] /);
  });

  test("without a query lists the latest articles", async () => {
    const client = await connect(startApp());
    const { content } = await call(client, "search_news", { limit: 2, source: ["Evening Post"] });
    expect(content[0]?.text).toMatch(/^2 of 2 articles by date, from generation/);
    expect(content[1]?.text).toMatch(/^\[1\]\n[\s\S]*article id: wheat/);
  });

  test("search_news_many answers several at once, with an error in the place of an invalid one", async () => {
    const client = await connect(startApp());
    const searches = [
      { query: "ferry", limit: 1 },
      { query: "?" },
      { query: "wheat", fields: ["score"] },
      { limit: 1 },
    ];
    const { content, text } = await call(client, "search_news_many", { searches });
    expect(content.map((block) => block.text.split("\n")[0]?.slice(0, 40))).toEqual([
      expect.stringMatching(/^Search 1 of 4: 1 of \d+ passages/),
      expect.stringMatching(/^\[1\] score/),
      expect.stringMatching(/^Search 2 of 4: Cannot search/),
      expect.stringMatching(/^Search 3 of 4: Cannot/),
      expect.stringMatching(/^Search 4 of 4: 1 of 5 articles/),
      "[1]",
    ]);
    expect(text).toContain("article id: ferry");
    const { structuredContent } = await client.callTool({
      name: "search_news_many",
      arguments: { searches },
    });
    expect(structuredContent).toMatchObject({
      results: [
        { query: "ferry", hits: [{ article: { id: "ferry" } }] },
        { problem: { code: "invalid-input" } },
        { problem: { code: "unknown-parameter" } },
        { query: "", hits: [{ article: { id: "wheat" } }] },
      ],
    });
    const eleven = Array.from({ length: 11 }, () => ({ query: "wheat" }));
    expect((await call(client, "search_news_many", { searches: eleven })).isError).toBe(true);
  });

  test("search_news_many counts each search against the limit", async () => {
    const client = await connect(startApp({ rateLimit: { requests: 6, seconds: 60 } }));
    const searches = Array.from({ length: 10 }, () => ({ query: "wheat" }));
    const { isError, text } = await call(client, "search_news_many", { searches });
    expect([isError, text]).toEqual([true, expect.stringContaining("rate-limited")]);
  });

  test("find_similar finds whether a text was reported", async () => {
    const client = await connect(startApp());
    const text = "Farmers brought in the largest wheat harvest for a decade.";
    const { content } = await call(client, "find_similar", { text, limit: 1 });
    expect(content[0]?.text).toMatch(/^1 of \d+ articles near the text, from generation/);
    expect(content[1]?.text).toMatch(/article id: wheat/);
    expect((await call(client, "find_similar", { text: "?" })).isError).toBe(true);
  });

  test.each([
    ["an argument that does not exist", { query: "wheat", top: 3 }],
    ["a limit out of range", { query: "wheat", limit: 1000 }],
    ["a date that is none", { query: "wheat", from: "yesterday" }],
  ])("with %s returns the reason to the agent", async (_, args) => {
    const client = await connect(startApp());
    const { isError, text } = await call(client, "search_news", args);
    expect(isError).toBe(true);
    expect(text).toMatch(/top|query|limit|from/);
  });

  test("that fails returns the code, and logs the reason", async () => {
    const service = startApp(
      {},
      {
        openIndex: async () => {
          throw new DatelineError("store-forbidden", "Cannot open s3://secret-bucket");
        },
      },
    );
    const client = await connect(service);
    const { isError, text } = await call(client, "search_news", { query: "wheat" });
    expect([isError, text]).toEqual([true, expect.stringContaining("(store-forbidden)")]);
    expect(text).not.toContain("secret-bucket");
    expect(service.lines.at(-1)).toMatchObject({
      level: "error",
      route: "POST /mcp",
      error: { message: "Cannot open s3://secret-bucket" },
    });
  });
});

test("get_article returns the text of an article, in parts if it is long", async () => {
  const [{ id, text }] = NEWS_RECORDS;
  const client = await connect(startApp());
  const whole = await call(client, "get_article", { id });
  expect(whole.text).toContain(`\n\n${text}\n</untrusted-`);
  const part = await call(client, "get_article", { id, start: 4, length: 5 });
  expect(part.text).toContain(`Characters 4 to 9 of ${text.length}`);
  expect(part.text).toContain(`\n\n${text.slice(4, 9)}\n</untrusted-`);
  expect(part.text).toContain("For the rest, set start to 9.");
  const missing = await call(client, "get_article", { id: "no such" });
  expect([missing.isError, missing.text]).toEqual([true, expect.stringContaining("(article-missing)")]);
});

test("index_info describes the index", async () => {
  const client = await connect(startApp());
  const { text } = await call(client, "index_info");
  expect(text).toContain("Articles: 5");
  expect(text).toContain("months: 2025-03 to 2025-04; 1 without a date");
  expect(text).toContain("Evening Post (2), Harbour Gazette (2)");
});

describe("the path of the tools", () => {
  const initialize = {
    method: "POST",
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    }),
  };
  const headers = { "Content-Type": "application/json", Accept: "application/json, text/event-stream" };

  test("requires a key with its scope, if keys are required", async () => {
    const service = startApp({ apiKeys });
    const client = await connect(service, { Authorization: `Bearer ${KEY}` });
    expect((await client.listTools()).tools).toHaveLength(6);
    const refused = await service.app.request("/mcp", { ...initialize, headers });
    expect((await refused.json()) as Problem).toMatchObject({ status: 401, code: "key-missing" });
  });

  test("rejects pages of unnamed origins", async () => {
    const { app } = startApp({
      corsOrigins: ["https://agents.example"],
      toolOrigins: ["https://tools.example"],
    });
    const statusOf = async (Origin: string) =>
      (await app.request("/mcp", { ...initialize, headers: { ...headers, Origin } })).status;
    expect(await statusOf("https://evil.example")).toBe(403);
    expect(await statusOf("http://localhost.evil.example")).toBe(403);
    expect(await statusOf("null")).toBe(403);
    expect(await statusOf("https://agents.example")).toBe(200);
    expect(await statusOf("https://tools.example")).toBe(200);
    expect(await statusOf("http://localhost:3000")).toBe(200);
  });

  test.each(["http://localhost:6274", "http://127.0.0.1:6274", "http://[::1]:8080", "https://tools.example"])(
    "lets a page of %s send and read, if nothing in front handles its preflight",
    async (Origin) => {
      const { app } = startApp({ toolOrigins: ["https://tools.example"], servesTools: true });
      const preflight = await app.request("/mcp", {
        method: "OPTIONS",
        headers: {
          Origin,
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": "content-type,mcp-protocol-version",
        },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-origin")).toBe(Origin);
      expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
      const allowed = preflight.headers.get("access-control-allow-headers")?.toLowerCase().split(",");
      expect(allowed).toEqual(expect.arrayContaining(["content-type", "mcp-protocol-version"]));
      const answer = await app.request("/mcp", { ...initialize, headers: { ...headers, Origin } });
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, Origin]);
      // The rest of the API is for pages of named origins only.
      const search = await app.request("/v1/search?q=wheat", { headers: { Origin } });
      expect(search.headers.get("access-control-allow-origin")).toBeNull();
    },
  );

  test.each([[{ servesTools: true }], [{ corsOrigins: ["https://agents.example"] }]])(
    "rejects the preflight of other pages, with %j",
    async (settings) => {
      const { app } = startApp(settings);
      for (const Origin of ["https://evil.example", "http://localhost.evil.example", "null"]) {
        const response = await app.request("/mcp", {
          method: "OPTIONS",
          headers: { Origin, "Access-Control-Request-Method": "POST" },
        });
        expect(response.status).toBe(403);
        expect(response.headers.get("access-control-allow-origin")).toBeNull();
        expect((await response.json()) as Problem).toMatchObject({ code: "origin-not-allowed" });
      }
    },
  );

  test("leaves CORS to the proxy in front if no origin is named", async () => {
    const { app } = startApp();
    const answer = await app.request("/mcp", {
      ...initialize,
      headers: { ...headers, Origin: "http://localhost:6274" },
    });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, null]);
  });

  test("has no stream and no session to end", async () => {
    const { app } = startApp();
    for (const method of ["GET", "DELETE"]) {
      const response = await app.request("/mcp", { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    }
  });

  test("rejects a body longer than any call", async () => {
    const { app } = startApp();
    const body = JSON.stringify({ filler: "x".repeat(270_000) });
    const response = await app.request("/mcp", {
      method: "POST",
      body,
      headers: { ...headers, "Content-Length": String(body.length) },
    });
    expect((await response.json()) as Problem).toMatchObject({ status: 413, code: "body-too-large" });
  });
});
