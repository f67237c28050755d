import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { WaitOptions } from "./garbage-lock.ts";
import { type GenerationAuthor, recordAuthor } from "./generation-author.ts";
import { generationObjects, manifestKey, segmentObjects } from "./generation-objects.ts";
import { withLease } from "./lease.ts";
import { generationId, type Manifest, type SegmentEntry, serializeManifest } from "./manifest.ts";
import { pointLatestAt, type ReplaceableLatest } from "./point-latest-at.ts";
import { storeObject } from "./store-object.ts";
import { switchLatest } from "./switch-latest.ts";

/** A segment that the store may lack, and the folder with its files. */
export interface NewSegment {
  readonly entry: SegmentEntry;
  readonly folder: string;
}

export interface CommitOptions extends WaitOptions {
  readonly manifest: Manifest;
  /** The only segment of the manifest that the store may lack. */
  readonly segment?: NewSegment | undefined;
  /**
   * The version of `latest.json` that the manifest changes. If absent, the manifest replaces the whole index.
   */
  readonly before?: ReplaceableLatest | undefined;
  /** True for a replacement of the whole index. Defaults to whether `before` is absent. */
  readonly isBase?: boolean | undefined;
  /** For a replacement: the generation that it may replace, `null` for none. Any if absent. */
  readonly expected?: string | null | undefined;
  /** For a replacement: overwrite a damaged `latest.json`, whatever it named. */
  readonly replaceDamaged?: boolean | undefined;
  /** Recorded in the provenance of the generation, which it also signs. */
  readonly author?: GenerationAuthor | undefined;
}

/**
 * Makes a generation current. Writes the new segment's files, then the manifest, then `latest.json`. Until
 * the last write, readers stay on the previous generation.
 *
 * @returns the generation's id
 * @throws DatelineError `write-conflict` when another writer set `latest.json` meanwhile
 */
export async function commitGeneration(
  store: ObjectStore,
  {
    manifest,
    segment,
    before,
    isBase = before === undefined,
    expected,
    replaceDamaged,
    author,
    ...waiting
  }: CommitOptions,
): Promise<string> {
  const bytes = Buffer.from(serializeManifest(manifest));
  const generation = generationId(bytes);
  const { signal } = waiting;
  const lease = { keys: generationObjects(generation, manifest).map(({ key }) => key), ...waiting };
  const storeObjects = async () => {
    if (segment !== undefined) await storeSegment(store, segment, { signal });
    const digest = { sha256: generation, sizeBytes: bytes.length };
    await storeObject(store, { key: manifestKey(generation), body: bytes, digest }, { signal });
    if (author !== undefined) await recordAuthor(store, { generation, manifest, author, signal });
  };
  if (before === undefined) {
    await switchLatest(store, { generation, isBase, expected, replaceDamaged, ...lease }, storeObjects);
    return generation;
  }
  await withLease(store, lease, async ({ awaitCollection }) => {
    if (await awaitCollection()) throw collectedMeanwhile(generation);
    await storeObjects();
    await pointLatestAt(store, generation, { before, isBase, signal });
  });
  return generation;
}

/**
 * Nothing is stored yet. The caller recomputes the change on top of the generation that the pointer names
 * now.
 */
function collectedMeanwhile(generation: string): DatelineError {
  return new DatelineError(
    "write-conflict",
    `Cannot make generation ${generation} the latest: a garbage collection ended meanwhile; run the command again`,
  );
}

async function storeSegment(
  store: ObjectStore,
  { entry, folder }: NewSegment,
  options: RequestOptions,
): Promise<void> {
  for (const { key, digest } of segmentObjects(entry)) {
    const path = join(folder, key.slice(key.lastIndexOf("/") + 1));
    await storeObject(store, { key, body: { path }, digest }, options);
  }
}
