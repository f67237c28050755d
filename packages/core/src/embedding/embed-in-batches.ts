import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../errors.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { Embedding } from "../types.ts";

/** Texts of one call of the model. Larger batches gain little and hold more memory. */
const BATCH_SIZE = 32;

export interface EmbedInBatchesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the UTF-16 units of its texts, a measure of the work. */
  readonly onBatch?: (units: number) => void;
}

/**
 * Embeds texts in batches of similar length, since the model pads every text of a batch to its longest; as many batches
 * at once as there are processors, for embedders that use them.
 *
 * @returns one embedding for each text, in the order of the texts
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
  // Longest first, so that none of the processes ends long after the others.
  await mapConcurrently(batches.reverse(), availableParallelism(), async (batch) => {
    // ONNX Runtime holds the thread while it runs: without a turn of the event loop no Ctrl-C would arrive.
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
