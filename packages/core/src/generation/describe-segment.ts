import { createHash, randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashFile } from "../files/hash-file.ts";
import type { Article } from "../types.ts";
import {
  type ArticleIdentity,
  articleFingerprint,
  encodeIdentities,
  hashOfId,
  hashOfOrigin,
  IdentityTable,
} from "./article-identity.ts";
import { NOTHING_REMOVED, type SegmentEntry } from "./manifest.ts";
import { IDENTITIES_FILE } from "./object-keys.ts";

/** What an index remembers of an article as it was read. */
export function identityOf(
  article: Article,
  {
    passages,
    origin = null,
    version = null,
  }: { readonly passages: number; readonly origin?: string | null; readonly version?: number | null },
): ArticleIdentity {
  return {
    id: hashOfId(article.id),
    fingerprint: articleFingerprint(article),
    origin: origin === null ? null : hashOfOrigin(origin),
    passages,
    publishedAt: article.publishedAt,
    updatedAt: article.updatedAt,
    version,
  };
}

/**
 * Adds to the files of a finished segment the one that says which articles are in it, hashes them and names the segment
 * by them. That name is for a segment that is the whole index, since two builds of one input shall be one generation;
 * whatever is put beside other segments gets a name of its own from `withOwnName`.
 *
 * @param identities of its articles, in the order of their rows
 */
export async function describeSegment(
  folder: string,
  {
    files,
    identities,
    languages,
  }: Pick<SegmentEntry, "languages"> & {
    readonly files: readonly string[];
    readonly identities: readonly ArticleIdentity[];
  },
): Promise<SegmentEntry> {
  await writeFile(join(folder, IDENTITIES_FILE), encodeIdentities(identities));
  const digests: SegmentEntry["files"] = {};
  for (const file of [...files].sort()) digests[file] = await hashFile(join(folder, file));
  const ofIdentities = await hashFile(join(folder, IDENTITIES_FILE));
  const lines = [...Object.values(digests), ofIdentities].map(({ sha256 }, index) => {
    return `${sha256}  ${Object.keys(digests)[index] ?? IDENTITIES_FILE}\n`;
  });
  const content = createHash("sha256").update(lines.join("")).digest("hex");
  return {
    id: content,
    content,
    articles: identities.length,
    passages: identities.reduce((sum, { passages }) => sum + passages, 0),
    languages,
    files: digests,
    identities: ofIdentities,
    removed: NOTHING_REMOVED,
  };
}

/** Which articles are in a segment that is not in a store yet. @param folder of its files */
export async function readIdentities(folder: string): Promise<IdentityTable> {
  return new IdentityTable(await readFile(join(folder, IDENTITIES_FILE)));
}

/**
 * The segment under a name that no other has had or will have. Named by its content alone, what one writer merges could
 * be what another has merged already, and the two would be taken for one.
 */
export function withOwnName(entry: SegmentEntry): SegmentEntry {
  const id = createHash("sha256").update(`${entry.content} ${randomUUID()}`).digest("hex");
  return { ...entry, id };
}
