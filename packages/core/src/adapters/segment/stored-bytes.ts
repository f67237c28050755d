import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { LRUCache } from "lru-cache";
import { DatelineError } from "../../errors.ts";
import type { ByteRange } from "../../ports/object-store.ts";
import { Unfetched } from "../../ports/unfetched.ts";

/** A file of a segment, read in ranges. */
export interface StoredBytes {
  readonly sizeBytes: number;
  /** @returns the bytes of each range; do not modify them */
  read(ranges: readonly ByteRange[]): readonly Uint8Array[];
  close(): void;
}

/** A file on the local disk. */
export class FileBytes implements StoredBytes {
  readonly sizeBytes: number;
  readonly #path: string;
  readonly #descriptor: number;

  /** @throws DatelineError `index-corrupt` when the file is missing or does not have this size */
  constructor(path: string, sizeBytes: number) {
    this.#path = path;
    this.sizeBytes = sizeBytes;
    try {
      this.#descriptor = openSync(path, "r");
    } catch (cause) {
      throw new DatelineError("index-corrupt", `Cannot open "${path}": it is missing`, { cause });
    }
    const { size } = fstatSync(this.#descriptor);
    if (size === sizeBytes) return;
    closeSync(this.#descriptor);
    throw new DatelineError(
      "index-corrupt",
      `Cannot open "${path}": it has ${size} bytes, its segment says ${sizeBytes}`,
    );
  }

  /** Reads adjacent ranges at once, because a read takes several times as long as its bytes. */
  read(ranges: readonly ByteRange[]): readonly Uint8Array[] {
    const parts: Uint8Array[] = [];
    for (let first = 0; first < ranges.length; ) {
      let last = first;
      while (ranges[last + 1]?.start === ranges[last]?.end) last++;
      const { start } = ranges[first] as ByteRange;
      const bytes = this.#readWhole(start, (ranges[last] as ByteRange).end);
      for (; first <= last; first++) {
        const range = ranges[first] as ByteRange;
        parts.push(bytes.subarray(range.start - start, range.end - start));
      }
    }
    return parts;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** @throws DatelineError `index-corrupt` when the file has become shorter, so that missing bytes are not read as zeros */
  #readWhole(start: number, end: number): Uint8Array {
    const bytes = new Uint8Array(end - start);
    const read = bytes.length === 0 ? 0 : readSync(this.#descriptor, bytes, 0, bytes.length, start);
    if (read === bytes.length) return bytes;
    throw new DatelineError(
      "index-corrupt",
      `Cannot read "${this.#path}": ${read} of ${bytes.length} bytes are left at ${start}`,
    );
  }
}

/** Size of a hashed block: small enough to be read for a single passage, large enough to need few hashes. */
const BLOCK_BYTES = 16_384;
/** The first bytes of a sha256. Long enough to make collisions infeasible. */
const HASH_BYTES = 16;
/**
 * Shared by all files of the process. Larger than what one answer may fetch (`whenFetched`), so that it does not evict
 * its own blocks.
 */
const KEPT_BYTES = 96 * 2 ** 20;
/**
 * Also fetches up to this many blocks between needed ones, because a request takes as long as transferring some
 * megabytes.
 */
const MOST_GAP_BLOCKS = 4;
/** Longer runs are fetched in several concurrent parts. */
const MOST_BLOCKS_OF_RUN = 64;
/** Shared by all files. The S3 client opens 50 connections. */
const MOST_REQUESTS = 40;
/** How often to request a part that arrives damaged. */
const MOST_READINGS = 3;

/** By hash, which identifies a block in any file. */
const kept = new LRUCache<string, Uint8Array>({
  maxSize: KEPT_BYTES,
  sizeCalculation: ({ length }) => length,
});
const arriving = new Map<string, Promise<void>>();

/** The hash of each block of a file, one after the other. */
export function hashBlocks(path: string): Uint8Array {
  const descriptor = openSync(path, "r");
  try {
    const hashes: Uint8Array[] = [];
    const block = new Uint8Array(BLOCK_BYTES);
    for (let at = 0; ; at += BLOCK_BYTES) {
      const length = readSync(descriptor, block, 0, BLOCK_BYTES, at);
      if (length > 0) hashes.push(hashOf(block.subarray(0, length)));
      if (length < BLOCK_BYTES) return Buffer.concat(hashes);
    }
  } finally {
    closeSync(descriptor);
  }
}

function hashOf(block: Uint8Array): Uint8Array {
  return createHash("sha256").update(block).digest().subarray(0, HASH_BYTES);
}

export interface RangedFile {
  /** For messages. */
  readonly name: string;
  readonly sizeBytes: number;
  /** As `hashBlocks` returns them. */
  readonly hashes: Uint8Array;
  /** Reads ranges from the file's location, without verifying them. */
  readonly read: (range: ByteRange) => Promise<Uint8Array>;
}

/** Blocks from `first` up to, but not including, `end`. */
interface Run {
  readonly first: number;
  readonly end: number;
}

/**
 * A remote file whose blocks are fetched when needed, verified, and cached. `read` returns local blocks and
 * throws `Unfetched` for others.
 */
export class RangedBytes implements StoredBytes {
  readonly sizeBytes: number;
  readonly #file: RangedFile;
  readonly #hashes: readonly string[];

  /** @throws DatelineError `index-corrupt` when the hashes are not those of a file of this size */
  constructor(file: RangedFile) {
    const { name, sizeBytes, hashes } = file;
    this.#file = file;
    this.sizeBytes = sizeBytes;
    const blocks = Math.ceil(sizeBytes / BLOCK_BYTES);
    if (hashes.length !== blocks * HASH_BYTES) {
      throw new DatelineError(
        "index-corrupt",
        `Cannot read "${name}": there are ${hashes.length} bytes of hashes for ${blocks} blocks`,
      );
    }
    const all = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.length);
    this.#hashes = Array.from({ length: blocks }, (_, block) =>
      all.toString("latin1", block * HASH_BYTES, (block + 1) * HASH_BYTES),
    );
  }

  read(ranges: readonly ByteRange[]): readonly Uint8Array[] {
    const blocks = new Map<number, Uint8Array>();
    const missing = new Set<number>();
    for (const { first, end } of ranges.map(blocksOf)) {
      for (let block = first; block < end; block++) {
        if (blocks.has(block)) continue;
        const bytes = kept.get(this.#hashes[block] as string);
        if (bytes === undefined) missing.add(block);
        else blocks.set(block, bytes);
      }
    }
    if (missing.size > 0) throw this.#unfetched(missing);
    return ranges.map((range) => partOf(blocks, range));
  }

  close(): void {}

  #unfetched(blocks: ReadonlySet<number>): Unfetched {
    const runs = joinRuns([...blocks].sort((a, b) => a - b));
    const sizeBytes = runs.reduce((sum, { first, end }) => sum + end - first, 0) * BLOCK_BYTES;
    return new Unfetched([{ sizeBytes, fetch: () => this.#fetch(runs) }]);
  }

  async #fetch(runs: readonly Run[]): Promise<void> {
    await Promise.all(runs.map((run) => this.#arrival(run)));
  }

  /** Does not request a run again that another query is waiting for. */
  #arrival(run: Run): Promise<void> {
    const hashes = this.#hashes.slice(run.first, run.end);
    const others = hashes.map((hash) => arriving.get(hash));
    if (others.every((other) => other !== undefined)) return Promise.all(others).then(() => {});
    const arrival = requests.run(() => this.#fetchRun(run));
    for (const hash of hashes) arriving.set(hash, arrival);
    const forget = () => {
      for (const hash of hashes) if (arriving.get(hash) === arrival) arriving.delete(hash);
    };
    arrival.then(forget, forget);
    return arrival;
  }

  async #fetchRun({ first, end }: Run): Promise<void> {
    const { name } = this.#file;
    const range = { start: first * BLOCK_BYTES, end: Math.min(end * BLOCK_BYTES, this.sizeBytes) };
    for (let reading = 1; ; reading++) {
      const bytes = await this.#file.read(range);
      if (bytes.length === range.end - range.start && this.#keep(bytes, first)) return;
      if (reading < MOST_READINGS) continue;
      throw new DatelineError(
        "object-corrupt",
        `Cannot read "${name}": bytes ${range.start} to ${range.end} are not what the index says, ${reading} times`,
      );
    }
  }

  /** @returns false when a block is damaged; then nothing is cached */
  #keep(bytes: Uint8Array, first: number): boolean {
    const count = Math.ceil(bytes.length / BLOCK_BYTES);
    // Copies, because a block must not keep the memory of the whole run alive.
    const blocks = Array.from({ length: count }, (_, index) =>
      bytes.slice(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES),
    );
    const isWhole = blocks.every(
      (block, index) => Buffer.from(hashOf(block)).toString("latin1") === this.#hashes[first + index],
    );
    if (isWhole)
      blocks.forEach((block, index) => void kept.set(this.#hashes[first + index] as string, block));
    return isWhole;
  }
}

function blocksOf({ start, end }: ByteRange): Run {
  return { first: Math.floor(start / BLOCK_BYTES), end: start === end ? 0 : Math.ceil(end / BLOCK_BYTES) };
}

function joinRuns(blocks: readonly number[]): readonly Run[] {
  const runs: { first: number; end: number }[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    const joins =
      last !== undefined &&
      block - last.end <= MOST_GAP_BLOCKS &&
      block + 1 - last.first <= MOST_BLOCKS_OF_RUN;
    if (joins) last.end = block + 1;
    else runs.push({ first: block, end: block + 1 });
  }
  return runs;
}

function partOf(blocks: ReadonlyMap<number, Uint8Array>, range: ByteRange): Uint8Array {
  const { first, end } = blocksOf(range);
  const part = new Uint8Array(range.end - range.start);
  for (let block = first; block < end; block++) {
    const at = block * BLOCK_BYTES;
    const wanted = (blocks.get(block) as Uint8Array).subarray(Math.max(0, range.start - at), range.end - at);
    part.set(wanted, Math.max(0, at - range.start));
  }
  return part;
}

/** Limits concurrent work, in order of arrival. */
class Gate {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(free: number) {
    this.#free = free;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}

const requests = new Gate(MOST_REQUESTS);
