import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { parseApiKeys } from "@dateline-search/functions/api-keys";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { type HttpSettings, OPEN_SETTINGS } from "@dateline-search/functions/http-settings";
import type { Problem } from "@dateline-search/functions/problem";
import { describe, expect, test } from "vitest";
import { startTestService } from "./start-test-service.ts";

const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");

function startApp(settings: Partial<HttpSettings> = {}) {
  const { lines, ...service } = startTestService();
  const given = { ...OPEN_SETTINGS, ...settings };
  return { app: createHttpApp({ ...service, settings: () => given }), lines };
}

describe("with API keys", () => {
  const apiKeys = parseApiKeys(`site:${hashOf("web-key")}:search agents:${hashOf("mcp-key")}:mcp`);

  test.each([
    ["X-Api-Key", "web-key"],
    ["Authorization", "Bearer web-key"],
    ["Authorization", "bearer  web-key"],
  ])("a request with a key in %s is answered, and the log has the key's id", async (name, value) => {
    const { app, lines } = startApp({ apiKeys });
    const response = await app.request("/v1/search?q=wheat", { headers: { [name]: value } });
    expect(response.status).toBe(200);
    expect(lines.at(-1)).toMatchObject({ keyId: "site" });
    expect(JSON.stringify(lines)).not.toContain("web-key");
  });

  test.each([
    ["none", {}, 401, "key-missing", 'Bearer realm="dateline"'],
    [
      "credentials of another scheme",
      { Authorization: "AWS4-HMAC-SHA256 x" },
      401,
      "key-missing",
      'Bearer realm="dateline"',
    ],
    [
      "an unknown one",
      { "X-Api-Key": "guess" },
      401,
      "key-unknown",
      'Bearer realm="dateline", error="invalid_token"',
    ],
    [
      "one for something else",
      { "X-Api-Key": "mcp-key" },
      403,
      "key-not-allowed",
      'Bearer realm="dateline", error="insufficient_scope", scope="search"',
    ],
  ] as const)("a request with %s is rejected", async (_, headers, status, code, challenge) => {
    const { app } = startApp({ apiKeys });
    const response = await app.request("/v1/search?q=wheat", { headers });
    expect(response.headers.get("www-authenticate")).toBe(challenge);
    expect((await response.json()) as Problem).toMatchObject({ status, code });
    expect(response.status).toBe(status);
  });

  test("a key is rotated as in docs/runbook.md, and its user is never locked out", async () => {
    const [before, after] = [`ana:${hashOf("old-key")}:search`, `ana2:${hashOf("new-key")}:search`];
    const statuses: number[][] = [];
    for (const secret of [before, `${before} ${after}`, after]) {
      const { app } = startApp({ apiKeys: parseApiKeys(secret) });
      const ask = async (key: string) =>
        (await app.request("/v1/search?q=wheat", { headers: { "X-Api-Key": key } })).status;
      statuses.push([await ask("old-key"), await ask("new-key")]);
    }
    expect(statuses).toEqual([
      [200, 401],
      [200, 200],
      [401, 200],
    ]);
  });

  test("any key may request the generation, and health and problem pages need no key", async () => {
    const { app } = startApp({ apiKeys });
    const statuses = [
      (await app.request("/v1/generation", { headers: { "X-Api-Key": "mcp-key" } })).status,
      (await app.request("/v1/generation")).status,
      (await app.request("/healthz")).status,
      (await app.request("/problems/key-missing")).status,
    ];
    expect(statuses).toEqual([200, 401, 200, 200]);
  });
});

test("invalid settings let no caller in and reveal no reason", async () => {
  const { lines, ...service } = startTestService();
  const app = createHttpApp({
    ...service,
    settings: () => {
      throw new Error("DATELINE_API_KEYS is wrong");
    },
  });
  const response = await app.request("/v1/search?q=wheat");
  expect((await response.json()) as Problem).toMatchObject({ status: 500, code: "internal" });
  expect(lines.at(-1)).toMatchObject({ error: { message: expect.stringContaining("DATELINE_API_KEYS") } });
});

