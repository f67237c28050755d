import { openTransformersReranker } from "@dateline-search/core/adapters/model/transformers-reranker";
import { DatelineError } from "@dateline-search/core/errors";
import type { Reranker } from "@dateline-search/core/ports/reranker";
import type { SearchAnswer, SimilarAnswer } from "@dateline-search/functions/answer-schemas";
import { searchAnswerSchema } from "@dateline-search/functions/answer-schemas";
import { createHttpApp } from "@dateline-search/functions/http-app";
import type { Problem } from "@dateline-search/functions/problem";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { installTinyReranker, TINY_RERANKER } from "../fixtures/tiny-cross-encoder.ts";
import { startTestService } from "./start-test-service.ts";

const PATH = "/v1/search?q=the%20old%20bridge";

async function openReranker(): Promise<Reranker> {
  const modelsFolder = temporaryFolder();
  await installTinyReranker(modelsFolder);
  const reranker = await openTransformersReranker({ modelsFolder, modelName: TINY_RERANKER.name });
  onTestFinished(() => reranker.close());
  return reranker;
}

function startApp(open?: () => Promise<Reranker | undefined>) {
  const { lines, ...service } = startTestService(open === undefined ? {} : { openReranker: open });
  const app = createHttpApp({ ...service, revision: () => "1" });
  const get = async <T>(path: string, headers: Record<string, string> = {}) => {
    const response = await app.request(path, { headers });
    const text = await response.text();
    const tag = response.headers.get("etag") ?? "";
    return { status: response.status, tag, body: (text === "" ? undefined : JSON.parse(text)) as T };
  };
  return { get, lines };
}

test("the answer names its reranker, as documented", async () => {
  const { get, lines } = startApp(openReranker);
  const { body } = await get<SearchAnswer>(PATH);
  expect(searchAnswerSchema.parse(body)).toEqual(body);
  expect(body.reranked).toEqual({ model: TINY_RERANKER.name, passages: body.total });
  expect(body.hits[0]).toMatchObject({ article: { id: "bridge" }, parts: { reranker: 1 } });
  expect(lines.at(-1)).toHaveProperty("timings.rerank");
  const dated = await get<SearchAnswer>(`${PATH}&sort=date`);
  expect(dated.body.reranked).toBeNull();
  const similar = await get<SimilarAnswer>("/v1/articles/bridge/similar");
  expect(similar.body.hits[0]?.parts.reranker).toBeNull();
});

test("without a reranker, nothing is reranked, and no time is reported for it", async () => {
  for (const open of [undefined, async () => undefined]) {
    const { get, lines } = startApp(open);
    const { body } = await get<SearchAnswer>(PATH);
    expect(body.reranked).toBeNull();
    expect(body.hits[0]?.parts.reranker).toBeNull();
    expect(lines.at(-1)).not.toHaveProperty("timings.rerank");
  }
});

test("the ETag changes with the reranker", async () => {
  const plain = await startApp().get(PATH);
  const reranked = startApp(openReranker);
  const first = await reranked.get(PATH, { "If-None-Match": plain.tag });
  expect(first.status).toBe(200);
  expect(first.tag).not.toBe(plain.tag);
  expect((await reranked.get(PATH, { "If-None-Match": first.tag })).status).toBe(304);
});

test("pages are contiguous in the reranked order, and end if the reranker changes", async () => {
  const { get } = startApp(openReranker);
  const whole = await get<SearchAnswer>(`${PATH}&limit=100`);
  const seen: string[] = [];
  let next = "";
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { readonly body: SearchAnswer } = await get<SearchAnswer>(
      `${PATH}&limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`,
    );
    seen.push(...page.body.hits.map(({ passage }) => passage.id));
    cursor = page.body.nextCursor;
    next ||= cursor ?? "";
  }
  expect(seen).toEqual(whole.body.hits.map(({ passage }) => passage.id));
  const elsewhere = await startApp().get<Problem>(`${PATH}&limit=2&cursor=${next}`);
  expect(elsewhere).toMatchObject({
    status: 410,
    body: { code: "cursor-expired", detail: expect.stringContaining("ranked by another model") },
  });
});

test("a reranker that cannot be opened is an error of the service, not an answer without it", async () => {
  let opened = 0;
  const { get } = startApp(async () => {
    opened += 1;
    if (opened > 1) return await openReranker();
    throw new DatelineError("model-missing", "Cannot open the model: it is not there");
  });
  expect((await get(PATH)).status).toBeGreaterThanOrEqual(500);
  const again = await get<SearchAnswer>(PATH);
  expect(again.body.reranked).not.toBeNull();
});
