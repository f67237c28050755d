/**
 * Queries an index that is partly remote. A search is synchronous. If it needs parts that are not local yet, it
 * throws an error that lists them. The caller fetches these and runs the search again, which is safe because a
 * search has no side effects.
 *
 * @module
 */

import { DatelineError } from "../errors.ts";

/** A part of the index that has to be fetched. */
export interface UnfetchedPart {
  readonly sizeBytes: number;
  /** @throws DatelineError as `ObjectStore.getRange`; `object-corrupt` when the bytes are wrong every time */
  fetch(): Promise<void>;
}

/** Thrown if parts of the index have to be fetched first. */
export class Unfetched extends Error {
  override readonly name = "Unfetched";
  readonly parts: readonly UnfetchedPart[];

  constructor(parts: readonly UnfetchedPart[]) {
    super(`Cannot read ${parts.length} parts of the index: they have to be fetched first`);
    this.parts = parts;
  }
}

/** Maximum size of the parts that one answer may fetch and keep until it is complete. */
const MOST_BYTES = 48 * 2 ** 20;
/**
 * Maximum number of rounds for one answer. A search takes 3. Only reading many texts, for a phrase of common
 * words, takes more.
 */
const MOST_ROUNDS = 32;

/** Thrown if an answer needs so many parts that it should wait for the whole index. */
export class TooMuchUnfetched extends DatelineError {
  constructor(bytes: number) {
    super(
      "disk-full",
      `Cannot answer: this needs ${bytes} bytes of an index that does not fit here; give the function more memory or temporary storage`,
    );
  }
}

/**
 * Queries every item, even after one has thrown `Unfetched`, so that all missing parts are fetched at once.
 *
 * @throws Unfetched with the parts of all; what `ask` throws
 */
export function askEach<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item, index: number) => Answer,
): Answer[] {
  const missing: UnfetchedPart[] = [];
  const answers = items.map((item, index) => {
    try {
      return ask(item, index);
    } catch (error) {
      if (!(error instanceof Unfetched)) throw error;
      missing.push(...error.parts);
      return undefined;
    }
  });
  if (missing.length > 0) throw new Unfetched(missing);
  return answers as Answer[];
}

/**
 * Runs work, fetches what it lacks, and repeats until nothing is missing.
 *
 * @throws TooMuchUnfetched; DatelineError when a part cannot be fetched; what `work` throws
 */
export async function whenFetched<Answer>(work: () => Answer): Promise<Answer> {
  let bytes = 0;
  for (let rounds = 0; ; rounds++) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Unfetched)) throw error;
      bytes += error.parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      if (bytes > MOST_BYTES || rounds === MOST_ROUNDS) throw new TooMuchUnfetched(bytes);
      await Promise.all(error.parts.map((part) => part.fetch()));
    }
  }
}
