import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ColdStart } from "./cold-start.ts";
import type { SearchFunctionHandler } from "./create-search-handler.ts";
import { readFunctionOptions } from "./function-options.ts";
import { LazyOnce } from "./lazy-once.ts";
import { openSearchEngine } from "./open-search-engine.ts";

/** Fetching credentials may take a while. */
const MOST_WAIT_MS = 1_000;

const coldStart = new ColdStart();
const modelsFolder = fileURLToPath(new URL("models", import.meta.url));
const synonyms = fileURLToPath(new URL("synonyms.txt", import.meta.url));
const readOptions = () => {
  const synonymsFile = existsSync(synonyms) ? synonyms : undefined;
  return { ...readFunctionOptions(process.env, modelsFolder), synonymsFile };
};
const index = new LazyOnce(() => coldStart.time("index", () => openSearchEngine(readOptions(), coldStart)));
// The first query reports a failure and retries.
const opening = index.get().catch(() => {});
// Request the files of the index before doing anything that blocks for longer, so that they arrive meanwhile. A cluster
// needs none.
if (!process.env["DATELINE_ENGINE"]) {
  const tooLate = setTimeout(MOST_WAIT_MS);
  await Promise.race([coldStart.asked, opening, tooLate]);
  // A short part of the rest, for the time that S3 takes to answer.
  await import("@dateline-search/core/adapters/model/transformers-embedder");
  await Promise.race([coldStart.downloading, opening, tooLate]);
}
const { createSearchHandler } = await import("./create-search-handler.ts");
coldStart.imported();

/** The Lambda handler: events of function URLs and API Gateway, and direct invocations. */
export const handler: SearchFunctionHandler = await createSearchHandler({
  coldStart,
  readOptions,
  modelsFolder,
  openIndex: async () => await index.get(),
});
