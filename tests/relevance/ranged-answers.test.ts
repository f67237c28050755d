import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { evaluate } from "@dateline-search/core/evaluation/evaluate";
import { readBeir } from "@dateline-search/core/evaluation/read-beir";
import { readQuestions } from "@dateline-search/core/evaluation/read-questions";
import { segmentFileKey } from "@dateline-search/core/generation/generation-objects";
import { type OpenGeneration, openGeneration } from "@dateline-search/core/generation/open-generation";
import { buildIndex } from "@dateline-search/core/indexing/build-index";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { parseQuery, type QueryInput } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const RANKING_SET = fileURLToPath(new URL("ranking-set", import.meta.url));
const SEED_CORPUS = fileURLToPath(new URL("../../corpus", import.meta.url));
const SEED_QUESTIONS = fileURLToPath(new URL("seed-questions.jsonl", import.meta.url));
/** Shares of the first ten hits that are the same, and of nDCG that may be lost. */
const LEAST_OVERLAP = 0.98;
const MOST_LOST = 0.003;

let embedder: Embedder;
beforeAll(async () => {
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
});
afterAll(() => embedder.close());

describe.each([
  ["the ranking set", join(RANKING_SET, "corpus.jsonl"), rankingQueries],
  ["the seed article", SEED_CORPUS, seedQueries],
])("answers of ranges of %s", (_name, corpusPath, readQueries) => {
  test("are the same as those of the whole index", async () => {
    const { whole, ranged } = await openBoth(corpusPath);
    const variants: Partial<QueryInput>[] = [
      {},
      { mode: "semantic" },
      { mode: "lexical" },
      { collapse: "article" },
    ];
    for (const variant of variants) {
      const overlaps: number[] = [];
      for (const text of await readQueries()) {
        const query = parseQuery({ text, limit: 10, ...variant });
        const expected = await searchPassages({ generation: whole, embedder }, query);
        const actual = await searchPassages({ generation: ranged, embedder }, query);
        expect(actual.plan).toEqual(["ranged"]);
        const ids = new Set(expected.hits.map(({ passage }) => passage.id));
        const shared = actual.hits.filter(({ passage }) => ids.has(passage.id)).length;
        overlaps.push(ids.size === 0 ? Number(actual.hits.length === 0) : shared / ids.size);
      }
      const mean = overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
      expect(mean, JSON.stringify(variant)).toBeGreaterThanOrEqual(LEAST_OVERLAP);
    }
  });
});

test("the ranking set is answered equally well in ranges", async () => {
  const { whole, ranged } = await openBoth(join(RANKING_SET, "corpus.jsonl"));
  const set = await readBeir(RANKING_SET);
  const expected = await evaluate({ generation: whole, embedder }, set);
  const actual = await evaluate({ generation: ranged, embedder }, set);
  expect(actual.figures.ndcg10).toBeGreaterThanOrEqual(expected.figures.ndcg10 - MOST_LOST);
});

async function rankingQueries(): Promise<readonly string[]> {
  return (await readBeir(RANKING_SET)).queries.map(({ text }) => text);
}

async function seedQueries(): Promise<readonly string[]> {
  return (await readQuestions(SEED_QUESTIONS)).map(({ question }) => question);
}

/** One index with everything here, and with the heads alone. */
async function openBoth(
  corpusPath: string,
): Promise<{ readonly whole: OpenGeneration; readonly ranged: OpenGeneration }> {
  const folder = temporaryFolder();
  const store = new FileObjectStore(folder);
  await buildIndex(
    { store, embedder, format: localSegmentFormat, workFolder: join(folder, ".work") },
    {
      corpusPath,
      targetTokens: DEFAULT_TARGET_TOKENS,
      overlapTokens: DEFAULT_OVERLAP_TOKENS,
      strict: true,
    },
  );
  const how = { format: localSegmentFormat, verify: "sha256" } as const;
  const whole = await openGeneration(folder, how);
  const ranged = await openGeneration(folder, {
    ...how,
    others: (segment) => ({ read: (file, range) => store.getRange(segmentFileKey(segment, file), range) }),
  });
  onTestFinished(() => {
    whole.close();
    ranged.close();
  });
  return { whole, ranged };
}
