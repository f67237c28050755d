/** Parts of a text that identify it. */
export interface TextProbes {
  readonly id: string;
  /** As they appear in a file, in UTF-8. */
  readonly probes: readonly Buffer[];
}

/** The share of a text's parts that an object must contain to count as containing the text. Less is a quotation. */
export const HELD_SHARE = 0.5;
const MAX_PROBES = 24;
/** Runs of words without marks, which look the same in plain text, in JSON and in HTML. */
const RUN = /[\p{L}\p{N}][\p{L}\p{N} ,.-]{14,46}[\p{L}\p{N}]/gu;

/**
 * Chooses parts of a text from its beginning to its end. A text without a run of words is searched for as a
 * whole.
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

  /** Ids of the texts of which enough parts were found. @param share of the parts, from 0 for any to 1 for all */
  found(share: number): readonly string[] {
    const ids = this.#texts.flatMap(({ id, probes }, text) => {
      const count = this.#found.get(String(text))?.size ?? 0;
      return count > 0 && count >= share * probes.length ? [id] : [];
    });
    return [...new Set(ids)];
  }
}
