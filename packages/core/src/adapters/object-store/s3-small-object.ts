import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { DatelineError } from "../../errors.ts";
import type { ByteRange, RequestOptions, StoredObject } from "../../ports/object-store.ts";
import { waitFullJitter } from "./full-jitter.ts";
import { type S3Object, sendOptions } from "./s3-client.ts";
import { s3Error, statusOf, wasRetried } from "./s3-errors.ts";
import { putObject } from "./s3-put-object.ts";
import { transferDeadlineMs } from "./transfer-deadline.ts";
import { assertSize, conflict, corrupt } from "./verify-object.ts";

type ReadOutcome = "unchanged" | StoredObject | undefined;

/**
 * Reads an object into memory. The SDK retries up to the response headers and verifies the stored checksum. This
 * requests bodies again that are interrupted, take too long or arrive damaged.
 *
 * @param options.unlessEtag the version that need not be sent again
 * @throws DatelineError as `ObjectStore.get`
 */
export async function readSmallObject(
  object: S3Object,
  options: RequestOptions & { readonly unlessEtag?: string },
): Promise<ReadOutcome> {
  const { signal } = options;
  return await readingBody<StoredObject, "unchanged" | undefined>(object, signal, async () => {
    const answer = await readHead(object, options);
    if (answer === undefined || answer === "unchanged") return answer;
    return async () => ({ bytes: await answer.readBytes(), etag: answer.etag });
  });
}

/**
 * Reads a part of an object into memory, with the same retries.
 *
 * @throws DatelineError as `ObjectStore.getRange`
 */
export async function readRange(
  object: S3Object,
  { start, end }: ByteRange,
  { signal }: RequestOptions,
): Promise<Uint8Array> {
  const { client, target, key, idleTimeoutMs } = object;
  const Range = `bytes=${start}-${end - 1}`;
  return await readingBody<Uint8Array, never>(object, signal, async () => {
    const { Body, ContentRange } = await client.send(
      new GetObjectCommand({ ...target, Range }),
      sendOptions(signal),
    );
    if (Body === undefined) {
      throw new DatelineError("internal", `Cannot read "${key}": the store sent no body`);
    }
    const body = Body as Readable & typeof Body;
    if (ContentRange?.startsWith(`bytes ${start}-${end - 1}/`) !== true) {
      body.destroy();
      throw corrupt(key, `the store sent "${ContentRange}" instead of ${Range}`);
    }
    return async () => {
      const bytes = await readWithin(body, transferDeadlineMs(end - start, idleTimeoutMs));
      assertSize(key, end - start, bytes.length);
      return bytes;
    };
  });
}

/**
 * Requests an object until its body arrives whole. The SDK retries only up to the head of a response.
 *
 * @param ask sends the request, and returns a function that reads the body, or a response without one
 */
async function readingBody<Answer, Bodiless>(
  { key, maxAttempts }: S3Object,
  signal: AbortSignal | undefined,
  ask: () => Promise<(() => Promise<Answer>) | Bodiless>,
): Promise<Answer | Bodiless> {
  const failure = (error: unknown) => s3Error(`read "${key}"`, error, signal);
  for (let failures = 1; ; failures++) {
    const answer = await ask().catch((error) => Promise.reject(failure(error)));
    if (!isReader(answer)) return answer;
    try {
      return await answer();
    } catch (error) {
      const mayPass = /^(store-unreachable|object-corrupt)$/.test(failure(error).code);
      if (!mayPass || failures === maxAttempts) throw failure(error);
      await waitFullJitter(failures, signal).catch((abort) => Promise.reject(failure(abort)));
    }
  }
}

function isReader<Answer, Bodiless>(
  answer: (() => Promise<Answer>) | Bodiless,
): answer is () => Promise<Answer> {
  return typeof answer === "function";
}

async function readHead(
  { client, target, key, idleTimeoutMs }: S3Object,
  { signal, unlessEtag }: RequestOptions & { readonly unlessEtag?: string },
): Promise<"unchanged" | { readonly etag: string; readBytes(): Promise<Uint8Array> } | undefined> {
  const condition = unlessEtag === undefined ? {} : { IfNoneMatch: unlessEtag };
  const command = new GetObjectCommand({ ...target, ...condition, ChecksumMode: "ENABLED" });
  try {
    const answer = await client.send(command, sendOptions(signal));
    const { Body, ETag: etag, ContentLength: sizeBytes = 0 } = answer;
    if (Body !== undefined && etag !== undefined) {
      const deadlineMs = transferDeadlineMs(sizeBytes, idleTimeoutMs);
      return { etag, readBytes: () => readWithin(Body as Readable & typeof Body, deadlineMs) };
    }
  } catch (error) {
    if (statusOf(error) === 304) return "unchanged";
    if ((error as Error).name === "NoSuchKey") return undefined;
    throw error;
  }
  throw new DatelineError("internal", `Cannot read "${key}": the store sent no body or no etag`);
}

/** @throws an error with the SDK's name for timeouts */
async function readWithin(
  body: Readable & { transformToByteArray(): Promise<Uint8Array> },
  deadlineMs: number,
): Promise<Uint8Array> {
  const late = Object.assign(new Error("the body did not arrive in time"), { name: "TimeoutError" });
  const timer = setTimeout(() => body.destroy(late), deadlineMs);
  try {
    return await body.transformToByteArray();
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Compare-and-swap. If the response to a successful write is lost, its retry conflicts with the write itself.
 * The object's current content distinguishes this from a real conflict.
 *
 * @param options.etag `null` if the object must not exist
 * @throws DatelineError as `ObjectStore.putIfMatch`
 */
export async function replaceSmallObject(
  object: S3Object,
  bytes: Uint8Array,
  { etag, signal }: RequestOptions & { readonly etag: string | null },
): Promise<string> {
  const ChecksumSHA256 = createHash("sha256").update(bytes).digest("base64");
  const condition = etag === null ? { IfNoneMatch: "*" } : { IfMatch: etag };
  try {
    return await putObject(object, { Body: bytes, ChecksumSHA256, ...condition }, signal);
  } catch (error) {
    const failure = s3Error(`write "${object.key}"`, error, signal);
    // S3 responds to If-Match on a deleted object with NoSuchKey.
    const isConflict = failure.code === "write-conflict" || (error as Error).name === "NoSuchKey";
    if (!isConflict) throw failure;
    const now = wasRetried(error) ? await readSmallObject(object, { signal }) : undefined;
    if (isWhole(now) && Buffer.compare(now.bytes, bytes) === 0) return now.etag;
    throw conflict(object.key, etag, { cause: error });
  }
}

function isWhole(outcome: ReadOutcome): outcome is StoredObject {
  return outcome !== undefined && outcome !== "unchanged";
}
