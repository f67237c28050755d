import { DatelineError } from "../../errors.ts";
import type { ByteRange } from "../../ports/object-store.ts";

/** @throws DatelineError `object-corrupt` when a size is expected and another was found */
export function assertSize(key: string, expected: number | undefined, actual: number): void {
  if (expected === undefined || expected === actual) return;
  throw corrupt(key, `it should have ${expected} bytes and has ${actual}`);
}

/** @throws DatelineError `object-corrupt` when a sha256 is expected and another was found */
export function assertSha256(key: string, expected: string | undefined, actual: string): void {
  if (expected === undefined || expected === actual) return;
  throw corrupt(key, `its sha256 should be ${expected} and is ${actual}`);
}

/** @throws DatelineError `invalid-input` for a range without a byte */
export function assertRange(key: string, { start, end }: ByteRange): void {
  if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end > start) return;
  throw new DatelineError("invalid-input", `Cannot read "${key}": "${start}-${end}" is no range of bytes`);
}

/** @throws DatelineError `object-corrupt` when the object ends before the range does */
export function assertHasRange(key: string, { end }: ByteRange, sizeBytes: number): void {
  if (end <= sizeBytes) return;
  throw corrupt(key, `it has ${sizeBytes} bytes, and those up to ${end} are wanted`);
}

/** @throws DatelineError `invalid-input` for what is not 64 lower-case hex digits */
export function assertSha256Form(sha256: string): void {
  if (/^[0-9a-f]{64}$/.test(sha256)) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot use the sha256 "${sha256}": it is not 64 lower-case hex digits`,
  );
}

/** What arrived is not what was stored, or the reverse. */
export function corrupt(key: string, reason: string, options?: ErrorOptions): DatelineError {
  return new DatelineError("object-corrupt", `Cannot use the object "${key}": ${reason}`, options);
}

export function missing(key: string, options?: ErrorOptions): DatelineError {
  return new DatelineError("object-missing", `Cannot read the object "${key}": it does not exist`, options);
}

export function conflict(key: string, etag: string | null, options?: ErrorOptions): DatelineError {
  const reason = etag === null ? "it exists already" : `it is no longer the version ${etag}`;
  return new DatelineError("write-conflict", `Cannot write the object "${key}": ${reason}`, options);
}
