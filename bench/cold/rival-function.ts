import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { ColdStart } from "@dateline-search/functions/cold-start";
import { Logger } from "@dateline-search/functions/logger";
import { readPassageSet } from "../passages/passage-set.ts";
import { type EngineQuery, WANTED } from "../rivals/engine.ts";
import { nearestRows } from "../rivals/exact-scan.ts";
import { lanceHnswSq } from "../rivals/lancedb.ts";
import { orama } from "../rivals/orama.ts";

/**
 * A rival as a Lambda function: opens its index on S3 while it loads the model, and answers from it. Has the search
 * function's download code and log lines. `DATELINE_BENCH_RIVAL` names the rival.
 */
const coldStart = new ColdStart();
coldStart.imported();
const logger = new Logger();
const modelsFolder = fileURLToPath(new URL("models", import.meta.url));
const storeUri = process.env["DATELINE_STORE"] ?? "";
/** LanceDB's ef. */
const EFFORT = 100;

type Search = (query: EngineQuery) => unknown;

const RIVALS: Readonly<Record<string, () => Promise<Search | undefined>>> = {
  // Reads from S3 whatever a query needs. Its requests are not counted here.
  "lance-hnsw": async () => (await lanceHnswSq.open(`${storeUri}/lance-hnsw`, EFFORT)).hybrid,
  orama: async () => (await orama.open(await download(["orama/orama.v8"]), 0)).hybrid,
  scan: openScan,
};

const opening = Promise.all([
  coldStart.time("model", () =>
    openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME, verify: "size" }),
  ),
  coldStart.time("index", async () => await RIVALS[process.env["DATELINE_BENCH_RIVAL"] ?? ""]?.()),
]);
let answered = false;

/** The Lambda handler: `{query}`. */
export async function handler(event: { readonly query: string }): Promise<unknown> {
  const startedAt = performance.now();
  const [embedder, search] = await opening;
  const embedding = await embedder.embedQuery(event.query);
  const hits = await search?.({ text: event.query, embedding });
  const timings = { total: performance.now() - startedAt };
  logger.log("info", "request", { status: 200, timings });
  if (!answered) logger.log("info", "cold start", { ...coldStart.report(timings) });
  answered = true;
  return { hits };
}

async function openScan(): Promise<Search> {
  const folder = await download(["scan/passages.json", "scan/embeddings.f32"]);
  const { passages, embeddings } = await readPassageSet(folder);
  return ({ embedding }) => nearestRows(embeddings, embedding, WANTED).map((row) => passages[row]);
}

/** @returns the folder that now holds the objects */
async function download(keys: readonly string[]): Promise<string> {
  const onRequest = () => {
    coldStart.countRequest();
  };
  const endpoint = process.env["AWS_ENDPOINT_URL_S3"];
  const store = await openObjectStore(storeUri, { s3: { endpoint, onRequest } });
  const folder = join(tmpdir(), "rival");
  await mkdir(folder, { recursive: true });
  const sizes = await Promise.all(
    keys.map((key) => store.getToFile(key, join(folder, key.slice(key.indexOf("/") + 1)))),
  );
  coldStart.countBytes = () => sizes.reduce((sum, size) => sum + size, 0);
  return folder;
}
