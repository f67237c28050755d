import type { GenerationStatus } from "@dateline-search/functions/generation-status";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { describeError, Logger } from "@dateline-search/functions/logger";
import { RequestLog } from "@dateline-search/functions/request-log";
import { expect, test } from "vitest";
import { startTestService } from "./start-test-service.ts";

test("every request has one line, and only the first is cold", async () => {
  const { lines, ...service } = startTestService();
  const app = createHttpApp(service);
  await app.request("/v1/search?q=wheat&limit=2");
  await app.request("/v1/search?q=wheat&limit=2");
  expect(lines).toEqual([
    {
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: "info",
      message: "request",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      route: "GET /v1/search",
      status: 200,
      cold: true,
      generation: expect.stringMatching(/^[0-9a-f]{64}$/),
      generationAgeMs: 90_500,
      timings: expect.objectContaining({
        load: expect.any(Number),
        embed: expect.any(Number),
        ann: expect.any(Number),
        lexical: expect.any(Number),
        fuse: expect.any(Number),
        read: expect.any(Number),
        total: expect.any(Number),
      }),
      hits: 2,
    },
    expect.objectContaining({ cold: false, hits: 2 }),
  ]);
});

test("neither the query nor the path of a request is logged", async () => {
  const { lines, ...service } = startTestService();
  const app = createHttpApp(service);
  await app.request("/v1/search?q=confidential");
  await app.request("/v1/search?q=confidential&limit=0");
  await app.request("/confidential");
  expect(lines.map(({ route }) => route)).toEqual(["GET /v1/search", "GET /v1/search", "not found"]);
  expect(JSON.stringify(lines)).not.toContain("confidential");
});

test("the first answered query is reported once, after its line", async () => {
  const events: string[] = [];
  const log = new RequestLog({
    logger: new Logger({ write: () => events.push("line") }),
    status: () => undefined,
    onFirstAnswer: ({ total }) => events.push(`first answer, ${typeof total}`),
  });
  log.begin("1").end({ route: "invoke", status: 422, code: "invalid-input" });
  log.begin("2").end({ route: "invoke search", status: 200, hits: 0 });
  log.begin("3").end({ route: "invoke search", status: 200, hits: 3 });
  expect(events).toEqual(["line", "line", "first answer, number", "line"]);
});

test("requests without a key write no lines, and a generation that cannot be followed is logged", () => {
  const lines: string[] = [];
  const status = { generation: "g", ageMs: 5, refreshError: "model-mismatch" } as GenerationStatus;
  const log = new RequestLog({
    logger: new Logger({ write: (line) => lines.push(line) }),
    status: () => status,
  });
  log.begin("1").end({ route: "GET /v1/search", status: 401, code: "key-missing" });
  log.begin("2").end({ route: "GET /v1/search", status: 403, code: "key-not-allowed" });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", status: 403, refreshError: "model-mismatch", generationAgeMs: 5 },
  ]);
});

test("lines below the level are not written", () => {
  const lines: string[] = [];
  const logger = new Logger({ level: "warn", write: (line) => lines.push(line) });
  logger.log("info", "request");
  logger.log("error", "request");
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(["error"]);
});

test("an error is logged with its code and the whole chain of its causes", () => {
  const underneath = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  const described = describeError(
    new Error("Cannot read", { cause: new Error("tried", { cause: underneath }) }),
  );
  expect(described).toMatchObject({
    message: "Cannot read",
    stack: expect.stringContaining("request-log.test.ts"),
    cause: { message: "tried", cause: { message: "socket hang up", code: "ECONNRESET" } },
  });
});

test("an endless chain of causes is cut off", () => {
  const error = new Error("loop");
  error.cause = error;
  expect(JSON.stringify(describeError(error)).match(/"loop"/g)).toHaveLength(6);
});

test("a thrown value that is not an error is logged as text", () => {
  expect(describeError("plain")).toEqual({ message: "plain" });
});
