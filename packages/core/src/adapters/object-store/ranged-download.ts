import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { joinSignals } from "../../clock/join-signals.ts";
import { DatelineError } from "../../errors.ts";
import { fileError } from "../../files/file-error.ts";
import type { TransferOptions } from "../../ports/object-store.ts";
import { waitFullJitter } from "./full-jitter.ts";
import { runWorkers } from "./run-workers.ts";
import { transferDeadlineMs } from "./transfer-deadline.ts";

/** An object of known size that can be read from any offset. */
export interface RangeSource {
  readonly sizeBytes: number;
  /** Streams bytes `start`…`end − 1`. After an interruption, it is called again for the rest. */
  open(start: number, end: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** The error to report if the stream is interrupted every time. */
  failure(error: unknown): DatelineError;
}

export interface RangedDownloadOptions extends TransferOptions {
  /** Final path of the file, for messages. */
  readonly path: string;
  /** Size of the parts; objects up to this size are read as a whole. */
  readonly partSizeBytes: number;
  /** Number of concurrent parts. */
  readonly concurrency: number;
  /** Maximum number of attempts at a part that bring no new byte or are too slow. */
  readonly maxAttempts: number;
  /** Base time limit of a part, which grows with its size. */
  readonly idleTimeoutMs: number;
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Downloads an object into a file, several ranges at a time. One S3 connection transfers at most about 90 MB/s,
 * so AWS recommends several
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-guidelines.html).
 *
 * @param file an empty file, open for reading and writing
 * @returns the sha256 of the content, hex
 * @throws DatelineError of `open`, of `failure`, or `disk-full`
 */
export async function downloadRanges(
  source: RangeSource,
  file: FileHandle,
  options: RangedDownloadOptions,
): Promise<string> {
  const parts = splitRange(source.sizeBytes, options.partSizeBytes);
  const digest = new InOrderDigest(file, parts);
  const report = progressOf(source.sizeBytes, options);
  let next = 0;
  const work = async (signal: AbortSignal) => {
    for (let index = next++; index < parts.length; index = next++) {
      const part = parts[index] as Part;
      await copyPart(source, part, { ...options, file, signal, report });
      digest.partArrived(index);
    }
  };
  await runWorkers(Math.min(options.concurrency, parts.length), work, options.signal);
  return await digest.finish();
}

function splitRange(sizeBytes: number, partSizeBytes: number): readonly Part[] {
  const count = Math.max(1, Math.ceil(sizeBytes / partSizeBytes));
  return Array.from({ length: count }, (_, index) => ({
    start: index * partSizeBytes,
    end: Math.min(sizeBytes, (index + 1) * partSizeBytes),
  }));
}

function progressOf(totalBytes: number, { onProgress }: TransferOptions): (bytes: number) => void {
  let doneBytes = 0;
  return (bytes) => {
    doneBytes += bytes;
    onProgress?.({ doneBytes, totalBytes });
  };
}

interface PartSink extends Pick<RangedDownloadOptions, "path" | "maxAttempts" | "idleTimeoutMs"> {
  readonly file: FileHandle;
  readonly signal: AbortSignal;
  readonly report: (bytes: number) => void;
}

async function copyPart(source: RangeSource, part: Part, sink: PartSink): Promise<void> {
  const deadlineMs = transferDeadlineMs(part.end - part.start, sink.idleTimeoutMs);
  const giveUpAt = performance.now() + sink.maxAttempts * deadlineMs;
  let position = part.start;
  let failures = 0;
  do {
    const attempt = await copyOnce(source, { start: position, end: part.end }, { ...sink, deadlineMs });
    const { error, wasSlow } = attempt;
    // Progress of a slow attempt does not reset the count, because data could trickle in forever.
    failures = attempt.position > position && !wasSlow ? 1 : failures + 1;
    position = attempt.position;
    if (error === undefined) continue;
    const isOver = failures >= sink.maxAttempts || performance.now() > giveUpAt;
    if (sink.signal.aborted || position > part.end || isOver) throw source.failure(error);
    await waitFullJitter(failures, sink.signal).catch((abort) => Promise.reject(source.failure(abort)));
  } while (position < part.end);
}

/** Progress of one request. */
interface Attempt {
  readonly position: number;
  /** Why it did not complete. */
  readonly error?: unknown;
  readonly wasSlow: boolean;
}

async function copyOnce(
  source: RangeSource,
  part: Part,
  sink: PartSink & { readonly deadlineMs: number },
): Promise<Attempt> {
  const slow = new AbortController();
  return await joinSignals([sink.signal, slow.signal], async (signal) => {
    const body = await source.open(part.start, part.end, signal);
    const timer = setTimeout(() => slow.abort(tooSlow(sink.deadlineMs)), sink.deadlineMs);
    try {
      return await copyBody(body, { part, sink, slow: slow.signal });
    } finally {
      clearTimeout(timer);
    }
  });
}

async function copyBody(
  body: AsyncIterable<Uint8Array>,
  { part, sink, slow }: { readonly part: Part; readonly sink: PartSink; readonly slow: AbortSignal },
): Promise<Attempt> {
  let position = part.start;
  try {
    for await (const block of inBlocks(body)) {
      await writeAt(sink, block, position);
      position += block.length;
      sink.report(block.length);
    }
    if (position !== part.end) throw new Error(`the body ended at byte ${position} instead of ${part.end}`);
    return { position, wasSlow: false };
  } catch (error) {
    if (error instanceof DatelineError) throw error;
    return { position, error: slow.aborted ? slow.reason : error, wasSlow: slow.aborted };
  }
}

/** Every write costs processor time of its own, and a chunk has only 64 kB. */
const BLOCK_BYTES = 512 * 1024;

/** Joins chunks into blocks. When the body breaks off, yields what has arrived, then throws. */
async function* inBlocks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  const block = () => {
    const joined = Buffer.concat(chunks);
    [chunks, bytes] = [[], 0];
    return joined;
  };
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= BLOCK_BYTES) yield block();
    }
  } catch (error) {
    if (bytes > 0) yield block();
    throw error;
  }
  if (bytes > 0) yield block();
}

