import { openTransformersEmbedder } from "@dateline/core/adapters/model/transformers-embedder";
import { ensureModel } from "@dateline/core/ensure-model";
import { findModel } from "@dateline/core/model/model-registry";
import type { Embedder } from "@dateline/core/ports/embedder";
import type { CliContext } from "./cli-context.ts";
import { modelsFolder } from "./folders.ts";
import { hubEndpoint } from "./hub-endpoint.ts";
import { reportPull } from "./terminal/pull-progress.ts";

/** Opens a model, pulling it first when this machine does not have it. */
export async function openEmbedder(modelName: string, context: CliContext): Promise<Embedder> {
  const spec = findModel(modelName);
  const progress = reportPull(context.stderr);
  try {
    await ensureModel({
      spec,
      modelsFolder: modelsFolder(context),
      ...hubEndpoint(),
      signal: context.signal,
      onProgress: progress.onProgress,
    });
  } finally {
    progress.stop();
  }
  return await openTransformersEmbedder({ modelsFolder: modelsFolder(context), modelName: spec.name });
}
