import type { RequestOptions } from "../ports/object-store.ts";
import type { IdentityTable } from "./article-identity.ts";
import { isOlder } from "./article-version.ts";
import { liveIds, type ReadIdentities } from "./assert-articles.ts";
import { liveRows, removeFrom, withSegments } from "./indexed-articles.ts";
import { type Manifest, NOTHING_REMOVED, type SegmentEntry } from "./manifest.ts";
import { isInRanges, sharedRanges } from "./removed-rows.ts";

/** The place of an article in a generation. */
export interface ArticlePlace {
  /** `hashOfId` of the article. */
  readonly id: string;
  /** Id of its segment. */
  readonly segment: string;
  /** Row of its first passage. */
  readonly firstPassage: number;
  readonly passages: number;
}

/** Errors in the list of a generation's articles. */
export interface IndexDamage {
  /** Ids of segments that the manifest lists more than once. */
  readonly repeatedSegments: readonly string[];
  /** The places of each article that a search finds more than once. The one to keep comes first. */
  readonly repeatedArticles: readonly (readonly ArticlePlace[])[];
  /** Ids of segments whose entry has wrong counts of articles, passages or removed articles. */
  readonly miscountedSegments: readonly string[];
  /** True if the manifest's own counts are not the sums of its segments' counts. */
  readonly isMiscounted: boolean;
}

export function isDamaged(damage: IndexDamage): boolean {
  const { repeatedSegments, repeatedArticles, miscountedSegments, isMiscounted } = damage;
  return isMiscounted || repeatedSegments.length + repeatedArticles.length + miscountedSegments.length > 0;
}

/**
 * Finds duplicate segments, duplicate articles and wrong counts in a generation. Reads only `articles.ids` of
 * all segments.
 *
 * @param manifest as `parseDamagedManifest` returns it, because `parseManifest` refuses some of this damage
 * @param read such as `(entry, options) => identityReader.read(entry, options)`
 * @throws whatever `read` throws
 */
export async function findDamage(
  manifest: Manifest,
  read: ReadIdentities,
  options: RequestOptions = {},
): Promise<IndexDamage> {
  const ids = manifest.segments.map(({ id }) => id);
  const repeatedSegments = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  const { segments } = uniteRepeated(manifest);
  const miscounted = await findMiscounted(segments, read, options);
  const { articles, passages } = withSegments(manifest, manifest.segments);
  return {
    repeatedSegments,
    repeatedArticles: await findRepeated(segments, read, options),
    miscountedSegments: miscounted.map(({ id }) => id),
    isMiscounted: articles !== manifest.articles || passages !== manifest.passages,
  };
}

/**
 * Repairs a manifest. Keeps one of the repeated entries of a segment, and restores articles that only some of
 * them had removed, unless another segment contains them too. Of an article in several places, keeps the
 * newest version, or the one added last. Recomputes the counts.
 *
 * Cannot find articles that an earlier fault dropped from the list. `findMissing` finds those that an older
 * generation still lists.
 */
export async function repairManifest(
  manifest: Manifest,
  read: ReadIdentities,
  options: RequestOptions = {},
): Promise<Manifest> {
  const { segments } = uniteRepeated(manifest);
  const recounted = new Map(
    (await findMiscounted(segments, read, options)).map((entry) => [entry.id, entry]),
  );
  const counted = segments.map((entry) => recounted.get(entry.id) ?? entry);
  const superfluous = (await findRepeated(counted, read, options)).flatMap((places) => places.slice(1));
  const repaired = counted.map((entry) =>
    removeFrom(
      entry,
      superfluous.filter(({ segment }) => segment === entry.id),
    ),
  );
  return withSegments(manifest, repaired);
}

/**
 * Finds articles of an older generation that this one lacks. They were taken down, have disappeared from
 * their source, or were lost. The index does not record which.
 *
 * @returns their places in the older generation
 */
