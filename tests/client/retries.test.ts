import { once } from "node:events";
import { createHttpClient } from "@dateline-search/client";
import { describe, expect, test } from "vitest";
import { EXAMPLE_RESULT, exampleProblem } from "./example-answers.ts";
import { failureOf } from "./failure-of.ts";
import { answer, cut, hang, reset, stall, startScriptedServer, unusedUrl } from "./scripted-server.ts";

const UNAVAILABLE = exampleProblem(
  503,
  "not-ready",
  "The index is still being opened; try again in a moment.",
);

describe("a call is sent again", () => {
  test.each([
    ["after 429", answer(429, "")],
    ["after 502 that is not JSON", answer(502, "<html>Bad gateway</html>")],
    ["after 503", answer(503, UNAVAILABLE)],
    ["after 504", answer(504, '{"message":"Endpoint request timed out"}')],
    ["after a dropped connection", reset],
    ["after an answer that was cut", cut(EXAMPLE_RESULT)],
  ])("%s", async (_, failure) => {
    const server = await startScriptedServer(failure, answer(200, EXAMPLE_RESULT));
    expect(await createHttpClient({ baseUrl: server.url }).search("fog")).toEqual(EXAMPLE_RESULT);
    expect(server.requests).toHaveLength(2);
  });

  test("after the server's Retry-After", async () => {
    const wait = answer(503, UNAVAILABLE, { "retry-after": "1" });
    const server = await startScriptedServer(wait, answer(200, EXAMPLE_RESULT));
    await createHttpClient({ baseUrl: server.url }).search("fog");
    const [first, second] = server.requests;
    // Timers may fire a millisecond early.
    expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).toBeGreaterThan(990);
  });

  test("as often as allowed, then fails with the last error", async () => {
    const server = await startScriptedServer(
      answer(502, ""),
      answer(503, ""),
      answer(504, ""),
      answer(503, UNAVAILABLE),
    );
    const error = await failureOf(createHttpClient({ baseUrl: server.url, retries: 3 }).search("fog"));
    expect(error).toMatchObject({ kind: "unavailable", status: 503, code: "not-ready", isRetryable: true });
    expect(server.requests).toHaveLength(4);
  });
});

describe("a call is sent once", () => {
  test.each([400, 401, 403, 404, 413, 422, 500])("after %i", async (status) => {
    const server = await startScriptedServer(answer(status, exampleProblem(status, "code", "No.")));
    const error = await failureOf(createHttpClient({ baseUrl: server.url }).search("fog"));
    expect(error).toMatchObject({ status, isRetryable: false });
    expect(server.requests).toHaveLength(1);
  });

  test("when retries are off", async () => {
    const server = await startScriptedServer(answer(503, UNAVAILABLE));
    await failureOf(createHttpClient({ baseUrl: server.url, retries: 0 }).search("fog"));
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ["seconds", "3600", 3_600_000],
    ["a date long past, which is now", "Wed, 10 Dec 2025 08:00:00 GMT", 0],
    ["something unreadable, which is ignored", "soon", undefined],
  ])("and reports how long to wait, for Retry-After with %s", async (_, retryAfter, retryAfterMs) => {
    const server = await startScriptedServer(answer(429, "", { "retry-after": retryAfter }));
    const error = await failureOf(createHttpClient({ baseUrl: server.url, retries: 0 }).search("fog"));
    expect(error).toMatchObject({ kind: "rate-limited", retryAfterMs });
  });

  test("if the server asks for more time than the call has", async () => {
    const server = await startScriptedServer(answer(503, UNAVAILABLE, { "retry-after": "3600" }));
    const error = await failureOf(createHttpClient({ baseUrl: server.url }).search("fog"));
    expect(error).toMatchObject({ kind: "unavailable", retryAfterMs: 3_600_000, isRetryable: true });
    expect(server.requests).toHaveLength(1);
  });
});

