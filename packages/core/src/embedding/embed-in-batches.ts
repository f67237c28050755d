import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../errors.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import type { EmbeddedParts, Embedder, TextWithParts } from "../ports/embedder.ts";
import type { Embedding } from "../types.ts";

/** UTF-16 units per batch, some 4,000 tokens: enough to group texts of equal length, and less than a second of work. */
const BATCH_UNITS = 16_000;

export interface EmbedInBatchesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the completed share of the work, 0…1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * Embeds each distinct text once, in batches of texts of similar length, because models pad to the longest text of a
 * call. Runs one batch per processor at once, for embedders that use several.
 *
 * @returns one embedding per text, in the order of the texts
 * @throws DatelineError `aborted` between two batches
 */
export async function embedInBatches(
  embedder: Embedder,
  texts: readonly string[],
  options: EmbedInBatchesOptions = {},
): Promise<readonly Embedding[]> {
  const distinct = [...new Set(texts)];
  const embed = async (batch: readonly string[]) => await embedder.embedPassages(batch);
  const embeddings = await inBatches(distinct, { embed, lengthOf: ({ length }) => length, ...options });
  const byText = new Map(distinct.map((text, index) => [text, embeddings[index] as Embedding]));
  return texts.map((text) => byText.get(text) as Embedding);
}

/** The same for texts whose parts are pooled with them. */
export async function embedPartsInBatches(
  embedder: Embedder,
  texts: readonly TextWithParts[],
  options: EmbedInBatchesOptions = {},
): Promise<readonly EmbeddedParts[]> {
  const embed = async (batch: readonly TextWithParts[]) => await embedder.embedWithParts(batch);
  return await inBatches(texts, { embed, lengthOf: ({ text }) => text.length, ...options });
}

interface Batching<T, U> extends EmbedInBatchesOptions {
  readonly embed: (batch: readonly T[]) => Promise<readonly U[]>;
  readonly lengthOf: (item: T) => number;
}

async function inBatches<T, U>(
  items: readonly T[],
  { embed, lengthOf, signal, onProgress }: Batching<T, U>,
): Promise<readonly U[]> {
  const lengths = items.map(lengthOf);
  const unitsOf = (batch: readonly number[]) => batch.reduce((sum, index) => sum + (lengths[index] ?? 0), 0);
  const total = unitsOf([...lengths.keys()]);
  const results = new Array<U>(items.length);
  let left = total;
  await mapConcurrently(toBatches(lengths), availableParallelism(), async (batch) => {
    // ONNX Runtime blocks the thread while it runs. Yield, so that Ctrl-C is handled.
    await setImmediate();
    throwIfAborted("embed the passages", signal);
    const embedded = await embed(batch.map((index) => items[index] as T));
    for (const [position, index] of batch.entries()) results[index] = embedded[position] as U;
    left -= unitsOf(batch);
    onProgress?.(1 - left / Math.max(1, total));
  });
  return results;
}

/** Longest first, so that no process finishes long after the others. */
function toBatches(lengths: readonly number[]): readonly (readonly number[])[] {
  const batches: number[][] = [];
  let units = Number.POSITIVE_INFINITY;
  for (const [index, length] of [...lengths.entries()].sort(([, a], [, b]) => b - a)) {
    units += length;
    if (units > BATCH_UNITS) {
      batches.push([]);
      units = length;
    }
    batches.at(-1)?.push(index);
  }
  return batches;
}
