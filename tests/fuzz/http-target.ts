import { createDirectInvocation } from "@dateline-search/functions/direct-invocation";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { FuzzFinding, type OpenTarget } from "./fuzz-target.ts";
import { below, mutate, pick, type Random, randomText } from "./mutate.ts";
import { openFuzzService } from "./open-fuzz-service.ts";

const PATHS = [
  "/v1/search",
  "/v1/search",
  "/v1/search/feed.json",
  "/v1/search/rss.xml",
  "/v1/facets",
  "/v1/articles/ferry",
  "/v1/articles/ferry/similar",
  "/v1/generation",
  "/healthz",
  "/openapi.json",
  "/problems/invalid-request",
  "/mcp",
  "/",
];
const METHODS = ["GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"];
const NAMES = [
  "q",
  "query",
  "limit",
  "offset",
  "cursor",
  "from",
  "to",
  "source",
  "section",
  "author",
  "place",
  "language",
  "sort",
  "collapse",
  "mode",
  "asOf",
  "halfLifeDays",
  "articleId",
  "fields",
  "facets",
  "unknown",
  "__proto__",
];
const VALUES = [
  "ferry",
  "10",
  "0",
  "-1",
  "1e9",
  "2025-03-03",
  "2025-13-45",
  "yesterday",
  "relevance",
  "date",
  "none",
  "article",
  "story",
  "en",
  "Harbour Gazette",
  "hybrid",
  "lexical",
  "semantic",
  '"',
  '"ferry islands"',
  "-wheat",
  "true",
  "null",
  "[]",
  "{}",
];
const BODIES = [
  `{"query":"ferry","limit":3}`,
  `{"query":"ferry","from":"2025-03-03","source":["Harbour Gazette"],"collapse":"story"}`,
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_news","arguments":{"query":"ferry"}}}`,
  `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}`,
  `[{"jsonrpc":"2.0","method":"ping","id":"a"}]`,
];
const HEADERS = [
  "accept",
  "accept-encoding",
  "if-none-match",
  "x-request-id",
  "authorization",
  "origin",
  "content-type",
  "x-api-key",
  "accept-language",
];
const INVOCATION = { awsRequestId: "fuzz", getRemainingTimeInMillis: () => 30_000 };

/** No request and no event is answered with a fault of the service. */
export const openHttpTarget: OpenTarget = async (folder) => {
  const context = await openFuzzService(folder);
  const app = createHttpApp(context);
  const invoke = createDirectInvocation(context);
  return {
    run: async (random) => {
      if (random() < 0.2) return await runEvent(invoke, random);
      const request = drawRequest(random);
      const described = `${request.method} ${request.url}\n${request.body ?? ""}`;
      const answer = await app.request(request.url, request);
      await answer.arrayBuffer();
      if (answer.status >= 500)
        throw new FuzzFinding(`a request is answered with ${answer.status}`, described);
      return described.length;
    },
    close: async () => context.generation.close(),
  };
};

async function runEvent(invoke: ReturnType<typeof createDirectInvocation>, random: Random): Promise<number> {
  const text = Buffer.from(mutate(Buffer.from(pick(random, BODIES)), random)).toString("utf8");
  const event = parseOr(text, {
    action: pick(random, ["search", "article", "similar", "facets", "x"]),
    query: text,
    id: text,
  });
  const answer = await invoke(event, INVOCATION);
  if (answer !== null && "problem" in answer && answer.problem.status >= 500) {
    throw new FuzzFinding(`an event is answered with ${answer.problem.status}`, text);
  }
  return text.length;
}

function parseOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

interface DrawnRequest extends RequestInit {
  readonly url: string;
  readonly method: string;
}

function drawRequest(random: Random): DrawnRequest {
  const method = pick(random, METHODS);
  const value = () => (random() < 0.6 ? pick(random, VALUES) : randomText(random, VALUES));
  const pairs = Array.from(
    { length: below(random, 5) },
    () => `${pick(random, NAMES)}=${encodeOrNot(value(), random)}`,
  );
  const path = random() < 0.8 ? pick(random, PATHS) : `/v1/articles/${encodeOrNot(value(), random)}`;
  const headers = new Headers();
  for (let count = below(random, 4); count > 0; count--) setHeader(headers, pick(random, HEADERS), value());
  const hasBody = method !== "GET" && method !== "HEAD";
  if (hasBody && random() < 0.9) headers.set("content-type", "application/json");
  const body = hasBody
    ? Buffer.from(mutate(Buffer.from(pick(random, BODIES)), random)).toString("latin1")
    : undefined;
  const url = `http://localhost${path}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
  return { url, method, headers, ...(body !== undefined && { body }) };
}

function encodeOrNot(value: string, random: Random): string {
  if (random() < 0.8) return encodeURIComponent(Buffer.from(value).toString("utf8"));
  return value.replaceAll(/[\s#?]/g, "%");
}

/** Values that no client can send are left out. */
function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
