import { createHash, randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashFile } from "../files/hash-file.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";
import type { Article } from "../types.ts";
import {
  type ArticleIdentity,
  articleFingerprint,
  encodeIdentities,
  hashOfId,
  hashOfOrigin,
  IdentityTable,
} from "./article-identity.ts";
import { IDENTITIES_FILE } from "./generation-objects.ts";
import { NOTHING_REMOVED, type SegmentEntry } from "./manifest.ts";

/** What an index stores about an article as it was read. */
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
    alias: null,
    fingerprint: articleFingerprint(article),
    origin: origin === null ? null : hashOfOrigin(origin),
    passages,
    publishedAt: article.publishedAt,
    updatedAt: article.updatedAt,
    version,
  };
}

/**
 * Writes the file that lists the articles of a finished segment, hashes all files, and derives the segment's
 * name from the hashes. Use this name for a segment that is the whole index, so that two builds of one input
 * make the same generation. Give a segment that joins others a unique name with `withOwnName`.
 *
 * @param identities of its articles, in row order
 */
export async function describeSegment(
  folder: string,
  {
    format,
    identities,
    languages,
  }: Pick<SegmentEntry, "languages"> & {
    readonly format: Pick<SegmentFormat, "files" | "updateFiles">;
    readonly identities: readonly ArticleIdentity[];
  },
): Promise<SegmentEntry> {
  await writeFile(join(folder, IDENTITIES_FILE), encodeIdentities(identities));
  const files = await hashFiles(folder, format.files);
  const updateFiles = await hashFiles(folder, format.updateFiles);
  const ofIdentities = await hashFile(join(folder, IDENTITIES_FILE));
  const all = { ...files, ...updateFiles, [IDENTITIES_FILE]: ofIdentities };
  const lines = Object.entries(all).map(([file, { sha256 }]) => `${sha256}  ${file}\n`);
  const content = createHash("sha256").update(lines.join("")).digest("hex");
  return {
    id: content,
    content,
    articles: identities.length,
    passages: identities.reduce((sum, { passages }) => sum + passages, 0),
    languages,
    files,
    ...(format.updateFiles.length > 0 && { updateFiles }),
    identities: ofIdentities,
    removed: NOTHING_REMOVED,
  };
}

async function hashFiles(folder: string, names: readonly string[]): Promise<SegmentEntry["files"]> {
  const digests: SegmentEntry["files"] = {};
  for (const file of [...names].sort()) digests[file] = await hashFile(join(folder, file));
  return digests;
}

/** The articles of a segment that is not in a store yet. @param folder of its files */
export async function readIdentities(folder: string): Promise<IdentityTable> {
  return new IdentityTable(await readFile(join(folder, IDENTITIES_FILE)));
}

/**
 * Gives the segment a unique name. If content alone named it, merges of two writers could share a name and be
 * confused.
 */
export function withOwnName(entry: SegmentEntry): SegmentEntry {
  const id = createHash("sha256").update(`${entry.content} ${randomUUID()}`).digest("hex");
  return { ...entry, id };
}
