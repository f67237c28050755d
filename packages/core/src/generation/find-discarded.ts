import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { IdentityTable } from "./article-identity.ts";
import type { ReadIdentities } from "./assert-articles.ts";
import { fetchManifest } from "./fetch-manifest.ts";
import { IdentityReader } from "./identity-reader.ts";
import { findLostArticles, liveArticleIds } from "./lost-articles.ts";
import type { Manifest } from "./manifest.ts";
import { IDENTITIES_FILE, segmentFileKey } from "./object-keys.ts";
import type { ReplaceableLatest } from "./point-latest-at.ts";

/** What becomes unreachable when a generation takes the place of one that it does not follow. */
export interface Discarded {
  /** The generation that answered. It stays in the store until it is collected. */
  readonly generation: string;
  /** How many of its articles the new one lacks. */
  readonly lacking: number;
  /** How many of its articles the new one has in an earlier version. */
  readonly newer: number;
  /** How many articles that were taken out of it since would come back. */
  readonly returning: number;
}

/** A manifest that nothing can be said about takes nothing away that anybody could still read. */
const UNREADABLE: ReadonlySet<string> = new Set(["index-corrupt", "index-format", "object-missing"]);

export interface FindDiscardedOptions extends RequestOptions {
  readonly next: { readonly id: string; readonly manifest: Manifest };
  /** Reads which articles are in a segment of the new generation. */
  readonly readNext: ReadIdentities;
  /** The generation whose articles the new one may lack, since it was made in its knowledge. */
  readonly parent: string | undefined;
}

/**
 * Finds out whether a generation may take the place of the latest of a store without undoing what others did: because that
 * is its parent, or because it has every article of it in this or a later version, and none that was taken out since.
 *
 * @returns `null` when nothing is discarded
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
  // Whoever knew an article and leaves it out wants it so; whoever knew it need not know that it was taken out since.
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

/** Reads which articles are in a segment of an index in a folder. */
export function identitiesInFolder(folder: string): ReadIdentities {
  return async ({ id }) => {
    const path = join(folder, ...segmentFileKey(id, IDENTITIES_FILE).split("/"));
    return new IdentityTable(await readFile(path));
  };
}

/** @throws DatelineError `index-corrupt` when nobody knows what would be discarded and `replace` does not say that it may */
export function assertKnown({ damage }: ReplaceableLatest, replace: boolean): void {
  if (damage === undefined || replace) return;
  throw new DatelineError(
    damage.code,
    `${damage.message}; or say --replace to publish or build over whatever it named`,
    { cause: damage },
  );
}

/**
 * @param action such as "publish generation ab12"
 * @returns the error of a writer that would discard something and was not told that it may
 */
export function wouldDiscard(action: string, discarded: Discarded, remedy: string): DatelineError {
  return new DatelineError("publish-refused", `Cannot ${action}: ${describeDiscarded(discarded)}; ${remedy}`);
}

/** What is discarded, as a sentence about the generation that answered. */
export function describeDiscarded({ generation, lacking, newer, returning }: Discarded): string {
  const articles = (count: number) => `${count} ${count === 1 ? "article" : "articles"}`;
  const reasons = [
    ...(lacking > 0 ? [`${articles(lacking)} that the new one lacks`] : []),
    ...(newer > 0 ? [`a later version of ${articles(newer)}`] : []),
    ...(returning > 0 ? [`taken out ${articles(returning)} that the new one brings back`] : []),
  ];
  return `generation ${generation.slice(0, 12)}, which the new one does not follow, has ${reasons.join(", and ")}`;
}
