/**
 * How an index that is partly elsewhere is asked. A search is synchronous, and what it needs may not be here yet. Then it throws,
 * naming all that it lacks. Whoever runs it fetches that and runs it again: a search changes nothing, so it may.
 *
 * @module
 */

import { DatelineError } from "../errors.ts";

/** Something that has to be fetched. */
export interface UnfetchedPart {
  readonly sizeBytes: number;
  /** @throws DatelineError as `ObjectStore.getRange`, or `object-corrupt` when what arrives stays wrong */
  fetch(): Promise<void>;
}

/** Thrown where parts of the index have to be fetched before there is an answer. */
export class Unfetched extends Error {
  override readonly name = "Unfetched";
  readonly parts: readonly UnfetchedPart[];

  constructor(parts: readonly UnfetchedPart[]) {
    super(`Cannot read ${parts.length} parts of the index: they have to be fetched first`);
    this.parts = parts;
  }
}

/** An answer may need so much of what is elsewhere; it is kept until then. */
const MOST_BYTES = 48 * 2 ** 20;
/** And so many times: a search takes 3. Only those who read many texts, for a phrase of common words, take more. */
const MOST_ROUNDS = 32;

/** Thrown when an answer needs so much that it should wait for the whole index. */
export class TooMuchUnfetched extends DatelineError {
  constructor(bytes: number) {
    super(
      "disk-full",
      `Cannot answer: this needs ${bytes} bytes of an index that has no room here; give the function more memory or temporary storage`,
    );
  }
}

/**
 * Asks each of several things, even if one of the first lacks something, so that all that is lacking is fetched at once.
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
 * Runs work, fetches what it lacks, and runs it again until it has all.
 *
 * @throws TooMuchUnfetched; DatelineError why something could not be fetched; what `work` throws
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
