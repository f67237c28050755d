import { sha256Of } from "../files/hash-file.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";

/**
 * Stores an immutable object unless it exists.
 *
 * @param keyOf its key, given the sha256 of its bytes
 * @returns the sha256
 */
export async function putObject(
  store: ObjectStore,
  { keyOf, bytes }: { readonly keyOf: (sha256: string) => string; readonly bytes: Uint8Array },
  options: RequestOptions,
): Promise<string> {
  const sha256 = sha256Of(bytes);
  await store.putNew(keyOf(sha256), bytes, { ...options, sha256 });
  return sha256;
}

export function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
}
