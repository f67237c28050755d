import { DatelineError } from "@dateline-search/core/errors";
import { AlertService } from "@dateline-search/functions/alerts/alert-service";
import { createDirectInvocation } from "@dateline-search/functions/direct-invocation";
import { describe, expect, test } from "vitest";
import { MemoryObjectStore } from "../fixtures/memory-object-store.ts";
import { openTestIndex, startTestService } from "./start-test-service.ts";

const CONTEXT = { awsRequestId: "request-1", getRemainingTimeInMillis: () => 30_000 };

test("a query is answered with its result", async () => {
  const invoke = createDirectInvocation(startTestService());
  const answer = await invoke({ query: "orchestra conductor", limit: 1, source: "Evening Post" }, CONTEXT);
  expect(answer).toMatchObject({ query: "orchestra conductor", hits: [{ article: { id: "orchestra" } }] });
});

test("the action generation returns the current generation", async () => {
  const invoke = createDirectInvocation(startTestService());
  expect(await invoke({ action: "generation" }, CONTEXT)).toMatchObject({ ageMs: 90_500, articles: 5 });
});

test("the action refresh checks for a newer generation and returns the current one", async () => {
  let looked = 0;
  const service = startTestService({
    openIndex: async () => ({
      ...(await openTestIndex()),
      refreshNow: async () => {
        looked += 1;
      },
    }),
  });
  const invoke = createDirectInvocation(service);
  expect(await invoke({ action: "refresh" }, CONTEXT)).toMatchObject({ articles: 5 });
  expect(looked).toBe(1);
});

test.each([
  ["search", { action: "search", query: "wheat", limit: 1 }, { query: "wheat", hits: [{ rank: 1 }] }],
  [
    "article",
    { action: "article", id: "wheat" },
    { article: { id: "wheat" }, passages: [{ id: "wheat#0" }] },
  ],
  [
    "similar",
    { action: "similar", id: "wheat", limit: 2 },
    { articleId: "wheat", hits: [{ rank: 1 }, { rank: 2 }] },
  ],
  ["facets", { action: "facets", from: "2025-04-01" }, { query: null, total: 1 }],
])("the action %s answers like the path of its name", async (_, event, expected) => {
  const invoke = createDirectInvocation(startTestService());
  expect(await invoke(event, CONTEXT)).toMatchObject(expected);
});

test("a cursor leads to the next page", async () => {
  const invoke = createDirectInvocation(startTestService());
  const first = (await invoke({ query: "wheat", limit: 1 }, CONTEXT)) as { nextCursor: string };
  const next = await invoke({ query: "wheat", limit: 1, cursor: first.nextCursor }, CONTEXT);
  expect(next).toMatchObject({ hits: [{ rank: 2 }] });
});

test("a failed refresh is an error, and the old generation stays in place", async () => {
  const service = startTestService({
    openIndex: async () => ({
      ...(await openTestIndex()),
      refreshNow: async () => {
        throw new DatelineError("store-unreachable", "Cannot read s3://bucket");
      },
    }),
  });
  const invoke = createDirectInvocation(service);
  expect(await invoke({ action: "refresh" }, CONTEXT)).toEqual({
    problem: {
      type: "/problems/store-unreachable",
      title: "Service Unavailable",
      status: 503,
      detail: "The store of the index is not responding correctly at the moment.",
      code: "store-unreachable",
      requestId: "request-1",
    },
  });
  expect(await invoke({ query: "wheat" }, CONTEXT)).toMatchObject({ query: "wheat" });
});

test.each([
  ["nothing", undefined, 422, "invalid-input"],
  ["null", null, 422, "invalid-input"],
  ["a string", "wheat", 422, "invalid-input"],
  ["a list", [], 422, "invalid-input"],
  ["a field that does not exist", { query: "wheat", top: 3 }, 400, "unknown-parameter"],
  ["a query of the wrong type", { query: {} }, 422, "invalid-input"],
  ["an action that does not exist", { action: "delete" }, 422, "invalid-input"],
  ["an article without an id", { action: "article" }, 422, "invalid-input"],
  ["an article that does not exist", { action: "article", id: "no such" }, 404, "article-missing"],
  ["a page of facets", { action: "facets", cursor: "x" }, 400, "unknown-parameter"],
  ["an action with a query", { action: "refresh", query: "wheat" }, 400, "unknown-parameter"],
  [
    "another service's event",
    { "detail-type": "Scheduled Event", source: "aws.events" },
    400,
    "unknown-parameter",
  ],
])("an event with %s is answered with an error", async (_, event, status, code) => {
  const { lines, ...service } = startTestService();
  const answer = await createDirectInvocation(service)(event, CONTEXT);
  expect(answer).toMatchObject({ problem: { status, code, requestId: "request-1" } });
  expect(lines).toMatchObject([{ level: "warn", message: "request", status, code }]);
  expect(lines[0]).not.toHaveProperty("error");
});

describe("saved searches", () => {
  const serve = () => {
    const alerts = new AlertService({
      openStore: async () => store,
      rootSecret: () => `whsec_${Buffer.alloc(32, 5).toString("base64")}`,
      allowPrivateAddresses: () => false,
    });
    const store = new MemoryObjectStore();
    const { lines, ...service } = startTestService();
    const invoke = createDirectInvocation({ ...service, alerts });
    return { lines, invoke: async (event: object) => await invoke(event, CONTEXT) };
  };

  test("are created, listed, read, tested and removed like over HTTP", async () => {
    const { invoke, lines } = serve();
    const channel = { type: "webhook", url: "https://desk.example/hook?token=s3cr3t" };
    const created = await invoke({ action: "createAlert", id: "wheat", query: "wheat harvest", channel });
    expect(created).toMatchObject({ id: "wheat", secret: expect.stringMatching(/^whsec_/) });
    const shown = { id: "wheat", query: "wheat harvest", channel: { type: "webhook", host: "desk.example" } };
    expect(await invoke({ action: "alerts" })).toMatchObject({ alerts: [shown], nextAfter: null });
    expect(await invoke({ action: "alert", id: "wheat" })).toMatchObject(shown);
    const tested = await invoke({ action: "testAlert", id: "wheat" });
    expect(tested).toMatchObject({ total: 1, hits: [{ article: { id: "wheat" } }] });
    expect(await invoke({ action: "removeAlert", id: "wheat" })).toBe(null);
    expect(await invoke({ action: "alerts" })).toEqual({ alerts: [], nextAfter: null });
    expect(JSON.stringify(lines)).not.toMatch(/s3cr3t|whsec_/);
  });

  test.each([
    ["none of the id", { action: "removeAlert", id: "nobody" }, 404, "alert-missing"],
    ["no id", { action: "testAlert" }, 422, "invalid-input"],
    ["a field too many", { action: "alert", id: "a", query: "b" }, 400, "unknown-parameter"],
    ["no channel", { action: "createAlert", query: "wheat" }, 422, "invalid-input"],
    ["a limit of 0", { action: "alerts", limit: 0 }, 422, "invalid-input"],
  ])("with %s are an error", async (_, event, status, code) => {
    expect(await serve().invoke(event)).toMatchObject({ problem: { status, code } });
  });

  test("are not an action if they are not served", async () => {
    const answer = await createDirectInvocation(startTestService())({ action: "alerts" }, CONTEXT);
    expect(answer).toMatchObject({
      problem: { status: 422, detail: expect.not.stringContaining("createAlert") },
    });
  });
});