export async function findMissing(
  { older, manifest }: { readonly older: Manifest; readonly manifest: Manifest },
  read: ReadIdentities,
  options: RequestOptions = {},
): Promise<readonly ArticlePlace[]> {
  const there = new Set<string>();
  for (const entry of manifest.segments) {
    for (const id of liveIds(entry, await read(entry, options))) there.add(id);
  }
  const missing: ArticlePlace[] = [];
  for (const entry of older.segments) {
    for await (const { place } of livePlaces(entry, read, options)) {
      if (!there.has(place.id)) missing.push(place);
    }
  }
  return missing;
}

/** Keeps one entry per segment, in which an article is removed only if all its entries had removed it. */
function uniteRepeated({ segments }: Manifest): { readonly segments: readonly SegmentEntry[] } {
  const united = new Map<string, SegmentEntry>();
  for (const entry of segments) {
    const first = united.get(entry.id);
    if (first === undefined) united.set(entry.id, entry);
    else {
      const passages = sharedRanges(first.removed.passages, entry.removed.passages);
      const articles = Math.min(first.removed.articles, entry.removed.articles);
      united.set(entry.id, { ...first, removed: { articles, passages } });
    }
  }
  return { segments: [...united.values()] };
}

/** Returns corrected entries of the segments with wrong counts. */
async function findMiscounted(
  segments: readonly SegmentEntry[],
  read: ReadIdentities,
  options: RequestOptions,
): Promise<readonly SegmentEntry[]> {
  const found: SegmentEntry[] = [];
  for (const entry of segments) {
    const right = recount(entry, await read(entry, options));
    if (JSON.stringify(right) !== JSON.stringify(entry)) found.push(right);
  }
  return found;
}

/** An article is removed if its first row is. */
function recount(entry: SegmentEntry, table: IdentityTable): SegmentEntry {
  let passages = 0;
  const removed: { firstPassage: number; passages: number }[] = [];
  for (let row = 0; row < table.length; row++) {
    const count = table.passagesOf(row);
    if (isInRanges(entry.removed.passages, passages))
      removed.push({ firstPassage: passages, passages: count });
    passages += count;
  }
  return removeFrom({ ...entry, articles: table.length, passages, removed: NOTHING_REMOVED }, removed);
}

async function findRepeated(
  segments: readonly SegmentEntry[],
  read: ReadIdentities,
  options: RequestOptions,
): Promise<readonly (readonly ArticlePlace[])[]> {
  const times = new Map<string, number>();
  for (const entry of segments) {
    for (const id of liveIds(entry, await read(entry, options))) times.set(id, (times.get(id) ?? 0) + 1);
  }
  const repeated = new Map<string, LivePlace[]>();
  for (const entry of segments) {
    for await (const live of livePlaces(entry, read, options)) {
      const { id } = live.place;
      if ((times.get(id) ?? 0) > 1) repeated.set(id, [...(repeated.get(id) ?? []), live]);
    }
  }
  return [...repeated.values()].map((places) => newestFirst(places).map(({ place }) => place));
}

interface LivePlace {
  readonly place: ArticlePlace;
  readonly publishedAt: string | null;
  readonly updatedAt: string | null;
}

/** Takes the last place for the newest unless the stated times contradict that. */
function newestFirst(places: readonly LivePlace[]): readonly LivePlace[] {
  const newest = places.reduce((best, one) => (isOlder(one, best) ? best : one));
  return [newest, ...places.filter((one) => one !== newest)];
}

async function* livePlaces(
  entry: SegmentEntry,
  read: ReadIdentities,
  options: RequestOptions,
): AsyncGenerator<LivePlace> {
  const table = await read(entry, options);
  for (const { row, firstPassage } of liveRows(entry, table)) {
    const { id, passages, publishedAt, updatedAt } = table.read(row);
    yield { place: { id, segment: entry.id, firstPassage, passages }, publishedAt, updatedAt };
  }
}
