import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { findModel, findReranker } from "@dateline-search/core/model/model-registry";
import type { ModelSpec, RerankerSpec } from "@dateline-search/core/model/model-spec";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Reranker } from "@dateline-search/core/ports/reranker";
import type { CliContext } from "./cli-context.ts";
import { environmentVariable, modelsFolder } from "./environment.ts";
import { reportPull } from "./terminal/report-progress.ts";

/** Opens a model, pulling it first if this machine lacks it. */
export async function openEmbedder(modelName: string, context: CliContext): Promise<Embedder> {
  const pulled = await pullEmbedder(modelName, context);
  return await openTransformersEmbedder({ modelsFolder: modelsFolder(context), modelName: pulled });
}

/** Pulls an embedding model without opening it. @returns its full name */
export async function pullEmbedder(modelName: string, context: CliContext): Promise<string> {
  const spec = findModel(modelName);
  await ensure(spec, context);
  return spec.name;
}

/** Opens a reranker, pulling it first if needed; `undefined` when none is named. */
export async function openReranker(
  modelName: string | undefined,
  context: CliContext,
): Promise<Reranker | undefined> {
  const pulled = await pullReranker(modelName, context);
  if (pulled === undefined) return undefined;
  const { openTransformersReranker } = await import(
    "@dateline-search/core/adapters/model/transformers-reranker"
  );
  return await openTransformersReranker({ modelsFolder: modelsFolder(context), modelName: pulled });
}

/** Pulls a reranker without opening it. @returns its full name */
export async function pullReranker(
  modelName: string | undefined,
  context: CliContext,
): Promise<string | undefined> {
  if (modelName === undefined) return undefined;
  const spec = findReranker(modelName);
  await ensure(spec, context);
  return spec.name;
}

async function ensure(spec: ModelSpec | RerankerSpec, context: CliContext): Promise<void> {
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
}

/** A mirror of the Hugging Face hub, from the variable that the hub's own tools read. */
export function hubEndpoint(): { readonly hubEndpoint?: string } {
  const endpoint = environmentVariable("HF_ENDPOINT");
  return endpoint === undefined ? {} : { hubEndpoint: endpoint };
}
