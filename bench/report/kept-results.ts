import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { dirname } from "node:path";
import { writeFileAtomically } from "@dateline-search/core/files/write-file-atomically";
import { note } from "../process/note.ts";

/** One measurement, with its time and the load of the machine. */
export interface KeptResult<Value = unknown> {
  readonly measuredAt: string;
  readonly commit: string;
  /** Load average of the last minute, before and after. */
  readonly load: readonly [number, number];
  readonly value?: Value;
  /** Why the value is missing. */
  readonly error?: string;
}

/**
 * Measurements in a JSON file, each written at once. An interrupted run can continue, and a report can combine several
 * runs.
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

  /** @param commit the commit that this run measures */
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

  /** Measures unless there is a result. An error is a result too: it is stored, and the run continues. */
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
