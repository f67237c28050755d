import { createHash } from "node:crypto";
import { join } from "node:path";
import { hashFile } from "./hash-file.ts";
import type { SegmentEntry } from "./manifest.ts";

/** Hashes the files of a finished segment and names it by them. */
export async function describeSegment(
  folder: string,
  content: { readonly files: readonly string[]; readonly articles: number; readonly passages: number },
): Promise<SegmentEntry> {
  const files: SegmentEntry["files"] = {};
  for (const file of [...content.files].sort()) files[file] = await hashFile(join(folder, file));
  const identity = Object.entries(files).map(([file, { sha256 }]) => `${sha256}  ${file}\n`);
  const id = createHash("sha256").update(identity.join("")).digest("hex");
  return { id, articles: content.articles, passages: content.passages, files };
}
