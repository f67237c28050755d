import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { IdentityTable } from "./article-identity.ts";
import type { ReadIdentities } from "./assert-articles.ts";
import { fetchManifest } from "./fetch-manifest.ts";
import { IDENTITIES_FILE, segmentFileKey } from "./generation-objects.ts";
import { IdentityReader } from "./identity-reader.ts";
import { findLostArticles, liveArticleIds } from "./lost-articles.ts";
import type { Manifest } from "./manifest.ts";
import type { ReplaceableLatest } from "./point-latest-at.ts";

/** What is lost when a generation replaces one that it does not follow. */
export interface Discarded {
  /** The generation that was current. It stays in the store until it is collected. */
  readonly generation: string;
  /** Articles of it that the new one lacks. */
  readonly lacking: number;
  /** Articles of it that the new one has in an earlier version. */
  readonly newer: number;
  /** Articles that were removed from it and that the new one would bring back. */
  readonly returning: number;
}

/** Replacing a generation with an unreadable manifest loses nothing that is still readable. */
const UNREADABLE: ReadonlySet<string> = new Set(["index-corrupt", "index-format", "object-missing"]);

export interface FindDiscardedOptions extends RequestOptions {
  readonly next: { readonly id: string; readonly manifest: Manifest };
  /** Reads which articles a segment of the new generation contains. */
  readonly readNext: ReadIdentities;
  /** The generation that the new one was made from. Omitting its articles is deliberate. */
  readonly parent: string | undefined;
}

/**
 * Determines what a generation discards if it replaces the latest one of a store. It discards nothing if the
 * latest is its parent. It also discards nothing if it has all articles of the latest in the same or a later
 * version, and none that was removed from the latest.
 *
 * @returns `null` if nothing is discarded
 */
export async function findDiscarded(
  store: ObjectStore,
  { pointer }: ReplaceableLatest,
  { next, readNext, parent, signal }: FindDiscardedOptions,
): Promise<Discarded | null> {
  if (pointer === null || pointer.generation === next.id || pointer.generation === parent) return null;
  const { generation } = pointer;
  const current = await readManifest(store, generation, { signal });
  if (current === null) return null;
  const reader = new IdentityReader(store);
  const readCurrent: ReadIdentities = async (entry, options) => await reader.read(entry, options);
  const lost = await findLostArticles({ current, next: next.manifest, readCurrent, readNext, signal });
  const parentManifest = parent === undefined ? null : await readManifest(store, parent, { signal });
  if (parentManifest === null) return report(generation, [...lost.lacking], lost.newer.size, 0);
  // Omitting an article of the parent is deliberate. Bringing back one that others removed since is not.
  const known = await liveArticleIds(parentManifest, readCurrent, { signal });
  const there = await liveArticleIds(current, readCurrent, { signal });
  const coming = await liveArticleIds(next.manifest, readNext, { signal });
  const lacking = [...lost.lacking].filter((id) => !known.has(id));
  const returning = [...known].filter((id) => !there.has(id) && coming.has(id));
  return report(generation, lacking, lost.newer.size, returning.length);
}

function report(
  generation: string,
  { length: lacking }: readonly string[],
  newer: number,
  returning: number,
): Discarded | null {
  return lacking + newer + returning === 0 ? null : { generation, lacking, newer, returning };
}

async function readManifest(
  store: ObjectStore,
  id: string,
  options: RequestOptions,
): Promise<Manifest | null> {
  try {
    return await fetchManifest(store, id, options);
  } catch (error) {
    if (error instanceof DatelineError && UNREADABLE.has(error.code)) return null;
    throw error;
  }
}

/** Reads the articles of segments from an index in a folder. */
export function identitiesInFolder(folder: string): ReadIdentities {
  return async ({ id }) => {
    const path = join(folder, ...segmentFileKey(id, IDENTITIES_FILE).split("/"));
    return new IdentityTable(await readFile(path));
  };
}

/**
 * @throws DatelineError `index-corrupt` when a damaged `latest.json` hides what would be discarded, unless
 *   `replace` is set
 */
export function assertKnown({ damage }: ReplaceableLatest, replace: boolean): void {
  if (damage === undefined || replace) return;
  throw new DatelineError(
    damage.code,
    `${damage.message}; or use --replace to publish or build over whatever it named`,
    { cause: damage },
  );
}

/**
 * @param action such as "publish generation ab12"
 * @returns the error for a writer that would discard articles without permission
 */
export function wouldDiscard(action: string, discarded: Discarded, remedy: string): DatelineError {
  return new DatelineError("publish-refused", `Cannot ${action}: ${describeDiscarded(discarded)}; ${remedy}`);
}

/** Describes what is discarded, as a clause about the generation that was current. */
export function describeDiscarded({ generation, lacking, newer, returning }: Discarded): string {
  const articles = (count: number) => `${count} ${count === 1 ? "article" : "articles"}`;
  const reasons = [
    ...(lacking > 0 ? [`${articles(lacking)} that the new one lacks`] : []),
    ...(newer > 0 ? [`a later version of ${articles(newer)}`] : []),
    ...(returning > 0 ? [`removed ${articles(returning)} that the new one brings back`] : []),
  ];
  return `generation ${generation.slice(0, 12)}, which the new one does not follow, has ${reasons.join(", and ")}`;
}
