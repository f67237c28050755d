import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { type FileDigest, hashFile } from "../files/hash-file.ts";

/** Far more than an index has. Limits the memory of a process that runs for months. */
const MAX_REMEMBERED = 10_000;

/** The identity and sha256 of each hashed file, by path. */
const verified = new Map<string, string>();

/**
 * True if a file exists with the content in its manifest. Hashes a file once per process, and again if its
 * inode, size or times change. Does not rely on an earlier process's check, because native code crashes on a
 * damaged file.
 */
export async function isVerifiedFile(path: string, digest: FileDigest): Promise<boolean> {
  const stats = await statFile(path);
  if (stats === undefined || stats.size !== BigInt(digest.sizeBytes)) return false;
  if (verified.get(path) === identityOf(stats, digest)) return true;
  if ((await hashFile(path)).sha256 !== digest.sha256) return false;
  remember(path, identityOf(stats, digest));
  return true;
}

/** Call this after a verified download, so that the file is not hashed again. */
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

/** Treats an unreadable file as missing. The download then fails for the same reason and reports it. */
async function statFile(path: string): Promise<BigIntStats | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats?.isFile() ? stats : undefined;
}
