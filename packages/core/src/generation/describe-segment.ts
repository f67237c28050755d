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
 * Adds to the files of a finished segment the one that says which articles are in it, hashes them and names the segment
 * by them. That name is for a segment that is the whole index, since two builds of one input shall be one generation;
 * whatever is put beside other segments gets a name of its own from `withOwnName`.
 *
 * @param identities of its articles, in the order of their rows
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
