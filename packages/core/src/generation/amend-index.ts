import { setTimeout as sleep } from "node:timers/promises";
import { hasCode, throwIfAborted } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { type ArticleChange, assertArticles, type ReadIdentities } from "./assert-articles.ts";
import { commitGeneration, type NewSegment } from "./commit-generation.ts";
import { readIdentities } from "./describe-segment.ts";
import { fetchManifest } from "./fetch-manifest.ts";
import type { WaitOptions } from "./garbage-lock.ts";
import type { GenerationAuthor } from "./generation-author.ts";
import type { IdentityReader } from "./identity-reader.ts";
import { fetchLatest } from "./latest-pointer.ts";
import type { Manifest } from "./manifest.ts";
import { type ReplaceableLatest, readReplaceableLatest } from "./point-latest-at.ts";

/** Consecutive conflicts after which a writer gives up. Far fewer writers run at the same time. */
const MAX_ATTEMPTS = 60;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;

/** The next state of the index, and how its articles change. */
export interface Amendment {
  readonly manifest: Manifest;
  readonly segment?: NewSegment | undefined;
  /** The intended change. A manifest with any other effect is not committed. */
  readonly change: ArticleChange;
}

/** The store of an index, and the cached identities of its articles. */
export interface AmendContext {
  readonly store: ObjectStore;
  /** Reads from the same store. */
  readonly identities: IdentityReader;
  /** Recorded in the provenance of the new generation, which it also signs. */
  readonly author?: GenerationAuthor | undefined;
}

/**
 * Computes the next state of the index.
 *
 * @param current the manifest of the latest generation; `null` if there is none
 * @returns `null` if nothing has to change
 */
export type Amend = (current: Manifest | null) => Amendment | null | Promise<Amendment | null>;

/** The current generation, with `null` fields if there is none. */
export interface AmendReport {
  readonly generation: string | null;
  readonly manifest: Manifest | null;
  /** True if this writer committed it. */
  readonly isNew: boolean;
  /** How often another writer committed first. */
  readonly conflicts: number;
}

/**
 * Changes the index by compare-and-swap. A writer that loses recomputes its change on top of the winner's
 * result, so no change is lost.
 *
 * @throws DatelineError `write-conflict` when other writers committed first every time; `internal` when
 *   articles would be lost or duplicated; what `amend` throws
 */
export async function amendIndex(
  context: AmendContext,
  amend: Amend,
  waiting: WaitOptions = {},
): Promise<AmendReport> {
  const { store, author } = context;
  const { signal } = waiting;
  for (let conflicts = 0; ; conflicts++) {
    const before = await readCurrent(store, { signal });
    const { generation, manifest } = before;
    try {
      const amendment = await amend(manifest);
      if (amendment === null) return { generation, manifest, isNew: false, conflicts };
      const read = identitiesOf(context, amendment);
      const { manifest: after, change } = amendment;
      await assertArticles({ before: manifest, after, change, read, signal });
      const id = await commitGeneration(store, { ...amendment, before, author, ...waiting });
      return { generation: id, manifest: amendment.manifest, isNew: true, conflicts };
    } catch (error) {
      const isLost = hasCode(error, "write-conflict") || (await isCollected(error, store, before));
      if (!isLost || conflicts + 1 === MAX_ATTEMPTS) throw error;
      await waitForOthers("change the index", { conflicts, signal });
    }
  }
}

/** A new segment is not in the store yet, so its identities come with the change. */
function identitiesOf({ identities }: AmendContext, { segment }: Amendment): ReadIdentities {
  return async (entry, options) =>
    entry.id === segment?.entry.id
      ? await readIdentities(segment.folder)
      : await identities.read(entry, options);
}

/** The latest generation, and the version of `latest.json` that names it. */
export interface CurrentIndex extends ReplaceableLatest {
  /** `null` if there is no index. */
  readonly generation: string | null;
  readonly manifest: Manifest | null;
}

/**
 * @throws DatelineError `index-corrupt` when `latest.json` is damaged: a change on top of nothing would lose
 *   the index
 */
export async function readCurrent(store: ObjectStore, { signal }: RequestOptions): Promise<CurrentIndex> {
  for (let attempt = 1; ; attempt++) {
    const before = await readReplaceableLatest(store, { signal });
    if (before.etag !== null && before.pointer === null) {
      // Read it again to report the damage. If it is intact now, it was damaged in transit.
      await fetchLatest(store, { signal });
      continue;
    }
    const generation = before.pointer?.generation ?? null;
    try {
      const manifest = generation === null ? null : await fetchManifest(store, generation, { signal });
      return { ...before, generation, manifest };
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !(await isCollected(error, store, before))) throw error;
    }
  }
}

/**
 * Reads objects of the latest generation. If that generation is replaced and collected meanwhile, reads those
 * of the newer one.
 *
 * @throws DatelineError as `readCurrent`; what `read` throws
 */
export async function readWithCurrent<T>(
  store: ObjectStore,
  read: (manifest: Manifest | null) => Promise<T>,
  { signal }: RequestOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const before = await readCurrent(store, { signal });
    try {
      return await read(before.manifest);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !(await isCollected(error, store, before))) throw error;
    }
  }
}

/**
 * True if an object is missing because another generation has become the latest and garbage was collected.
 */
async function isCollected(error: unknown, store: ObjectStore, before: ReplaceableLatest): Promise<boolean> {
  return hasCode(error, "object-missing") && (await readReplaceableLatest(store)).etag !== before.etag;
}

/**
 * Backs off longer after every conflict, with jitter, so that writers do not keep colliding.
 *
 * @param action such as `change the index`
 * @throws DatelineError `aborted`
 */
export async function waitForOthers(
  action: string,
  { conflicts, signal }: RequestOptions & { readonly conflicts: number },
): Promise<void> {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** conflicts);
  await sleep(Math.random() * longest, undefined, { ...(signal && { signal }) }).catch(() => {});
  throwIfAborted(action, signal);
}
