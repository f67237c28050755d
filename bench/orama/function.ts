import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { ColdStart } from "@dateline-search/functions/cold-start";
import { Logger } from "@dateline-search/functions/logger";
import { ORAMA_KEY, restoreOrama, searchOrama } from "./orama-index.ts";

/**
 * The rival as a Lambda function: fetches Orama's serialised index from S3 while it loads the model, restores
 * it, and answers from it. Uses the search function's download code and log lines.
 */
const coldStart = new ColdStart();
coldStart.imported();
const logger = new Logger();
const modelsFolder = fileURLToPath(new URL("models", import.meta.url));
const opening = Promise.all([
  coldStart.time("model", () =>
    openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME, verify: "size" }),
  ),
  coldStart.time("index", openIndex),
]);
let answered = false;

async function openIndex() {
  const onRequest = () => {
    coldStart.countRequest();
  };
  const endpoint = process.env["AWS_ENDPOINT_URL_S3"];
  const store = await openObjectStore(process.env["DATELINE_STORE"] ?? "", { s3: { endpoint, onRequest } });
  const file = join(tmpdir(), ORAMA_KEY);
  const sizeBytes = await store.getToFile(ORAMA_KEY, file);
  coldStart.countBytes = () => sizeBytes;
  return await coldStart.time("open", async () => restoreOrama(JSON.parse(await readFile(file, "utf8"))));
}

/** The Lambda handler: `{query}`. */
export async function handler(event: { readonly query: string }): Promise<unknown> {
  const startedAt = performance.now();
  const [embedder, index] = await opening;
  const embedding = await embedder.embedQuery(event.query);
  const hits = await searchOrama(index, { text: event.query, embedding });
  const timings = { total: performance.now() - startedAt };
  logger.log("info", "request", { status: 200, timings });
  if (!answered) logger.log("info", "cold start", { ...coldStart.report(timings) });
  answered = true;
  return { hits };
}
