import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { type FileDigest, hashFile } from "../files/hash-file.ts";

/** Far more than an index has; a process that runs for months must not keep all that ever were. */
const MAX_REMEMBERED = 10_000;

/** By path: which file was read through, and its sha256. */
const verified = new Map<string, string>();

/**
 * Whether a file is there with the content that its manifest states. It is read through once in the life of the process,
 * and again when its inode, its size or its times have changed. Native code crashes on a damaged file, so no file may be
 * opened on the word of an earlier process.
 */
export async function isVerifiedFile(path: string, digest: FileDigest): Promise<boolean> {
  const stats = await statFile(path);
  if (stats === undefined || stats.size !== BigInt(digest.sizeBytes)) return false;
  if (verified.get(path) === identityOf(stats, digest)) return true;
  if ((await hashFile(path)).sha256 !== digest.sha256) return false;
  remember(path, identityOf(stats, digest));
  return true;
}

/** To be called after a download that was checked on its way, so that the file is not read again. */
export async function rememberVerifiedFile(path: string, digest: FileDigest): Promise<void> {
  const stats = await statFile(path);
  if (stats !== undefined) remember(path, identityOf(stats, digest));
}

function remember(path: string, identity: string): void {
  verified.delete(path);
  verified.set(path, identity);
  const [oldest] = verified.keys();
  if (verified.size > MAX_REMEMBERED && oldest !== undefined) verified.delete(oldest);
}

function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats, { sha256 }: FileDigest): string {
  return [dev, ino, size, mtimeNs, ctimeNs, sha256].join(" ");
}

/** What cannot be looked at counts as missing: the download then meets the same obstacle and names it. */
async function statFile(path: string): Promise<BigIntStats | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats?.isFile() ? stats : undefined;
}
