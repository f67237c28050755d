import type { Alert } from "@dateline-search/client";
import { createLambdaClient } from "@dateline-search/client/lambda";
import { describe, expect, test } from "vitest";
import {
  EXAMPLE_ARTICLE,
  EXAMPLE_FACETS,
  EXAMPLE_RESULT,
  EXAMPLE_STATUS,
  exampleProblem,
} from "./example-answers.ts";
import { failureOf } from "./failure-of.ts";
import { functionError, payload, sdk, serviceError, startScriptedLambda } from "./scripted-lambda.ts";
import { answer, cut, hang, reset, stall, unusedUrl } from "./scripted-server.ts";

describe("an invocation", () => {
  test("searches with the given query and options", async () => {
    const { client, requests } = await startScriptedLambda([payload(EXAMPLE_RESULT)]);
    expect(await client.search("fog", { limit: 5, to: "2025-12-31" })).toEqual(EXAMPLE_RESULT);
    const [request] = requests;
    expect(request?.method).toBe("POST");
    expect(request?.url.pathname).toBe("/2015-03-31/functions/search/invocations");
    expect(JSON.parse(request?.body ?? "")).toEqual({ query: "fog", limit: 5, to: "2025-12-31" });
    expect(request?.headers.authorization).toContain("/eu-west-1/lambda/aws4_request");
  });

  test.each(["generation", "refresh"] as const)("does %s", async (action) => {
    const { client, requests } = await startScriptedLambda([payload(EXAMPLE_STATUS)]);
    expect(await client[action]()).toEqual(EXAMPLE_STATUS);
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ action });
  });

  test("of every other kind has an action, and its answer is checked", async () => {
    const outcomes = [
      payload(EXAMPLE_ARTICLE),
      payload(EXAMPLE_FACETS),
      payload({ ...EXAMPLE_FACETS, total: "3" }),
    ];
    const { client, requests } = await startScriptedLambda(outcomes);
    expect(await client.article("a1")).toEqual(EXAMPLE_ARTICLE);
    expect(await client.facets({ query: "fog", source: "Wire" })).toEqual(EXAMPLE_FACETS);
    const error = await failureOf(client.similar("a1", { limit: 3 }));
    expect(error).toMatchObject({ kind: "bad-response" });
    expect(requests.map(({ body }) => JSON.parse(body))).toEqual([
      { action: "article", id: "a1" },
      { action: "facets", query: "fog", source: "Wire" },
      { action: "similar", id: "a1", limit: 3 },
    ]);
  });

  test("manages saved searches, and sends a new one only once", async () => {
    const alert: Alert = {
      id: "fog",
      name: "fog",
      query: "fog",
      per: "story",
      quietHours: 24,
      channel: { type: "feed", host: null, feed: "/v1/search/rss.xml?q=fog" },
      createdAt: "2025-12-10T08:00:00.000Z",
    };
    const missing = exampleProblem(404, "alert-missing", "There is none.");
    const tested = { generation: "5f2c", total: 1, hits: EXAMPLE_RESULT.hits };
    const { client, requests } = await startScriptedLambda([
      payload({ ...alert, secret: null }),
      payload({ alerts: [alert], nextAfter: null }),
      payload(alert),
      payload(tested),
      payload(null),
      payload({ problem: missing }),
      serviceError(502, "EC2ThrottledException"),
    ]);
    const wanted = { id: "fog", query: "fog", channel: { type: "feed" } } as const;
    expect(await client.alerts.create(wanted)).toEqual({ ...alert, secret: null });
    expect(await client.alerts.list({ limit: 1 })).toEqual({ alerts: [alert], nextAfter: null });
    expect(await client.alerts.get("fog")).toEqual(alert);
    expect(await client.alerts.test("fog")).toEqual(tested);
    expect(await client.alerts.remove("fog")).toBe(true);
    expect(await client.alerts.remove("fog")).toBe(false);
    expect(await failureOf(client.alerts.create(wanted))).toMatchObject({ kind: "unavailable" });
    expect(requests.map(({ body }) => JSON.parse(body))).toEqual([
      { action: "createAlert", ...wanted },
      { action: "alerts", limit: 1 },
      { action: "alert", id: "fog" },
      { action: "testAlert", id: "fog" },
      { action: "removeAlert", id: "fog" },
      { action: "removeAlert", id: "fog" },
      { action: "createAlert", ...wanted },
    ]);
  });

  test("goes to the requested alias", async () => {
    const { client, requests } = await startScriptedLambda([payload(EXAMPLE_STATUS)], { qualifier: "live" });
    await client.generation();
    expect(requests[0]?.url.searchParams.get("Qualifier")).toBe("live");
  });
});

