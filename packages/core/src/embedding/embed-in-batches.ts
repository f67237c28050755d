import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../errors.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { Embedding } from "../types.ts";

/**
 * UTF-16 units of the texts that are embedded together, some 4,000 tokens: enough for an embedder to find texts
 * of equal length among them, and less than a second of work.
 */
const BATCH_UNITS = 16_000;

export interface EmbedInBatchesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the completed share of the work, 0…1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * Embeds each distinct text once, in batches of texts of similar length, since models pad the texts of a call
 * to the longest. Runs as many batches at once as there are processors, for embedders that can use them.
 *
 * @returns one embedding per text, in the order of the texts
 * @throws DatelineError `aborted` between two batches
 */
export async function embedInBatches(
  embedder: Embedder,
  texts: readonly string[],
  options: EmbedInBatchesOptions = {},
): Promise<readonly Embedding[]> {
  const embeddings = new Map<string, Embedding>();
  // Longest first, so that no process finishes long after the others.
  const batches = toBatches([...new Set(texts)].sort((a, b) => b.length - a.length));
  let unitsLeft = unitsOf(batches.flat());
  const total = unitsLeft;
  await mapConcurrently(batches, availableParallelism(), async (batch) => {
    // ONNX Runtime blocks the thread while it runs. Yield, so that Ctrl-C is handled.
    await setImmediate();
    throwIfAborted("embed the passages", options.signal);
    const embedded = await embedder.embedPassages(batch);
    for (const [position, text] of batch.entries()) embeddings.set(text, embedded[position] as Embedding);
    unitsLeft -= unitsOf(batch);
    options.onProgress?.(1 - unitsLeft / Math.max(1, total));
  });
  return texts.map((text) => embeddings.get(text) as Embedding);
}

function toBatches(texts: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let units = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    units += text.length;
    if (units > BATCH_UNITS) {
      batches.push([]);
      units = text.length;
    }
    batches.at(-1)?.push(text);
  }
  return batches;
}

function unitsOf(texts: readonly string[]): number {
  return texts.reduce((units, text) => units + text.length, 0);
}
