import { createHash } from "node:crypto";

/** One version of an object. */
export interface BucketObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly modifiedAtMs: number;
}

/** A change of the bucket, and who asked for it. */
export interface BucketChange {
  readonly key: string;
  readonly before: BucketObject | undefined;
  /** `undefined` for a removal. */
  readonly after: BucketObject | undefined;
  /** What the writer is doing, as it told the store that it writes through. */
  readonly task: unknown;
}

/** The objects themselves, as a store that all actors share has them; every change is atomic. */
export class SimulatedBucket {
  readonly #objects = new Map<string, BucketObject>();
  /** Versions that were replaced, for stale reads. */
  readonly #earlier = new Map<string, BucketObject>();
  readonly #onChange: (change: BucketChange) => void;

  constructor(onChange: (change: BucketChange) => void) {
    this.#onChange = onChange;
  }

  get(key: string): BucketObject | undefined {
    return this.#objects.get(key);
  }

  /** The version before the last; the last when there is no other. */
  getStale(key: string): BucketObject | undefined {
    return this.#earlier.get(key) ?? this.#objects.get(key);
  }

  keys(): string[] {
    return [...this.#objects.keys()].sort();
  }

  put(
    key: string,
    bytes: Uint8Array,
    { atMs, task }: { readonly atMs: number; readonly task: unknown },
  ): BucketObject {
    const before = this.#objects.get(key);
    const after = { bytes, etag: sha256Of(bytes), modifiedAtMs: atMs };
    if (before !== undefined) this.#earlier.set(key, before);
    this.#objects.set(key, after);
    this.#onChange({ key, before, after, task });
    return after;
  }

  delete(key: string, task: unknown): void {
    const before = this.#objects.get(key);
    if (before === undefined) return;
    this.#objects.delete(key);
    this.#earlier.delete(key);
    this.#onChange({ key, before, after: undefined, task });
  }
}

/** Lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