describe("time is up", () => {
  test.each([
    ["while the server is silent", hang],
    ["while the answer is half-way", stall(EXAMPLE_RESULT)],
  ])("%s", async (_, reaction) => {
    const server = await startScriptedServer(reaction);
    const error = await failureOf(createHttpClient({ baseUrl: server.url, timeoutMs: 200 }).search("fog"));
    expect(error).toMatchObject({ kind: "timeout", message: "Cannot search: no answer within 200 ms" });
    // Not sent again; a slow machine may not even have sent it once.
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  test("for a call with a shorter timeout than the client's", async () => {
    const server = await startScriptedServer(hang);
    const error = await failureOf(createHttpClient({ baseUrl: server.url }).generation({ timeoutMs: 150 }));
    expect(error.message).toBe("Cannot read the generation: no answer within 150 ms");
  });

  test("for all attempts together, and the error keeps the last complete failure", async () => {
    let attempts = 0;
    const fetch = async () => {
      attempts += 1;
      if (attempts === 1) throw new TypeError("fetch failed");
      return await new Promise<Response>(() => {});
    };
    const client = createHttpClient({ baseUrl: "https://api.example", fetch, timeoutMs: 1_000 });
    const error = await failureOf(client.search("fog"));
    expect(error.kind).toBe("timeout");
    expect(error.cause).toMatchObject({ kind: "network" });
    expect(attempts).toBe(2);
  });

  test("even if fetch ignores its signal", async () => {
    const fetch = () => new Promise<Response>(() => {});
    const client = createHttpClient({ baseUrl: "https://api.example", fetch, timeoutMs: 100 });
    expect(await failureOf(client.search("fog"))).toMatchObject({ kind: "timeout" });
  });

  test("never for a timeout beyond a timer's limit", async () => {
    const client = createHttpClient({ baseUrl: await unusedUrl() });
    const error = await failureOf(client.search("fog", { timeoutMs: Number.NaN }));
    expect(error).toMatchObject({ kind: "invalid-query" });
    expect(error.message).toContain("it is NaN");
  });
});

describe("the caller aborts", () => {
  test("before the call, and nothing is sent", async () => {
    const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
    const signal = AbortSignal.abort("changed my mind");
    const error = await failureOf(createHttpClient({ baseUrl: server.url }).search("fog", { signal }));
    expect(error).toMatchObject({ kind: "aborted", cause: "changed my mind", isRetryable: false });
    expect(server.requests).toEqual([]);
  });

  test("during an attempt, and the server sees the connection close", async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> | undefined;
    const server = await startScriptedServer((response) => {
      closed = once(response, "close");
      controller.abort();
    });
    const client = createHttpClient({ baseUrl: server.url });
    const error = await failureOf(client.search("fog", { signal: controller.signal }));
    expect(error).toMatchObject({ kind: "aborted", message: "Cannot search: the caller aborted the call" });
    expect(closed).toBeDefined();
    await closed;
    expect(server.requests).toHaveLength(1);
  });

  test("between attempts, and no other follows", async () => {
    const controller = new AbortController();
    const server = await startScriptedServer((response, request) => {
      answer(503, UNAVAILABLE, { "retry-after": "20" })(response, request);
      response.once("close", () => setTimeout(() => controller.abort(), 50));
    });
    const client = createHttpClient({ baseUrl: server.url });
    const error = await failureOf(client.search("fog", { signal: controller.signal }));
    expect(error).toMatchObject({ kind: "aborted" });
    expect(server.requests).toHaveLength(1);
  });

  test("after the call, which has no effect and leaves no listener behind", async () => {
    const listeners = new Set<unknown>();
    const { signal } = new AbortController();
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (type: string, listener: never) => {
      listeners.add(listener);
      addEventListener.call(signal, type, listener);
    };
    signal.removeEventListener = (type: string, listener: never) => {
      listeners.delete(listener);
      removeEventListener.call(signal, type, listener);
    };
    const server = await startScriptedServer(answer(200, EXAMPLE_RESULT), answer(422, ""));
    const client = createHttpClient({ baseUrl: server.url });
    await client.search("fog", { signal });
    await failureOf(client.search("fog", { signal }));
    expect(listeners).toEqual(new Set());
  });
});
