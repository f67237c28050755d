import { createHash } from "node:crypto";
import { throwIfAborted } from "../../errors.ts";
import { writeFileAtomically } from "../../files/write-file-atomically.ts";
import type { GetToFileOptions } from "../../ports/object-store.ts";
import { assertSha256, assertSize } from "./verify-object.ts";

/** An object as a stream. */
export interface ObjectStream {
  readonly key: string;
  readonly sizeBytes: number;
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * Writes a stream to a file, which appears complete and verified, or not at all.
 *
 * @returns its size in bytes
 * @throws DatelineError `object-corrupt`, `disk-full`, `aborted`
 */
export async function receiveFile(
  source: ObjectStream,
  path: string,
  options: GetToFileOptions,
): Promise<number> {
  const { key, sizeBytes: totalBytes } = source;
  assertSize(key, options.sizeBytes, totalBytes);
  const hash = createHash("sha256");
  let doneBytes = 0;
  await writeFileAtomically(path, async (file) => {
    for await (const chunk of source.chunks) {
      throwIfAborted(`download "${key}"`, options.signal);
      await file.writeFile(chunk);
      hash.update(chunk);
      doneBytes += chunk.length;
      options.onProgress?.({ doneBytes, totalBytes });
    }
    throwIfAborted(`download "${key}"`, options.signal);
    assertSize(key, totalBytes, doneBytes);
    assertSha256(key, options.sha256, hash.digest("hex"));
  });
  return doneBytes;
}
