import {
  type AutoModel,
  AutoTokenizer,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from "@xenova/transformers";
import { DatelineError } from "../../errors.ts";
import type { Precision } from "../../model/model-registry.ts";

/** Which files are loaded, and as what. */
export interface TransformerFiles {
  readonly modelsFolder: string;
  /** Full registry name: also the name of the model's folder. */
  readonly modelName: string;
  readonly precision: Precision;
  readonly architecture: Pick<typeof AutoModel, "from_pretrained">;
  /** What the model must compute: the name of its output. */
  readonly output: string;
}

export interface LoadedTransformer {
  readonly tokenizer: PreTrainedTokenizer;
  readonly model: PreTrainedModel;
}

let lastLoad: Promise<unknown> = Promise.resolve();

/**
 * Loads a model from disk with transformers.js (https://huggingface.co/docs/transformers.js). Nothing is fetched. One after
 * the other, because transformers.js takes the folder from a global setting while it loads.
 *
 * @throws DatelineError `model-invalid` when the files cannot be run, or compute something else
 */
export function loadTransformer(files: TransformerFiles): Promise<LoadedTransformer> {
  const loading = lastLoad.then(() => load(files));
  lastLoad = loading.catch(() => undefined);
  return loading;
}

async function load(files: TransformerFiles): Promise<LoadedTransformer> {
  const { modelsFolder, modelName, precision, architecture, output } = files;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.localModelPath = modelsFolder;
  let loaded: LoadedTransformer;
  try {
    const tokenizer = await AutoTokenizer.from_pretrained(modelName);
    const model = await architecture.from_pretrained(modelName, { quantized: precision === "int8" });
    loaded = { tokenizer, model };
  } catch (cause) {
    throw invalid(files, { cause });
  }
  const outputs = outputsOf(loaded.model);
  if (outputs.includes(output)) return loaded;
  await loaded.model.dispose();
  throw invalid(files, { reason: `: it computes ${outputs.join(", ")}, not ${output}` });
}

function outputsOf(model: PreTrainedModel): readonly string[] {
  const { outputNames } = model.session as { readonly outputNames: readonly string[] };
  return outputNames;
}

function invalid(
  { modelName, precision, modelsFolder }: TransformerFiles,
  { reason = "", cause }: { readonly reason?: string; readonly cause?: unknown },
): DatelineError {
  const message = `Cannot load the model ${modelName} (${precision}) from ${modelsFolder}${reason}`;
  return new DatelineError("model-invalid", message, cause === undefined ? {} : { cause });
}
