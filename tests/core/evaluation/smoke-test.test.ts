import { existsSync } from "node:fs";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { smokeTest } from "@dateline-search/core/evaluation/smoke-test";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

async function smoke(records: readonly object[], options: { queries?: string[]; modelName?: string } = {}) {
  const { folder: source, report } = await buildTestIndex(records);
  const folder = join(temporaryFolder(), "smoke");
  const outcome = await smokeTest({
    store: new FileObjectStore(source),
    id: report.generation,
    embedder: { ...hashedWordsEmbedder(), ...(options.modelName && { fingerprint: options.modelName }) },
    format: localSegmentFormat,
    folder,
    queries: (options.queries ?? []).map((text) => parseQuery({ text })),
  }).then(
    () => "sound",
    (error) => error,
  );
  return { outcome, isLeft: existsSync(folder) };
}

test("a sound generation passes and nothing is left behind", async () => {
  expect(await smoke(NEWS_RECORDS, { queries: ["bridge pillars"] })).toEqual({
    outcome: "sound",
    isLeft: false,
  });
});

test("many reports with the same opening pass", async () => {
  const opening =
    "Shipping bulletin of the northern coast, issued by the harbour master for all vessels. ".repeat(3);
  const bulletins = Array.from({ length: 30 }, (_, index) => ({
    id: `b${index}`,
    title: "Shipping bulletin",
    text: `${opening}Wind ${index} knots.`,
  }));
  expect((await smoke(bulletins)).outcome).toBe("sound");
});

test("a query without any word of the index fails, although it has hits by meaning", async () => {
  const { outcome, isLeft } = await smoke(NEWS_RECORDS, { queries: ["zxqv blorf"] });
  expect(outcome).toMatchObject({
    code: "publish-refused",
    message: expect.stringContaining('"zxqv blorf"'),
  });
  expect(isLeft).toBe(false);
});

test("an index of another model is rejected", async () => {
  expect((await smoke(NEWS_RECORDS, { modelName: "other" })).outcome).toMatchObject({
    code: "model-mismatch",
  });
});

test("embeddings of other texts are rejected", async () => {
  const { folder: source, report } = await buildTestIndex(NEWS_RECORDS);
  const embedder = hashedWordsEmbedder();
  const outcome = smokeTest({
    store: new FileObjectStore(source),
    id: report.generation,
    embedder: {
      ...embedder,
      embedPassages: async (texts) => await embedder.embedPassages(texts.map(() => "else")),
    },
    format: localSegmentFormat,
    folder: join(temporaryFolder(), "smoke"),
    queries: [],
  });
  await expect(outcome).rejects.toMatchObject({
    code: "index-corrupt",
    message: expect.stringContaining("another text's"),
  });
});
