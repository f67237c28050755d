import { DatelineError } from "../../errors.ts";

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

/** @throws DatelineError `invalid-input` unless it is 64 lower-case hex digits */
export function assertSha256Form(sha256: string): void {
  if (/^[0-9a-f]{64}$/.test(sha256)) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot use the sha256 "${sha256}": it is not 64 lower-case hex digits`,
  );
}

/** The bytes received differ from the bytes stored, or the reverse. */
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
