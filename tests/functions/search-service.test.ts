import { DatelineError } from "@dateline-search/core/errors";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { Stopwatch } from "@dateline-search/core/search/stopwatch";
import { describeProblem } from "@dateline-search/functions/problem";
import { SearchService } from "@dateline-search/functions/search-service";
import { expect, test } from "vitest";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { openTestIndex, startTestService } from "./start-test-service.ts";

const QUERY = parseQuery({ text: "wheat", limit: 3 });
const REQUEST = { query: QUERY, cursor: null, fields: null };
const SOON = { waitMs: 30_000 };

test("a failed opening is retried for the next request, and an open index stays open", async () => {
  const opened: string[] = [];
  const service = new SearchService({
    openEmbedder: async () => {
      opened.push("embedder");
      return hashedWordsEmbedder();
    },
    openIndex: async () => {
      opened.push("index");
      if (opened.filter((part) => part === "index").length < 3)
        throw new DatelineError("store-unreachable", "down");
      return await openTestIndex();
    },
  });
  await expect(service.ready(SOON)).rejects.toMatchObject({ code: "store-unreachable" });
  await expect(service.ready(SOON)).rejects.toMatchObject({ code: "store-unreachable" });
  await service.ready(SOON);
  await service.search(REQUEST, new Stopwatch());
  expect(opened.sort()).toEqual(["embedder", "index", "index", "index"]);
});

test("requests during the opening of the index wait for the same opening", async () => {
  let openings = 0;
  const { service } = startTestService({
    openIndex: async () => {
      openings += 1;
      return await openTestIndex();
    },
  });
  await Promise.all([service.ready(SOON), service.ready(SOON), service.ready(SOON)]);
  expect(openings).toBe(1);
});

test("a request waits at most its limit, and the opening continues for the next", async () => {
  let finish = () => {};
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { service } = startTestService({
    openIndex: async () => {
      await slow;
      return await openTestIndex();
    },
  });
  await expect(service.ready({ waitMs: 5 })).rejects.toMatchObject({ code: "not-ready" });
  finish();
  expect(await service.ready(SOON)).toMatchObject({ articles: 5 });
});

test("while there is nothing to open, callers get the reason, and nothing is tried", async () => {
  let openings = 0;
  let why: string | undefined = "The index is being built, 3 of 9 passages embedded.";
  const { service } = startTestService({
    whyNotReady: () => why,
    openIndex: async () => {
      openings += 1;
      return await openTestIndex();
    },
  });
  const refusal = await service.ready(SOON).catch((error: unknown) => error);
  expect(describeProblem(refusal, "1").problem).toMatchObject({
    code: "not-ready",
    status: 503,
    detail: why,
  });
  expect(openings).toBe(0);
  why = undefined;
  expect(await service.ready(SOON)).toMatchObject({ articles: 5 });
});

test("a query is never embedded with a model other than that of the passages", async () => {
  const { service } = startTestService({ openEmbedder: async () => hashedWordsEmbedder("another model") });
  await expect(service.search(REQUEST, new Stopwatch())).rejects.toMatchObject({ code: "model-mismatch" });
});

test("equal queries get equal hits", async () => {
  const { service } = startTestService();
  const first = await service.search(REQUEST, new Stopwatch());
  const second = await service.search(REQUEST, new Stopwatch());
  expect(first.hits).toHaveLength(3);
  expect(second.hits).toEqual(first.hits);
});
