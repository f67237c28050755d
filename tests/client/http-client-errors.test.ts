import { createServer } from "node:net";
import { createHttpClient, type HttpClientOptions } from "@dateline-search/client";
import { describe, expect, onTestFinished, test } from "vitest";
import { EXAMPLE_RESULT, exampleProblem } from "./example-answers.ts";
import { failureOf } from "./failure-of.ts";
import { answer, cut, reset, startScriptedServer, unusedUrl } from "./scripted-server.ts";

const PROBLEM_JSON = { "content-type": "application/problem+json" };

function clientOf(baseUrl: string, options: Partial<HttpClientOptions> = {}) {
  return createHttpClient({ baseUrl, retries: 0, ...options });
}

describe("a problem becomes an error", () => {
  test("with all details from the server", async () => {
    const detail = "Cannot search: limit must be a whole number from 1 to 100, it is 0";
    const problem = exampleProblem(422, "invalid-input", detail);
    const server = await startScriptedServer(answer(422, problem, PROBLEM_JSON));
    const error = await failureOf(clientOf(server.url).search("fog", { limit: 0 }));
    expect(error).toMatchObject({
      kind: "invalid-query",
      status: 422,
      code: "invalid-input",
      message: detail,
    });
    expect(error).toMatchObject({ requestId: "request-1", problem, isRetryable: false });
  });

  test.each([
    [400, "invalid-query"],
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "invalid-query"],
    [413, "invalid-query"],
    [415, "invalid-query"],
    [429, "rate-limited"],
    [500, "unavailable"],
    [503, "unavailable"],
  ] as const)("%i has the kind %s", async (status, kind) => {
    const problem = exampleProblem(status, "some-code", "The index cannot be read at the moment.");
    const server = await startScriptedServer(answer(status, problem, PROBLEM_JSON));
    const error = await failureOf(clientOf(server.url).search("fog"));
    expect(error).toMatchObject({ kind, status, code: "some-code" });
    expect(error.message).toBe(
      `Cannot search: The index cannot be read at the moment. (${status} some-code)`,
    );
  });
});

describe("an error that is not a Dateline problem", () => {
  test.each([
    [403, '{"Message":"Forbidden"}', "unauthorized"],
    [404, "<html>Not here</html>", "bad-response"],
    [414, "<html>Too long</html>", "invalid-query"],
    [429, '{"message":"Too Many Requests"}', "rate-limited"],
    [502, "<html>Bad gateway</html>", "unavailable"],
  ] as const)("with the status %i has the kind of that status", async (status, body, kind) => {
    const server = await startScriptedServer(answer(status, body, { "x-amzn-requestid": "gateway-1" }));
    const error = await failureOf(clientOf(server.url).search("fog"));
    expect(error).toMatchObject({
      kind,
      status,
      code: undefined,
      problem: undefined,
      requestId: "gateway-1",
    });
    expect(error.message).toBe(`Cannot search: the server answered with the status ${status}`);
  });
});

describe("a success that is not an answer of this API", () => {
  const [hit] = EXAMPLE_RESULT.hits;
  test.each<[string, unknown, string]>([
    ["a page", "<html>Welcome</html>", "did not answer with JSON"],
    ["nothing", "", "did not answer with JSON"],
    ["null", null, "it is not an object"],
    ["another object", { status: "ok" }, "generation is missing or of another type"],
    ["a result without hits", { ...EXAMPLE_RESULT, hits: undefined }, "hits is missing"],
    [
      "a hit without its score",
      { ...EXAMPLE_RESULT, hits: [hit, { ...hit, score: null }] },
      "hits[1].score is missing",
    ],
    [
      "a hit without its text",
      { ...EXAMPLE_RESULT, hits: [{ ...hit, passage: {} }] },
      "hits[0].passage.id is missing",
    ],
  ])("is rejected: %s", async (_, body, reason) => {
    const server = await startScriptedServer(answer(200, body));
    const error = await failureOf(clientOf(server.url, { retries: 2 }).search("fog"));
    expect(error).toMatchObject({ kind: "bad-response", isRetryable: false });
    expect(error.message).toContain(reason);
    expect(server.requests).toHaveLength(1);
  });

  test("is rejected for the generation too", async () => {
    const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
    const error = await failureOf(clientOf(server.url).generation());
    expect(error.kind).toBe("bad-response");
    expect(error.message).toContain("the answer is not a generation status, publishedAt is missing");
  });
});

test("a redirect is not followed, so that no key goes to another origin", async () => {
  const other = await startScriptedServer(answer(200, EXAMPLE_RESULT));
  const server = await startScriptedServer(answer(307, "", { location: `${other.url}/v1/search?q=fog` }));
  const error = await failureOf(clientOf(server.url, { apiKey: "k-123" }).search("fog"));
  expect(error).toMatchObject({ kind: "bad-response", status: 307 });
  expect(other.requests).toEqual([]);
});

describe("the network fails", () => {
  test("if nothing listens", async () => {
    const url = await unusedUrl();
    const error = await failureOf(clientOf(url).search("fog"));
    expect(error).toMatchObject({ kind: "network", status: undefined, isRetryable: true });
    expect(error.message).toBe(
      `Cannot search: ${url} could not be reached, or the connection broke (ECONNREFUSED)`,
    );
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  test("if the connection is dropped before the answer", async () => {
    const server = await startScriptedServer(reset);
    expect(await failureOf(clientOf(server.url).search("fog"))).toMatchObject({ kind: "network" });
  });

  test("if the connection is dropped during the answer", async () => {
    const server = await startScriptedServer(cut(EXAMPLE_RESULT));
    expect(await failureOf(clientOf(server.url).search("fog"))).toMatchObject({ kind: "network" });
  });

  test("if the other side does not speak HTTP", async () => {
    const server = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const error = await failureOf(clientOf(`http://127.0.0.1:${port}`).search("fog"));
    expect(error).toMatchObject({ kind: "network" });
  });
});

test("a query that is not a string is rejected before it is converted", async () => {
  const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
  const error = await failureOf(clientOf(server.url).search(undefined as unknown as string));
  expect(error).toMatchObject({ kind: "invalid-query" });
  expect(server.requests).toEqual([]);
});
