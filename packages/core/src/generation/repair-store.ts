import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import { retryConflicts } from "../ports/retry-conflicts.ts";
import { findDamage, isDamaged, repairManifest } from "./check-index.ts";
import type { DamagedObject } from "./check-store.ts";
import { commitGeneration } from "./commit-generation.ts";
import type { WaitOptions } from "./garbage-lock.ts";
import type { GenerationAuthor } from "./generation-author.ts";
import { manifestKey } from "./generation-objects.ts";
import { IdentityReader } from "./identity-reader.ts";
import { fetchLatest } from "./latest-pointer.ts";
import { withLease } from "./lease.ts";
import { parseDamagedManifest } from "./manifest.ts";

const MAX_ATTEMPTS = 10;

export interface RepairObjectsOptions extends WaitOptions {
  /** An index that may contain the same objects, such as the local one that was published. */
  readonly from: ObjectStore;
  /** An existing folder for copies, one at a time. */
  readonly folder: string;
}

/** Keys of damaged objects, by outcome. */
export interface RepairReport {
  readonly repaired: readonly string[];
  /** Missing or damaged in the copy, too. */
  readonly unrepaired: readonly string[];
}

/** Replaces damaged objects with good bytes from a copy, which it verifies against the expected sha256. */
export async function repairObjects(
  store: ObjectStore,
  damaged: readonly DamagedObject[],
  { from, folder, ...waiting }: RepairObjectsOptions,
): Promise<RepairReport> {
  const [repaired, unrepaired]: [string[], string[]] = [[], []];
  const path = join(folder, "copy");
  await withLease(store, { keys: damaged.map(({ key }) => key), ...waiting }, async (lease) => {
    await lease.awaitCollection();
    for (const { key, expected } of damaged) {
      try {
        const isCopied = await copyOf(from, key, { path, ...expected, ...waiting });
        if (isCopied) await replaceObject(store, key, { path, sha256: expected.sha256, ...waiting });
        (isCopied ? repaired : unrepaired).push(key);
      } finally {
        await rm(path, { force: true });
      }
    }
  });
  return { repaired, unrepaired };
}

interface Copy extends WaitOptions {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes?: number | undefined;
}

async function copyOf(
  from: ObjectStore,
  key: string,
  { path, sha256, sizeBytes, signal }: Copy,
): Promise<boolean> {
  try {
    await from.getToFile(key, path, { sha256, sizeBytes, signal });
    return true;
  } catch (error) {
    const code = error instanceof DatelineError ? error.code : undefined;
    if (code === "object-missing" || code === "object-corrupt") return false;
    throw error;
  }
}

/** The object is missing between the two steps, which is no worse than damaged. */
async function replaceObject(store: ObjectStore, key: string, { path, sha256, signal }: Copy): Promise<void> {
  await store.delete([key], { signal });
  await store.putNew(key, { path }, { sha256, signal });
}

/**
 * Repairs a generation with repeated articles or wrong counts, and makes the result current.
 *
 * @returns its id, or `null` if there was nothing to repair
 * @throws DatelineError as `repairManifest` and `commitGeneration`
 */
export async function repairLists(
  store: ObjectStore,
  { author, ...waiting }: WaitOptions & { readonly author?: GenerationAuthor | undefined } = {},
): Promise<string | null> {
  const { signal } = waiting;
  const reader = new IdentityReader(store);
  const read: Parameters<typeof findDamage>[1] = async (entry, options) => await reader.read(entry, options);
  return await retryConflicts(MAX_ATTEMPTS, async () => {
    const before = await fetchLatest(store, { signal });
    const { generation } = before.pointer;
    const found = await store.get(manifestKey(generation), { signal });
    const text = Buffer.from(found?.bytes ?? []).toString("utf8");
    const manifest = parseDamagedManifest(text, generation);
    if (!isDamaged(await findDamage(manifest, read, { signal }))) return null;
    const repaired = await repairManifest(manifest, read, { signal });
    return await commitGeneration(store, { manifest: repaired, before, author, ...waiting });
  });
}
