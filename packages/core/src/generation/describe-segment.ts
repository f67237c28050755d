import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Article } from "../types.ts";
import {
  type ArticleIdentity,
  articleFingerprint,
  encodeIdentities,
  hashOfId,
  hashOfOrigin,
} from "./article-identity.ts";
import { hashFile } from "./hash-file.ts";
import { NOTHING_REMOVED, type SegmentEntry } from "./manifest.ts";
import { IDENTITIES_FILE } from "./object-keys.ts";

/** What an index remembers of an article as it was read. */
export function identityOf(
  article: Article,
  { passages, origin = null }: { readonly passages: number; readonly origin?: string | null },
): ArticleIdentity {
  return {
    id: hashOfId(article.id),
    fingerprint: articleFingerprint(article),
    origin: origin === null ? null : hashOfOrigin(origin),
    passages,
    publishedAt: article.publishedAt,
    updatedAt: article.updatedAt,
  };
}

/**
 * Adds to the files of a finished segment the one that says which articles are in it, hashes them and names the segment
 * by them.
 *
 * @param identities of its articles, in the order of their rows
 */
export async function describeSegment(
  folder: string,
  {
    files,
    identities,
  }: { readonly files: readonly string[]; readonly identities: readonly ArticleIdentity[] },
): Promise<SegmentEntry> {
  await writeFile(join(folder, IDENTITIES_FILE), encodeIdentities(identities));
  const digests: SegmentEntry["files"] = {};
  for (const file of [...files].sort()) digests[file] = await hashFile(join(folder, file));
  const ofIdentities = await hashFile(join(folder, IDENTITIES_FILE));
  const lines = [...Object.values(digests), ofIdentities].map(({ sha256 }, index) => {
    return `${sha256}  ${Object.keys(digests)[index] ?? IDENTITIES_FILE}\n`;
  });
  return {
    id: createHash("sha256").update(lines.join("")).digest("hex"),
    articles: identities.length,
    passages: identities.reduce((sum, { passages }) => sum + passages, 0),
    files: digests,
    identities: ofIdentities,
    removed: NOTHING_REMOVED,
  };
}
