import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { env, pipeline } from "@xenova/transformers";
import { serveTask } from "../process/run-measured.ts";
import { timed } from "../process/timed.ts";

export interface PlainLoopInput {
  readonly texts: readonly string[];
  readonly modelsFolder: string;
}

/** The rival of a build: transformers.js as its documentation shows it, one text after the other, the same int8 model. */
serveTask(async ({ texts, modelsFolder }: PlainLoopInput): Promise<{ ms: number; cpuMs: number }> => {
  const { ms, cpuMs } = await timed(async () => {
    env.localModelPath = modelsFolder;
    env.allowRemoteModels = false;
    const extract = await pipeline("feature-extraction", DEFAULT_MODEL_NAME, { quantized: true });
    for (const text of texts) await extract(text, { pooling: "mean", normalize: true });
  });
  return { ms, cpuMs };
});
