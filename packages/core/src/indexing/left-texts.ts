import { join } from "node:path";
import type { Timer } from "../clock/timer.ts";
import { throwIfAborted } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { hashOfId } from "../generation/article-identity.ts";
import { fetchSegments } from "../generation/fetch-segments.ts";
import { segmentOfKey } from "../generation/generation-objects.ts";
import { liveRows } from "../generation/indexed-articles.ts";
import { isLeaseKey, LEASE_PREFIX, readLease } from "../generation/lease.ts";
import { listGenerations } from "../generation/list-generations.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { CompactContext } from "./compact-index.ts";
import { HELD_SHARE, type TextProbes, TextSearch } from "./text-probes.ts";

const POLL_MS = 1_000;

/** A store that may contain texts. */
export interface KeptPlace {
  /** For messages, such as `s3://bucket/prefix`. */
  readonly name: string;
  readonly store: ObjectStore;
}

export interface ForgetContext extends Omit<CompactContext, "store"> {
  readonly index: KeptPlace;
  /** Caches that commands keep between runs. Objects with the text are deleted from these. */
  readonly caches: readonly KeptPlace[];
}

/** An object that contains a text, or a large part of it. */
export interface TextPlace {
  readonly place: string;
  readonly key: string;
  /** Id of the article whose text it contains. */
  readonly id: string;
}

type Reason =
  /** Ids of other articles in the index with the same text. */
  | { readonly why: "copy"; readonly articles: readonly string[] }
  /** A running publication with this lease keeps it. It can be deleted after that. */
  | { readonly why: "publication"; readonly lease: string }
  /** Another writer added the text again, or stored the object after garbage collection had begun. */
  | { readonly why: "again" }
  /** Not part of an index, so its owner is unknown. */
  | { readonly why: "other" };

/** An object that still contains a text, and why. */
export type LeftText = TextPlace & Reason;

export interface ExplainOptions extends RequestOptions {
  readonly texts: readonly TextProbes[];
  /** Ids of the articles to forget. */
  readonly ids: readonly string[];
}

/** Determines why objects still contain a text. */
export async function explainLeft(
  context: ForgetContext,
  places: readonly TextPlace[],
  options: ExplainOptions,
): Promise<readonly LeftText[]> {
  if (places.length === 0) return [];
  const { store } = context.index;
  const leases = await segmentLeases(store, options);
  const { generations } = await listGenerations(store, options);
  const latest = generations.find(({ isLatest }) => isLatest);
  const manifest = latest?.problem === null ? latest.manifest : undefined;
  const left: LeftText[] = [];
  for (const place of places) {
    left.push({ ...place, ...(await reasonOf(context, place, { ...options, manifest, leases })) });
  }
  return left;
}

interface KnownIndex extends ExplainOptions {
  /** Manifest of the latest generation. */
  readonly manifest: Manifest | undefined;
  /** Keys of leases, by the ids of the segments that they keep. */
  readonly leases: ReadonlyMap<string, string>;
}

async function reasonOf(
  context: ForgetContext,
  place: TextPlace,
  { manifest, leases, ...options }: KnownIndex,
): Promise<Reason> {
  const segment = place.place === context.index.name ? segmentOfKey(place.key) : undefined;
  if (segment === undefined) return { why: "other" };
  const entry = manifest?.segments.find(({ id }) => id === segment);
  if (manifest !== undefined && entry !== undefined) {
    const articles = await copiesIn(context, { manifest, entry, id: place.id }, options);
    return articles.length > 0 ? { why: "copy", articles } : { why: "again" };
  }
  const lease = leases.get(segment);
  return lease === undefined ? { why: "again" } : { why: "publication", lease };
}

/** @returns keys of leases, by the ids of the segments that they keep */
async function segmentLeases(
  store: ObjectStore,
  { signal }: RequestOptions,
): Promise<ReadonlyMap<string, string>> {
  const leases = new Map<string, string>();
  for await (const info of store.list(LEASE_PREFIX, { signal })) {
    if (!isLeaseKey(info.key)) continue;
    for (const key of (await readLease(store, info, { signal }))?.keys ?? []) {
      const segment = segmentOfKey(key);
      if (segment !== undefined) leases.set(segment, info.key);
    }
  }
  return leases;
}

interface HoldingSegment {
  readonly manifest: Manifest;
  readonly entry: SegmentEntry;
  /** Id of the article whose text it contains. */
  readonly id: string;
}

/** @returns ids of other articles in the segment with the same text */
async function copiesIn(
  { index, identities, format, workFolder }: ForgetContext,
  { manifest, entry, id }: HoldingSegment,
  { texts, ids, signal }: ExplainOptions,
): Promise<readonly string[]> {
  const forgotten = new Set(ids.map(hashOfId));
  const wanted = texts.filter((text) => text.id === id);
  const table = await identities.read(entry, { signal });
  await makeFolder(workFolder);
  await fetchSegments(index.store, { folder: workFolder, entries: [entry] }, { signal });
  const segment = format.open(join(workFolder, "segments", entry.id), manifest.model.dimensions);
  const copies: string[] = [];
  try {
    for (const { row, firstPassage } of liveRows(entry, table)) {
      if (forgotten.has(table.idOf(row))) continue;
      const article = segment.passages.read([firstPassage])[0]?.article;
      if (article !== undefined && hasText(wanted, article.text)) copies.push(article.id);
    }
  } finally {
    segment.close();
  }
  return copies;
}

function hasText(wanted: readonly TextProbes[], text: string): boolean {
  const search = new TextSearch(wanted);
  search.add(Buffer.from(text, "utf8"));
  return search.found(HELD_SHARE).length > 0;
}

interface Patience extends RequestOptions {
  readonly timer: Timer;
  /** By the timer's monotonic clock. */
  readonly endsAt: number;
}

/** Waits until the publications that keep a text have ended, or until `endsAt`. */
export async function awaitPublications(
  store: ObjectStore,
  left: readonly LeftText[],
  { timer, endsAt, signal }: Patience,
): Promise<void> {
  const leases = new Set(left.flatMap((one) => (one.why === "publication" ? [one.lease] : [])));
  for (const lease of leases) {
    while (timer.monotonicMs() < endsAt && (await store.head(lease, { signal })) !== undefined) {
      throwIfAborted("wait for a publication", signal);
      await timer.sleep(POLL_MS, signal);
    }
  }
}
