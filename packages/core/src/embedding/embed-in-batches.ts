import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../errors.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { Embedding } from "../types.ts";

/** Texts per model call. Larger batches gain little and use more memory. */
const BATCH_SIZE = 32;

export interface EmbedInBatchesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the UTF-16 units of its texts, a measure of the work. */
  readonly onBatch?: (units: number) => void;
}

/**
 * Embeds texts in batches of similar length, since the model pads every text of a batch to the longest. Runs
 * as many batches at once as there are processors, for embedders that can use them.
 *
 * @returns one embedding per text, in the order of the texts
 * @throws DatelineError `aborted` between two batches
 */
export async function embedInBatches(
  embedder: Embedder,
  texts: readonly string[],
  options: EmbedInBatchesOptions = {},
): Promise<readonly Embedding[]> {
  const shortestFirst = texts
    .map((_, index) => index)
    .sort((a, b) => lengthOf(texts, a) - lengthOf(texts, b) || a - b);
  const embeddings = new Array<Embedding>(texts.length);
  const batches = Array.from({ length: Math.ceil(texts.length / BATCH_SIZE) }, (_, index) =>
    shortestFirst.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );
  // Longest first, so that no process finishes long after the others.
  await mapConcurrently(batches.reverse(), availableParallelism(), async (batch) => {
    // ONNX Runtime blocks the thread while it runs. Yield, so that Ctrl-C is handled.
    await setImmediate();
    throwIfAborted("embed the passages", options.signal);
    const batchTexts = batch.map((index) => texts[index] as string);
    const embedded = await embedder.embedPassages(batchTexts);
    batch.forEach((index, position) => {
      embeddings[index] = embedded[position] as Embedding;
    });
    options.onBatch?.(batchTexts.reduce((units, text) => units + text.length, 0));
  });
  return embeddings;
}

function lengthOf(texts: readonly string[], index: number): number {
  return texts[index]?.length ?? 0;
}
