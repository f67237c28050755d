import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { listFiles } from "./bundle-sizes.ts";

export interface ZippedBundle {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Packs a bundle as Lambda takes it. Equal bundles give equal archives: files in one order, with one time and one mode.
 *
 * @param path of the archive, which is replaced
 */
export async function zipBundle(folder: string, path: string): Promise<ZippedBundle> {
  const zip = new ZipFile();
  // The first day that an archive can name. Archives name times by the local clock, wherever that is.
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
