import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import type { SearchEngine } from "@dateline-search/core/search/search-engine";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { expect, inject, onTestFinished, test } from "vitest";
import { buildTestIndex } from "../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { openIndices, openTestEngine } from "./open-indices.ts";

const ARTICLES = 400;
const CLIENTS = 4;
const embedder = hashedWordsEmbedder();

const PLACES = ["harbour", "bridge", "market", "station", "theatre", "river", "castle", "garden"];
const RECORDS = Array.from({ length: ARTICLES }, (_, number) => ({
  id: `article-${number}`,
  title: `Report ${number} from the ${PLACES[number % PLACES.length]}`,
  text: `Somebody saw number${number} at the ${PLACES[number % PLACES.length]} today. Nobody knows why it was there.\n\nThe ${PLACES[(number + 3) % PLACES.length]} stays open until further notice, said the mayor of town ${number}.`,
  publishedAt: `2025-03-${String(1 + (number % 28)).padStart(2, "0")}`,
}));

async function tellControl(what: "kill" | "restart"): Promise<void> {
  const response = await fetch(`${inject("opensearchControl")}/${what}`, { method: "POST" });
  if (!response.ok) throw new Error(await response.text());
}

async function ask(engine: SearchEngine, number: number): Promise<readonly string[]> {
  const query = parseQuery({ text: `number${number} ${PLACES[number % PLACES.length]}` });
  const { hits } = await engine.use((generation) => searchPassages({ generation, embedder }, query));
  return hits.map(({ passage }) => passage.id);
}

interface Asked {
  readonly number: number;
  readonly ids: readonly string[];
  readonly tookMs: number;
}

/** Asks without a pause until it is told to stop. */
async function askOnAndOn(
  engine: SearchEngine,
  client: number,
  isOver: () => boolean,
): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (let round = 0; !isOver(); round++) {
    const number = (client * 97 + round) % ARTICLES;
    const startedAt = performance.now();
    const ids = await ask(engine, number);
    asked.push({ number, ids, tookMs: performance.now() - startedAt });
  }
  return asked;
}

test("while a node dies, queries are answered, and a running load keeps everything acknowledged", async () => {
  const { folder } = await buildTestIndex(RECORDS);
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
  onTestFinished(() => generation.close());
  const { location, indices } = await openIndices("outage");
  await loadGeneration(generation, indices, { shards: 2, replicas: 1 });
  const engine = await openTestEngine(location);
  const before = new Map<number, readonly string[]>();
  for (let number = 0; number < ARTICLES; number += 50) before.set(number, await ask(engine, number));

  let isOver = false;
  const asking = Array.from({ length: CLIENTS }, (_, client) => askOnAndOn(engine, client, () => isOver));
  const loading = loadGeneration(generation, indices, { rebuild: true, shards: 2, replicas: 1 });
  await tellControl("kill");
  const loaded = await loading;
  isOver = true;
  const asked = (await Promise.all(asking)).flat();

  // `loadGeneration` counts what is there and looks for samples before it lets an index answer.
  expect(loaded).toMatchObject({ unchanged: false, articles: ARTICLES });
  for (const { number, ids } of asked) expect(ids[0], `question ${number}`).toBe(`article-${number}#0`);
  for (const [number, ids] of before) expect(await ask(engine, number)).toEqual(ids);
  const slowest = Math.max(...asked.map(({ tookMs }) => tookMs));
  console.log(`${asked.length} questions while a node died, the slowest took ${Math.round(slowest)} ms`);

  await tellControl("restart");
  for (const [number, ids] of before) expect(await ask(engine, number)).toEqual(ids);
});