describe("a problem in the payload becomes an error", () => {
  test("with all details from the function", async () => {
    const detail = "Cannot search: limit must be a whole number from 1 to 100, it is 0";
    const problem = exampleProblem(422, "invalid-input", detail);
    const { client, requests } = await startScriptedLambda([payload({ problem })]);
    const error = await failureOf(client.search("fog", { limit: 0 }));
    expect(error).toMatchObject({ kind: "invalid-query", status: 422, code: "invalid-input", problem });
    expect(error).toMatchObject({ message: detail, requestId: "request-1" });
    expect(requests).toHaveLength(1);
  });

  test("unless it is temporary", async () => {
    const problem = exampleProblem(503, "not-ready", "The index is still being opened.");
    const { client, requests } = await startScriptedLambda([payload({ problem }), payload(EXAMPLE_STATUS)]);
    expect(await client.refresh()).toEqual(EXAMPLE_STATUS);
    expect(requests).toHaveLength(2);
  });
});

describe("a handler that fails makes the function unavailable", () => {
  const crash = { errorType: "TypeError", errorMessage: "x is undefined", trace: [] };
  test.each([
    ["marked by Lambda", functionError(crash), "TypeError", "x is undefined"],
    ["unmarked, as by the emulator", payload(crash), "TypeError", "x is undefined"],
    ["without a word", functionError(null), "Unhandled", "without details"],
    [
      "by running out of time",
      functionError({ errorType: "Sandbox.Timedout", errorMessage: "Task timed out after 3.00 seconds" }),
      "Sandbox.Timedout",
      "Task timed out after 3.00 seconds",
    ],
    [
      "by running out of time in the emulator",
      payload("Task timed out after 3.00 seconds"),
      "Sandbox.Timedout",
      "Task timed out after 3.00 seconds",
    ],
  ])("%s", async (_, reaction, code, reason) => {
    const { client } = await startScriptedLambda([reaction], { retries: 0 });
    const error = await failureOf(client.search("fog"));
    expect(error).toMatchObject({ kind: "unavailable", code, requestId: "invoke-1", isRetryable: true });
    expect(error.message).toBe(`Cannot search: the function search failed, ${reason} (${code})`);
  });

  test("and is invoked again", async () => {
    const { client, requests } = await startScriptedLambda([functionError(crash), payload(EXAMPLE_RESULT)]);
    expect(await client.search("fog")).toEqual(EXAMPLE_RESULT);
    expect(requests).toHaveLength(2);
  });
});

describe("Lambda refuses", () => {
  test.each([
    [403, "AccessDeniedException", "unauthorized", false],
    [403, "ExpiredTokenException", "unauthorized", false],
    [404, "ResourceNotFoundException", "unavailable", false],
    [413, "RequestTooLargeException", "invalid-query", false],
    [429, "TooManyRequestsException", "rate-limited", true],
    [502, "EC2ThrottledException", "unavailable", true],
  ] as const)("with %i %s, which has the kind %s", async (status, type, kind, isRetryable) => {
    const { client } = await startScriptedLambda([serviceError(status, type)], { retries: 0 });
    const error = await failureOf(client.search("fog"));
    expect(error).toMatchObject({ kind, status, code: type, requestId: "invoke-1", isRetryable });
    expect(error.message).toBe(`Cannot search: the function search cannot be invoked, a ${type} (${type})`);
  });

  test("for a stated time", async () => {
    const refusal = serviceError(429, "TooManyRequestsException", { "retry-after": "3600" });
    const { client, requests } = await startScriptedLambda([refusal]);
    expect(await failureOf(client.search("fog"))).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(requests).toHaveLength(1);
  });

  test("at first, and the call is retried", async () => {
    const refusal = serviceError(429, "TooManyRequestsException");
    const { client, requests } = await startScriptedLambda([refusal, payload(EXAMPLE_RESULT)]);
    expect(await client.search("fog")).toEqual(EXAMPLE_RESULT);
    expect(requests).toHaveLength(2);
  });
});

