import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { dirname } from "node:path";
import { writeFileAtomically } from "@dateline-search/core/files/write-file-atomically";
import { note } from "../process/note.ts";

/** One measurement, and when and beside what it was made. */
export interface KeptResult<Value = unknown> {
  readonly measuredAt: string;
  readonly commit: string;
  /** Load average of the last minute, before and after. */
  readonly load: readonly [number, number];
  readonly value?: Value;
  /** Why there is no value. */
  readonly error?: string;
}

/**
 * Measurements in a JSON file, each written as soon as it is there. A run that was stopped goes on where it was, and a
 * report can be written from what several runs have measured.
 */
export class KeptResults {
  readonly #file: string;
  readonly #commit: string;
  readonly #results: Map<string, KeptResult>;

  private constructor(file: string, commit: string, results: Map<string, KeptResult>) {
    this.#file = file;
    this.#commit = commit;
    this.#results = results;
  }

  /** @param commit what the results of this run are measured at */
  static async open(file: string, commit: string): Promise<KeptResults> {
    const text = existsSync(file) ? await readFile(file, "utf8") : "{}";
    return new KeptResults(
      file,
      commit,
      new Map(Object.entries(JSON.parse(text) as Record<string, KeptResult>)),
    );
  }

  get<Value>(key: string): KeptResult<Value> | undefined {
    return this.#results.get(key) as KeptResult<Value> | undefined;
  }

  /** Results whose key begins like this, in the order of their keys. */
  below<Value>(prefix: string): ReadonlyMap<string, KeptResult<Value>> {
    const found = [...this.#results]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(found) as ReadonlyMap<string, KeptResult<Value>>;
  }

  /** Measures what has not been measured. An error is a result too: it is kept, and the run goes on. */
  async measure<Value>(key: string, work: () => Promise<Value>): Promise<KeptResult<Value>> {
    const kept = this.get<Value>(key);
    if (kept !== undefined) return kept;
    note(key);
    const before = loadNow();
    const outcome = await work().then(
      (value) => ({ value }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    const measuredAt = new Date().toISOString();
    const result: KeptResult<Value> = {
      measuredAt,
      commit: this.#commit,
      load: [before, loadNow()],
      ...outcome,
    };
    this.#results.set(key, result);
    await this.#save();
    return result;
  }

  /** Forgets results, to measure them again. */
  async drop(prefix: string): Promise<void> {
    for (const key of this.#results.keys()) if (key.startsWith(prefix)) this.#results.delete(key);
    await this.#save();
  }

  async #save(): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    const sorted = Object.fromEntries([...this.#results].sort(([a], [b]) => (a < b ? -1 : 1)));
    await writeFileAtomically(this.#file, (file) => file.writeFile(`${JSON.stringify(sorted, null, 1)}\n`));
  }
}

function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}
