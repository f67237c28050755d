import { DatelineError } from "@dateline/core/errors";
import { createDirectInvocation } from "@dateline/functions/direct-invocation";
import { expect, test } from "vitest";
import { openTestIndex, startTestService } from "./start-test-service.ts";

const CONTEXT = { awsRequestId: "request-1", getRemainingTimeInMillis: () => 30_000 };

test("a query is answered with its result", async () => {
  const invoke = createDirectInvocation(startTestService());
  const answer = await invoke({ query: "orchestra conductor", limit: 1, source: "Evening Post" }, CONTEXT);
  expect(answer).toMatchObject({ query: "orchestra conductor", hits: [{ article: { id: "orchestra" } }] });
});

test("the action generation tells which generation serves", async () => {
  const invoke = createDirectInvocation(startTestService());
  expect(await invoke({ action: "generation" }, CONTEXT)).toMatchObject({ ageMs: 90_500, articles: 5 });
});

test("the action refresh looks for a newer generation and tells which one serves then", async () => {
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

test("a refresh that fails is a problem, and the old generation goes on serving", async () => {
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
      detail: "The store of the index does not answer as it should at the moment.",
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
  ["an empty object", {}, 400, "missing-query"],
  ["a field that does not exist", { query: "wheat", top: 3 }, 400, "unknown-parameter"],
  ["a query of the wrong type", { query: {} }, 422, "invalid-input"],
  ["an action that does not exist", { action: "delete" }, 422, "invalid-input"],
  ["an action with a query", { action: "refresh", query: "wheat" }, 400, "unknown-parameter"],
  [
    "another service's event",
    { "detail-type": "Scheduled Event", source: "aws.events" },
    400,
    "unknown-parameter",
  ],
])("an event with %s gets a problem for an answer", async (_, event, status, code) => {
  const { lines, ...service } = startTestService();
  const answer = await createDirectInvocation(service)(event, CONTEXT);
  expect(answer).toMatchObject({ problem: { status, code, requestId: "request-1" } });
  expect(lines).toMatchObject([{ level: "warn", message: "request", status, code }]);
  expect(lines[0]).not.toHaveProperty("error");
});