describe("with a rate limit", () => {
  const rateLimit = { requests: 2, seconds: 60 };
  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });

  test("every answer has the remaining requests, and one too many gets the time to retry", async () => {
    const { app } = startApp({ rateLimit });
    const ask = async (address: string) => await app.request("/v1/search?q=wheat", {}, from(address));
    const first = await ask("192.0.2.1");
    expect(first.headers.get("ratelimit-policy")).toBe('"per-container";q=2;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"per-container";r=1;t=(59|60)$/);
    expect((await ask("192.0.2.1")).status).toBe(200);
    const refused = await ask("192.0.2.1");
    expect((await refused.json()) as Problem).toMatchObject({ status: 429, code: "rate-limited" });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("ratelimit")).toMatch(/^"per-container";r=0;t=\d+$/);
    expect((await ask("192.0.2.2")).status).toBe(200);
  });

  test("all addresses of an IPv6 network count as one caller", async () => {
    const { app } = startApp({ rateLimit });
    const ask = async (address: string) =>
      (await app.request("/v1/search?q=wheat", {}, from(address))).status;
    const statuses = [await ask("2001:db8::1"), await ask("2001:db8::2"), await ask("2001:db8::3")];
    expect(statuses).toEqual([200, 200, 429]);
    expect(await ask("2001:db8:0:1::1")).toBe(200);
  });

  test("counts continue if the settings are read again for each request", async () => {
    const { lines, ...service } = startTestService();
    const settings = () => ({ ...OPEN_SETTINGS, rateLimit: { ...rateLimit } });
    const app = createHttpApp({ ...service, settings });
    const ask = async () => await app.request("/v1/search?q=wheat", {}, from("192.0.2.1"));
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([200, 200, 429]);
  });

  test("health requests are unlimited", async () => {
    const { app } = startApp({ rateLimit });
    for (let asked = 0; asked < 5; asked++) expect((await app.request("/healthz")).status).toBe(200);
  });
});

describe("a page of another origin", () => {
  const asked = { headers: { Origin: "https://news.example" } };

  test("gets no CORS headers if something in front of the app sets them", async () => {
    const { app } = startApp();
    const response = await app.request("/v1/search?q=wheat", asked);
    expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("may read answers and errors if its origin is named", async () => {
    const { app } = startApp({ corsOrigins: ["https://news.example"] });
    for (const path of ["/v1/search?q=wheat", "/v1/search", "/v1/nothing"]) {
      const { headers } = await app.request(path, asked);
      expect(headers.get("access-control-allow-origin")).toBe("https://news.example");
      expect(headers.get("access-control-expose-headers")).toContain("X-Request-Id");
      expect(headers.get("vary")).toMatch(/Origin/);
    }
    const other = await app.request("/v1/search?q=wheat", { headers: { Origin: "https://evil.example" } });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("gets the answer to its preflight", async () => {
    const { app } = startApp({ corsOrigins: ["*"] });
    const headers = { ...asked.headers, "Access-Control-Request-Method": "POST" };
    const response = await app.request("/v1/search", { method: "OPTIONS", headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toContain("X-Api-Key");
  });
});

describe("an answer", () => {
  test.each([
    ["gzip, deflate, br", "br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
    ["br;q=0, gzip", "gzip", gunzipSync],
  ])("for callers that accept %s is compressed with %s", async (accepted, coding, decompress) => {
    const { app } = startApp();
    const headers = { "Accept-Encoding": accepted };
    const response = await app.request("/v1/search?q=wheat", { headers });
    expect(response.headers.get("content-encoding")).toBe(coding);
    expect(response.headers.get("vary")).toContain("Accept-Encoding");
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(JSON.parse(decompress(bytes).toString())).toMatchObject({ query: "wheat" });
  });

  test("is not compressed if it is short, or if no coding is accepted", async () => {
    const { app } = startApp();
    const long = await app.request("/v1/search?q=wheat");
    expect(long.headers.get("content-encoding")).toBeNull();
    const short = await app.request("/healthz", { headers: { "Accept-Encoding": "br" } });
    expect([short.headers.get("content-encoding"), await short.json()]).toEqual([null, { status: "ok" }]);
  });

  test("has the caller's own request id, if valid", async () => {
    const { app, lines } = startApp();
    const lambdaContext = { awsRequestId: "lambda-1", getRemainingTimeInMillis: () => 10_000 };
    const own = await app.request("/healthz", { headers: { "X-Request-Id": "trace-7" } }, { lambdaContext });
    expect(own.headers.get("x-request-id")).toBe("trace-7");
    expect(lines.at(-1)).toMatchObject({ requestId: "trace-7", invocationId: "lambda-1" });
    for (const id of ["a b", "x".repeat(129), '"><script>']) {
      const other = await app.request("/healthz", { headers: { "X-Request-Id": id } }, { lambdaContext });
      expect(other.headers.get("x-request-id")).toBe("lambda-1");
    }
  });
});
