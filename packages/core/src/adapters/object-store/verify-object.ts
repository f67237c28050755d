import { DatelineError } from "../../errors.ts";
import type { ByteRange } from "../../ports/object-store.ts";

/** @throws DatelineError `object-corrupt` when the size is not the expected one */
export function assertSize(key: string, expected: number | undefined, actual: number): void {
  if (expected === undefined || expected === actual) return;
  throw corrupt(key, `it should have ${expected} bytes but has ${actual}`);
}

/** @throws DatelineError `object-corrupt` when the sha256 is not the expected one */
export function assertSha256(key: string, expected: string | undefined, actual: string): void {
  if (expected === undefined || expected === actual) return;
  throw corrupt(key, `its sha256 should be ${expected} but is ${actual}`);
}

/** @throws DatelineError `invalid-input` for an empty or invalid range */
export function assertRange(key: string, { start, end }: ByteRange): void {
  if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end > start) return;
  throw new DatelineError("invalid-input", `Cannot read "${key}": "${start}-${end}" is not a range of bytes`);
}

/** @throws DatelineError `object-corrupt` when the object ends before the range */
export function assertHasRange(key: string, { end }: ByteRange, sizeBytes: number): void {
  if (end <= sizeBytes) return;
  throw corrupt(key, `it has ${sizeBytes} bytes, but the range ends at ${end}`);
}

/** @throws DatelineError `invalid-input` unless it is 64 lower-case hex digits */
export function assertSha256Form(sha256: string): void {
  if (/^[0-9a-f]{64}$/.test(sha256)) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot use the sha256 "${sha256}": it is not 64 lower-case hex digits`,
  );
}

/** The error for bytes that differ between the store and this machine. */
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