/** Uses the SDK's name for timeouts. */
function tooSlow(deadlineMs: number): Error {
  return Object.assign(new Error(`the transfer took more than ${Math.round(deadlineMs / 1000)} seconds`), {
    name: "TimeoutError",
  });
}

async function writeAt({ file, path }: PartSink, chunk: Uint8Array, position: number): Promise<void> {
  try {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
      written += bytesWritten;
    }
  } catch (error) {
    throw fileError("write", path, error);
  }
}

const DIGEST_BLOCK_BYTES = 1024 * 1024;

/** Hashes a file whose parts arrive in any order. Reads parts back while later ones are being downloaded. */
class InOrderDigest {
  readonly #file: FileHandle;
  readonly #parts: readonly Part[];
  readonly #arrived = new Set<number>();
  readonly #hash = createHash("sha256");
  readonly #block = Buffer.allocUnsafe(DIGEST_BLOCK_BYTES);
  #next = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(file: FileHandle, parts: readonly Part[]) {
    this.#file = file;
    this.#parts = parts;
  }

  partArrived(index: number): void {
    this.#arrived.add(index);
    for (; this.#arrived.has(this.#next); this.#next++) {
      const part = this.#parts[this.#next] as Part;
      this.#work = this.#work.then(() => this.#read(part));
      // `finish` reports a failure. Until then, do not let it count as unhandled.
      this.#work.catch(() => {});
    }
  }

  async finish(): Promise<string> {
    await this.#work;
    return this.#hash.digest("hex");
  }

  async #read({ start, end }: Part): Promise<void> {
    for (let position = start; position < end; ) {
      const wanted = Math.min(DIGEST_BLOCK_BYTES, end - position);
      const { bytesRead } = await this.#file.read(this.#block, 0, wanted, position);
      if (bytesRead === 0)
        throw new DatelineError("internal", `Cannot read back byte ${position} of a download`);
      this.#hash.update(this.#block.subarray(0, bytesRead));
      position += bytesRead;
    }
  }
}
