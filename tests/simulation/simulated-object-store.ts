import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import {
  assertHasRange,
  assertSha256,
  assertSize,
  conflict,
  corrupt,
  missing,
} from "@dateline-search/core/adapters/object-store/verify-object";
import { abortedError, DatelineError } from "@dateline-search/core/errors";
import type {
  ByteRange,
  GetToFileOptions,
  ObjectBody,
  ObjectInfo,
  ObjectStore,
  PutNewOptions,
  RequestOptions,
  StoredObject,
} from "@dateline-search/core/ports/object-store";
import type { Hazards } from "./hazards.ts";
import type { SimulatedActor } from "./simulated-actor.ts";
import { type BucketObject, type SimulatedBucket, sha256Of } from "./simulated-bucket.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

/** Keys of one answer to a listing: small, so that much happens between two answers. */
const PAGE_SIZE = 8;
const USUAL_LATENCY_MS = 20;
const SLOW_LATENCY_MS = 3_000;
/** A listing that is stale lacks what is younger than this. */
const STALE_LIST_MS = 30_000;
const LATEST_WRITE_MS = 26 * 60 * 60_000;

/** What a simulated store needs to know of the world around it. */
export interface StoreSurroundings {
  readonly world: SimulatedWorld;
  readonly bucket: SimulatedBucket;
  /** Read anew at each request, since the end of a run is without hazards. */
  readonly hazards: () => Hazards;
  /** Share of the journeys of requests and answers that take seconds. */
  readonly slowShare: number;
  /** Called for each operation of the store; may kill or freeze the actor. */
  readonly onOperation: (actor: SimulatedActor, description: string) => void;
  readonly onFault: (kind: string, actor: SimulatedActor, description: string) => void;
}

interface Request<T> {
  readonly name: string;
  readonly key: string;
  readonly isWrite: boolean;
  readonly signal: AbortSignal | undefined;
  /** What the store does, at once and whole. */
  readonly apply: (how: Application) => T;
}

interface Application {
  readonly isStale: boolean;
  readonly damage: "none" | "told" | "silent";
}

/**
 * The store as one process sees it: each request travels for a while, takes effect at one instant, and its answer travels
 * back. In between other processes go on, and everything that `Hazards` lists can happen.
 */
export class SimulatedObjectStore implements ObjectStore {
  readonly #surroundings: StoreSurroundings;
  readonly #actor: SimulatedActor;
  /** What the process is doing, for the record of its writes. */
  task: unknown = null;

  constructor(surroundings: StoreSurroundings, actor: SimulatedActor) {
    this.#surroundings = surroundings;
    this.#actor = actor;
  }

