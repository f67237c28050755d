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

/** What becomes unreachable when a generation replaces one that it does not follow. */
export interface Discarded {
  /** The generation that was current. It stays in the store until it is collected. */
  readonly generation: string;
  /** How many of its articles the new one lacks. */
  readonly lacking: number;
  /** How many of its articles the new one has in an earlier version. */
  readonly newer: number;
  /** How many articles that were removed from it since would return. */
  readonly returning: number;
}

/** Replacing an unreadable manifest loses nothing that anybody could still read. */
const UNREADABLE: ReadonlySet<string> = new Set(["index-corrupt", "index-format", "object-missing"]);

export interface FindDiscardedOptions extends RequestOptions {
  readonly next: { readonly id: string; readonly manifest: Manifest };
  /** Reads which articles are in a segment of the new generation. */
  readonly readNext: ReadIdentities;
  /** The generation that the author of the new one knew: leaving out its articles is deliberate. */
  readonly parent: string | undefined;
}

/**
 * Determines whether a generation can replace the latest of a store without undoing others' changes. It can if
 * the latest is its parent. It also can if it has all of the latest's articles in the same or a later version,
 * and none that was removed since.
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
  // Omitting a known article is deliberate. But its removal since then may be unknown.
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

/** Reads the articles of a segment of an index in a folder. */
export function identitiesInFolder(folder: string): ReadIdentities {
  return async ({ id }) => {
    const path = join(folder, ...segmentFileKey(id, IDENTITIES_FILE).split("/"));
    return new IdentityTable(await readFile(path));
  };
}

/**
 * @throws DatelineError `index-corrupt` when it is unknown what would be discarded and `replace` does not allow
 *   it
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
 * @returns the error for a writer that would discard something without permission
 */
export function wouldDiscard(action: string, discarded: Discarded, remedy: string): DatelineError {
  return new DatelineError("publish-refused", `Cannot ${action}: ${describeDiscarded(discarded)}; ${remedy}`);
}

/** Describes what is discarded, as a sentence about the generation that was current. */
export function describeDiscarded({ generation, lacking, newer, returning }: Discarded): string {
  const articles = (count: number) => `${count} ${count === 1 ? "article" : "articles"}`;
  const reasons = [
    ...(lacking > 0 ? [`${articles(lacking)} that the new one lacks`] : []),
    ...(newer > 0 ? [`a later version of ${articles(newer)}`] : []),
    ...(returning > 0 ? [`taken out ${articles(returning)} that the new one brings back`] : []),
  ];
  return `generation ${generation.slice(0, 12)}, which the new one does not follow, has ${reasons.join(", and ")}`;
}