describe("what comes back is not an answer", () => {
  test.each<[string, unknown, string]>([
    ["no JSON", "<html>", "did not answer with JSON"],
    ["nothing", "", "did not answer with JSON"],
    [
      "another function's answer",
      { statusCode: 200, body: "{}" },
      "generation is missing or of another type",
    ],
  ])("but %s", async (_, value, reason) => {
    const { client, requests } = await startScriptedLambda([payload(value)]);
    const error = await failureOf(client.search("fog"));
    expect(error.kind).toBe("bad-response");
    expect(error.message).toContain(reason);
    expect(requests).toHaveLength(1);
  });

  test.each(["<html>Bad gateway</html>", "{}", ""])("but a gateway response %j", async (body) => {
    const { client } = await startScriptedLambda([answer(502, body)], { retries: 0 });
    const error = await failureOf(client.search("fog"));
    expect(error).toMatchObject({ kind: "unavailable", status: 502, isRetryable: true });
    expect(error.message).toBe(
      "Cannot search: the function search cannot be invoked, the endpoint answered with the status 502",
    );
  });
});

describe("the network fails", () => {
  test("if nothing listens", async () => {
    const client = createLambdaClient({ functionName: "search", client: sdk(await unusedUrl()), retries: 0 });
    const error = await failureOf(client.search("fog"));
    expect(error).toMatchObject({ kind: "network", isRetryable: true });
    expect(error.message).toContain("ECONNREFUSED");
  });

  test.each([
    ["before the answer", reset],
    ["within the answer", cut(EXAMPLE_RESULT)],
  ])("%s, and the function is invoked again", async (_, failure) => {
    const first = await startScriptedLambda([failure], { retries: 0 });
    expect(await failureOf(first.client.search("fog"))).toMatchObject({ kind: "network" });
    const second = await startScriptedLambda([failure, payload(EXAMPLE_RESULT)]);
    expect(await second.client.search("fog")).toEqual(EXAMPLE_RESULT);
  });
});

test.each([
  ["while the function is silent", hang],
  ["while the answer is half-way", stall(EXAMPLE_RESULT)],
])("time is up %s", async (_, reaction) => {
  const { client, requests } = await startScriptedLambda([reaction], { timeoutMs: 300 });
  const error = await failureOf(client.refresh());
  expect(error).toMatchObject({ kind: "timeout" });
  expect(error.message).toBe("Cannot refresh the index: no answer within 300 ms");
  // Not sent again; a slow machine may not even have sent it once.
  expect(requests.length).toBeLessThanOrEqual(1);
});

test("the caller aborts during an invocation", async () => {
  const controller = new AbortController();
  const { client } = await startScriptedLambda([() => controller.abort("enough")]);
  const error = await failureOf(client.search("fog", { signal: controller.signal }));
  expect(error).toMatchObject({ kind: "aborted", cause: "enough" });
});

test("a client cannot be made without a name or with two regions", () => {
  expect(() => createLambdaClient({ functionName: "" })).toThrow(/functionName is empty/);
  const client = sdk("http://127.0.0.1:9");
  expect(() => createLambdaClient({ functionName: "search", client, region: "eu-west-1" })).toThrow(
    /the region "eu-west-1" must be the given client's own/,
  );
});
