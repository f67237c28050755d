import { type FileHandle, open } from "node:fs/promises";
import { DatelineError } from "../../errors.ts";
import { fileError } from "../../files/file-error.ts";
import type { ObjectBody } from "../../ports/object-store.ts";

/** A body with random access. */
export interface PartReader {
  readonly sizeBytes: number;
  /** Bytes `start`…`end − 1`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/**
 * Opens a body, passes a reader to `use`, and closes it.
 *
 * @throws DatelineError when the file cannot be read; what `use` throws
 */
export async function withPartReader<T>(
  body: ObjectBody,
  use: (reader: PartReader) => Promise<T>,
): Promise<T> {
  if (body instanceof Uint8Array) {
    return await use({ sizeBytes: body.length, read: async (start, end) => body.subarray(start, end) });
  }
  const { path } = body;
  const file = await orFileError(path, () => open(path, "r"));
  try {
    const { size: sizeBytes } = await orFileError(path, () => file.stat());
    const read = (start: number, end: number) =>
      orFileError(path, () => readRange(file, path, { start, end }));
    return await use({ sizeBytes, read });
  } finally {
    await file.close();
  }
}

async function readRange(
  file: FileHandle,
  path: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(end - start);
  for (let filled = 0; filled < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) {
      throw new DatelineError("object-corrupt", `Cannot read the file "${path}": it was truncated meanwhile`);
    }
    filled += bytesRead;
  }
  return bytes;
}

async function orFileError<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError("read", path, error);
  }
}
