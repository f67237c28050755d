import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { listFiles } from "./bundle-sizes.ts";

export interface ZippedBundle {
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Packs a bundle for Lambda. Equal bundles give equal archives: file order, times and modes are fixed.
 *
 * @param path of the archive, which is replaced
 */
export async function zipBundle(folder: string, path: string): Promise<ZippedBundle> {
  const zip = new ZipFile();
  // The earliest date that a zip archive can store. Archives store local time, so it is given in local time.
  const mtime = new Date(1980, 0, 1);
  for (const name of await listFiles(folder)) {
    zip.addFile(join(folder, name), name, { mtime, mode: 0o100644, forceDosTimestamp: true });
  }
  zip.end();
  const hash = createHash("sha256");
  let sizeBytes = 0;
  zip.outputStream.on("data", (chunk: Buffer) => {
    hash.update(chunk);
    sizeBytes += chunk.length;
  });
  await pipeline(zip.outputStream, createWriteStream(path));
  return { sizeBytes, sha256: hash.digest("hex") };
}
