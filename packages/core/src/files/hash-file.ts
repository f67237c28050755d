import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Identifies the content of a file. */
export interface FileDigest {
  /** 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** @returns the sha256 of bytes in memory, hex */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Hashes a file as a stream, without loading it into memory. */
export async function hashFile(path: string): Promise<FileDigest> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  await pipeline(
    createReadStream(path, { highWaterMark: 1 << 20 }),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        hash.update(chunk);
        sizeBytes += chunk.length;
      }
    },
  );
  return { sha256: hash.digest("hex"), sizeBytes };
}
