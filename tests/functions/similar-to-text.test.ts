import { type SimilarTextAnswer, similarTextAnswerSchema } from "@dateline-search/functions/answer-schemas";
import { createDirectInvocation } from "@dateline-search/functions/direct-invocation";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { expect, test } from "vitest";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { startTestService } from "./start-test-service.ts";

const WHEAT = NEWS_RECORDS[3].text;
const BRIDGE = NEWS_RECORDS[1].text;

async function ask(body: unknown) {
  const app = createHttpApp(startTestService());
  const headers = { "Content-Type": "application/json" };
  const response = await app.request("/v1/similar", { method: "POST", headers, body: JSON.stringify(body) });
  return {
    status: response.status,
    body: (await response.json()) as SimilarTextAnswer & { detail?: string },
  };
}

const idsOf = ({ hits }: SimilarTextAnswer) => hits.map(({ article }) => article.id);

test("a text finds similar articles, as documented", async () => {
  const { status, body } = await ask({ text: WHEAT, limit: 2 });
  expect(status).toBe(200);
  expect(similarTextAnswerSchema.parse(body)).toEqual(body);
  expect(body).toMatchObject({ passages: 1, hits: [{ rank: 1, article: { id: "wheat" } }, { rank: 2 }] });
  expect(body.hits[0]?.parts.similarity).toBeGreaterThan(0.6);
});

test("each paragraph of a long text searches separately", async () => {
  const filler = "Nothing of the kind is in this sentence whatever. ".repeat(60);
  const text = [WHEAT, filler, BRIDGE].join("\n\n");
  const { body } = await ask({ text, limit: 2 });
  expect(body.passages).toBeGreaterThan(2);
  expect(idsOf(body).toSorted()).toEqual(["bridge", "wheat"]);
  // What of an article is shown is what its own paragraph is like.
  expect(body.hits.every(({ parts }) => parts.similarity > 0.4)).toBe(true);
});

test("filters and the floor apply", async () => {
  expect(idsOf((await ask({ text: WHEAT, source: ["Harbour Gazette"], limit: 1 })).body)).not.toContain(
    "wheat",
  );
  const { body } = await ask({ text: WHEAT, minSimilarity: 0.99 });
  expect(body).toMatchObject({ total: 0, hits: [], nearest: [{ article: { id: "wheat" } }, {}, {}] });
});

test("the headline counts like that of an article", async () => {
  const text = "It was announced on Monday.";
  expect(idsOf((await ask({ text, title: NEWS_RECORDS[2].title, limit: 1 })).body)).toEqual(["orchestra"]);
});

test.each([
  ["nothing", {}, 422, "text must be a string"],
  ["no letter or digit", { text: " … " }, 422, "the text has no letter or digit"],
  ["one character too many", { text: "a".repeat(20_001) }, 422, "at most 20000 are allowed"],
  ["a headline that is too long", { text: "x", title: "a".repeat(1_001) }, 422, "the title has 1001"],
  ["a field that does not exist", { text: "x", query: "y" }, 400, '"query" is not one of limit'],
  ["more bytes than any text needs", { text: "a".repeat(270_000) }, 413, "at most 262144 are allowed"],
])("%s is rejected", async (_, body, status, detail) => {
  const refused = await ask(body);
  expect(refused.status).toBe(status);
  expect(refused.body.detail).toContain(detail);
});

test("the longest text is answered, even with characters of two code units", async () => {
  expect((await ask({ text: "word ".repeat(4_000).trim() })).status).toBe(200);
  expect((await ask({ text: "𐐷".repeat(20_000) })).status).toBe(200);
});

test("a direct call gives the same answer", async () => {
  const invoke = createDirectInvocation(startTestService());
  const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 5_000 };
  const answer = await invoke({ action: "similarToText", text: WHEAT, limit: 1 }, context);
  expect(answer).toMatchObject({ hits: [{ article: { id: "wheat" } }] });
});
