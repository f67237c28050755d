/** Parts of a text that identify it. */
export interface TextProbes {
  readonly id: string;
  /** As they appear in a file, in UTF-8. */
  readonly probes: readonly Buffer[];
}

/** An object with this share of a text's parts contains the text. A smaller share is a quotation. */
export const HELD_SHARE = 0.5;
const MAX_PROBES = 24;
/** Runs of words without special characters, which are the same in plain text, JSON and HTML. */
const RUN = /[\p{L}\p{N}][\p{L}\p{N} ,.-]{14,46}[\p{L}\p{N}]/gu;

/**
 * Chooses parts that are spread evenly over a text. Uses a text without a run of words as a whole.
 */
export function probesOf(id: string, text: string): TextProbes {
  const runs = [...new Set([...text.matchAll(RUN)].map(([run]) => run))];
  const step = Math.max(1, runs.length / MAX_PROBES);
  const chosen = Array.from(
    { length: Math.min(runs.length, MAX_PROBES) },
    (_, n) => runs[Math.floor(n * step)],
  );
  const probes = chosen.filter((run) => run !== undefined);
  return {
    id,
    probes: (probes.length === 0 ? [text.trim()] : probes).map((run) => Buffer.from(run, "utf8")),
  };
}

/** Searches for texts in streamed content. */
export class TextSearch {
  readonly #texts: readonly TextProbes[];
  readonly #overlap: number;
  readonly #found = new Map<string, Set<number>>();
  #rest: Buffer = Buffer.alloc(0);

  constructor(texts: readonly TextProbes[]) {
    this.#texts = texts;
    this.#overlap = Math.max(0, ...texts.flatMap(({ probes }) => probes.map(({ length }) => length)));
  }

  add(piece: Uint8Array): void {
    const window = Buffer.concat([this.#rest, piece]);
    this.#texts.forEach(({ probes }, text) => {
      const found = this.#found.get(String(text)) ?? new Set<number>();
      probes.forEach((probe, index) => {
        if (!found.has(index) && probe.length > 0 && window.includes(probe)) found.add(index);
      });
      this.#found.set(String(text), found);
    });
    this.#rest = window.subarray(Math.max(0, window.length - this.#overlap));
  }

  /**
   * Returns the ids of the texts that were found.
   *
   * @param share the required share of a text's parts, from 0 for any part to 1 for all
   */
  found(share: number): readonly string[] {
    const ids = this.#texts.flatMap(({ id, probes }, text) => {
      const count = this.#found.get(String(text))?.size ?? 0;
      return count > 0 && count >= share * probes.length ? [id] : [];
    });
    return [...new Set(ids)];
  }
}