  async get(key: string, { signal }: RequestOptions = {}): Promise<StoredObject | undefined> {
    return await this.#send({
      name: "get",
      key,
      isWrite: false,
      signal,
      apply: (how) => this.#read(key, how),
    });
  }

  async getIfChanged(
    key: string,
    etag: string,
    { signal }: RequestOptions = {},
  ): Promise<"unchanged" | StoredObject | undefined> {
    const apply = (how: Application) => {
      const found = this.#read(key, how);
      return found?.etag === etag ? "unchanged" : found;
    };
    return await this.#send({ name: "getIfChanged", key, isWrite: false, signal, apply });
  }

  async getToFile(
    key: string,
    path: string,
    { signal, sizeBytes, sha256 }: GetToFileOptions = {},
  ): Promise<number> {
    const apply = (how: Application) => this.#read(key, how)?.bytes;
    const bytes = await this.#send({ name: "getToFile", key, isWrite: false, signal, apply });
    if (bytes === undefined) throw missing(key);
    assertSize(key, sizeBytes, bytes.length);
    assertSha256(key, sha256, sha256Of(bytes));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return bytes.length;
  }

  async getRange(key: string, range: ByteRange, { signal }: RequestOptions = {}): Promise<Uint8Array> {
    const apply = (how: Application) => this.#read(key, how)?.bytes;
    const bytes = await this.#send({ name: "getRange", key, isWrite: false, signal, apply });
    if (bytes === undefined) throw missing(key);
    assertHasRange(key, range, bytes.length);
    return bytes.slice(range.start, range.end);
  }

  async head(key: string, { signal }: RequestOptions = {}): Promise<ObjectInfo | undefined> {
    const apply = () => {
      const found = this.#bucket.get(key);
      return found && infoOf(key, found);
    };
    return await this.#send({ name: "head", key, isWrite: false, signal, apply });
  }

  async putNew(
    key: string,
    body: ObjectBody,
    { sha256, signal }: PutNewOptions,
  ): Promise<"created" | "exists"> {
    const bytes = body instanceof Uint8Array ? Uint8Array.from(body) : readFileSync(body.path);
    assertSha256(key, sha256, sha256Of(bytes));
    const { task } = this;
    const apply = () => {
      if (this.#bucket.get(key) !== undefined && !this.#hazards.ignoreConditions) return "exists";
      this.#bucket.put(key, bytes, { atMs: this.#world.nowMs, task });
      return "created";
    };
    return await this.#send({ name: "putNew", key, isWrite: true, signal, apply });
  }

  async putIfMatch(
    key: string,
    bytes: Uint8Array,
    etag: string | null,
    { signal }: RequestOptions = {},
  ): Promise<string> {
    const copy = Uint8Array.from(bytes);
    const { task } = this;
    const apply = () => {
      const current = this.#bucket.get(key)?.etag ?? null;
      if (current !== etag && !this.#hazards.ignoreConditions) throw conflict(key, etag);
      return this.#bucket.put(key, copy, { atMs: this.#world.nowMs, task }).etag;
    };
    return await this.#send({ name: "putIfMatch", key, isWrite: true, signal, apply });
  }

  async *list(prefix: string, { signal }: RequestOptions = {}): AsyncIterable<ObjectInfo> {
    let after = "";
    for (;;) {
      const start = after;
      const apply = (how: Application) => this.#page(prefix, start, how);
      const page = await this.#send({ name: "list", key: prefix, isWrite: false, signal, apply });
      yield* page;
      if (page.length < PAGE_SIZE) return;
      after = (page.at(-1) as ObjectInfo).key;
    }
  }

  async delete(keys: readonly string[], { signal }: RequestOptions = {}): Promise<void> {
    const { task } = this;
    for (let start = 0; start < keys.length; start += PAGE_SIZE) {
      const batch = keys.slice(start, start + PAGE_SIZE);
      const apply = () => {
        for (const key of batch) this.#bucket.delete(key, task);
      };
      await this.#send({ name: "delete", key: batch.join(" "), isWrite: true, signal, apply });
    }
  }

  get #world(): SimulatedWorld {
    return this.#surroundings.world;
  }

  get #bucket(): SimulatedBucket {
    return this.#surroundings.bucket;
  }

  get #hazards(): Hazards {
    return this.#surroundings.hazards();
  }

  #read(key: string, { isStale, damage }: Application): StoredObject | undefined {
    const found = isStale ? this.#bucket.getStale(key) : this.#bucket.get(key);
    if (found === undefined) return undefined;
    const bytes = Uint8Array.from(found.bytes);
    if (damage === "none" || bytes.length === 0) return { bytes, etag: found.etag };
    if (damage === "told") throw corrupt(key, "it arrived short");
    if (this.#world.chance(0.5))
      return { bytes: bytes.subarray(0, this.#world.below(bytes.length)), etag: found.etag };
    const at = this.#world.below(bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << this.#world.below(8));
    return { bytes, etag: found.etag };
  }

  #page(prefix: string, after: string, { isStale }: Application): ObjectInfo[] {
    const youngestMs = isStale ? this.#world.nowMs - STALE_LIST_MS : Number.POSITIVE_INFINITY;
    return this.#bucket
      .keys()
      .filter((key) => key.startsWith(prefix) && key > after)
      .map((key) => infoOf(key, this.#bucket.get(key) as BucketObject))
      .filter(({ modifiedAt }) => modifiedAt.getTime() <= youngestMs)
      .slice(0, PAGE_SIZE);
  }

  async #send<T>(request: Request<T>): Promise<T> {
    const { signal, name, key } = request;
    if (signal?.aborted) throw abortedError(`${name} "${key}"`, signal);
    return await new Promise<T>((resolve, reject) => {
      const onAbort = () => reject(abortedError(`${name} "${key}"`, signal as AbortSignal));
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#travel(request, (answer) => {
        signal?.removeEventListener("abort", onAbort);
        if (answer.ok) resolve(answer.value);
        else reject(answer.error);
      });
    });
  }

  /** Decides what becomes of a request when it is sent, so that a seed always means the same. */
  #travel<T>(request: Request<T>, answer: (answer: Answer<T>) => void): void {
    const reply = (value: Answer<T>) =>
      this.#world.schedule(this.#latencyMs(), this.#actor, () => answer(value));
    const how = this.#howApplied(request);
    const atStore = (delayMs: number, then: (outcome: Answer<T>) => void) =>
      this.#world.schedule(delayMs, null, () => then(this.#apply(request, how)));
    switch (this.#chooseFault(request)) {
      case "throttle":
        reply(failure("store-throttled", "the store asks to slow down"));
        break;
      case "failBefore":
        reply(failure("store-unreachable", "the connection was reset"));
        break;
      case "failAfter":
        atStore(this.#latencyMs(), () => reply(failure("store-unreachable", "the answer was lost")));
        break;
      case "lateWrite":
        reply(failure("store-unreachable", "no answer in time"));
        atStore(this.#world.random() ** 3 * LATEST_WRITE_MS, () => {});
        break;
      case "repeat":
        atStore(this.#latencyMs(), () => atStore(this.#latencyMs(), reply));
        break;
      default:
        atStore(this.#latencyMs(), reply);
    }
  }

  #apply<T>(request: Request<T>, how: Application): Answer<T> {
    this.#surroundings.onOperation(this.#actor, `${request.name} ${request.key}`);
    try {
      return { ok: true, value: request.apply(how) };
    } catch (error) {
      if (error instanceof DatelineError) return { ok: false, error };
      throw error;
    }
  }

  #chooseFault({ name, key, isWrite }: Request<unknown>): string | null {
    const { failBefore, failAfter, repeat, lateWrite, throttle } = this.#hazards;
    const shares = { failBefore, failAfter, repeat, throttle, lateWrite: isWrite ? lateWrite : 0 };
    let drawn = this.#world.random();
    for (const [kind, share] of Object.entries(shares)) {
      if (drawn < share) {
        this.#surroundings.onFault(kind, this.#actor, `${name} ${key}`);
        return kind;
      }
      drawn -= share;
    }
    return null;
  }

  #howApplied({ name, key }: Request<unknown>): Application {
    const { staleRead, staleList, truncate, silentDamage } = this.#hazards;
    const drawn = this.#world.random();
    const isRead = name.startsWith("get");
    const how: Application = {
      isStale: drawn < (name === "list" ? staleList : isRead ? staleRead : 0),
      damage: !isRead ? "none" : this.#damage(truncate, silentDamage),
    };
    if (how.isStale) this.#surroundings.onFault("stale", this.#actor, `${name} ${key}`);
    if (how.damage !== "none")
      this.#surroundings.onFault(
        how.damage === "told" ? "truncate" : "silentDamage",
        this.#actor,
        `${name} ${key}`,
      );
    return how;
  }

  #damage(told: number, silent: number): Application["damage"] {
    const drawn = this.#world.random();
    if (drawn < told) return "told";
    return drawn < told + silent ? "silent" : "none";
  }

  #latencyMs(): number {
    const longest = this.#world.chance(this.#surroundings.slowShare) ? SLOW_LATENCY_MS : USUAL_LATENCY_MS;
    return this.#world.random() * longest;
  }
}

type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: DatelineError };

function failure(code: "store-throttled" | "store-unreachable", reason: string): Answer<never> {
  return { ok: false, error: new DatelineError(code, `Cannot use the simulated store: ${reason}`) };
}

function infoOf(key: string, { bytes, modifiedAtMs }: BucketObject): ObjectInfo {
  return { key, sizeBytes: bytes.length, modifiedAt: new Date(modifiedAtMs) };
}
