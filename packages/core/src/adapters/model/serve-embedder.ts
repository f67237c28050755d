import type { EmbeddingAnswer, EmbeddingTask } from "./embedder-messages.ts";
import { openTransformersEmbedder } from "./transformers-embedder.ts";

/**
 * Embeds passages for the parent process until it exits. Each process computes in one thread: threads
 * that share a small model spend more time waiting than computing.
 *
 * @param model folder of the models and name of the model
 */
export async function serveEmbedder(model: {
  readonly modelsFolder: string;
  readonly modelName: string;
}): Promise<void> {
  process.once("disconnect", () => process.exit(0));
  // Signals are meant for the parent, which then closes the channel.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  const embedder = await openTransformersEmbedder({ ...model, verify: "size" });
  const embed = async (task: EmbeddingTask) =>
    "texts" in task
      ? await embedder.embedPassages(task.texts)
      : await embedder.embedWithParts(task.withParts);
  process.on("message", (task: EmbeddingTask) => {
    const { id } = task;
    embed(task)
      .then((embedded): EmbeddingAnswer => ({ id, embedded }))
      .catch((error: Error): EmbeddingAnswer => ({ id, failure: error.message }))
      .then((answer) => process.send?.(answer));
  });
  process.send?.("ready");
}
