import { rm } from "node:fs/promises";
import { makeFolder } from "../files/make-folder.ts";
import { amendIndex, readWithCurrent } from "../generation/amend-index.ts";
import { hashOfId, hashOfOrigin } from "../generation/article-identity.ts";
import type { ArticleVersion } from "../generation/article-version.ts";
import { withOwnName } from "../generation/describe-segment.ts";
import type { GenerationAuthor } from "../generation/generation-author.ts";
import type { IdentityReader } from "../generation/identity-reader.ts";
import { IndexedArticles } from "../generation/indexed-articles.ts";
import type { LanguageCount, Manifest } from "../generation/manifest.ts";
import { TakeDowns, type Withdrawal } from "../generation/take-downs.ts";
import { windowMethodOf } from "../ports/embedder.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { OriginReading, UpdateWish } from "./admission.ts";
import {
  type BuiltSegment,
  buildSegment,
  type SegmentContext,
  type SegmentOptions,
} from "./build-segment.ts";
import { type IncomingArticle, Sightings, Sorting, type SortingReport } from "./incoming-articles.ts";
import { assertSameMethod, type MergedUpdate, mergeUpdate } from "./merge-update.ts";
import { type NewestVersion, newestVersions } from "./newest-versions.ts";
import type { OpenSegments } from "./open-recent-segments.ts";

export interface UpdateContext extends Omit<SegmentContext, "earlier"> {
  readonly store: ObjectStore;
  /** Reads from the same store. Share it between updates to save requests. */
  readonly identities: IdentityReader;
  readonly author?: GenerationAuthor | undefined;
  /** Opens segments of the index whose stories new articles may join. */
  readonly openEarlier?: (manifest: Manifest) => Promise<OpenSegments>;
  /** A folder for this update alone, which creates it and always removes it at the end. */
  readonly workFolder: string;
}

/** A publisher's withdrawal of a version of an article and all earlier ones. */
export interface ArticleWithdrawal extends Partial<ArticleVersion> {
  readonly id: string;
  /** The object that states it, such as `bucket/key`. */
  readonly origin?: string | null;
}

/** A reading of an object that may have changed or been deleted. */
export interface ReadOrigin extends Partial<OriginReading> {
  /** Such as `bucket/key`. */
  readonly origin: string;
}

export interface UpdateOptions extends SegmentOptions {
  readonly articles: AsyncIterable<IncomingArticle> | Iterable<IncomingArticle>;
  /** Withdrawals by publishers, also of articles in `articles`. Read after all of these. */
  readonly withdrawals?: readonly ArticleWithdrawal[];
  /** Objects that were read again or deleted. They no longer contain articles that are missing in `articles`. */
  readonly origins?: readonly ReadOrigin[];
}

/** The result of an update. */
export interface UpdateReport extends SortingReport {
  /** The current generation; `null` if there was no index and nothing to add. */
  readonly generation: string | null;
  readonly manifest: Manifest | null;
  /** Ids of articles, once for each version that was skipped for a newer one. */
  readonly repeated: readonly string[];
  /** Objects among `origins` of which the index has a later version. Read these again. */
  readonly stale: readonly string[];
  /** Number of articles that were removed and not replaced by another version. */
  readonly removed: number;
  /** Ids of withdrawn articles that the index did not contain. */
  readonly missing: readonly string[];
  readonly passages: number;
  /** The added articles by language, the most frequent first. */
  readonly languages: readonly LanguageCount[];
  /** How often another writer committed first, so that the change was recomputed. */
  readonly conflicts: number;
}

/**
 * Adds, replaces and removes articles. Writes new ones as a segment, marks the rows of replaced and removed ones
 * as removed, and makes the result the latest generation by compare-and-swap. Does not embed an article again
 * that the index already has. The update is atomic: if it stops at any point, it has happened either completely
 * or not at all.
 *
 * @throws DatelineError `model-mismatch` or `index-format` when the index was built with another model or
 *   splitter; `write-conflict`; `aborted`; whatever reading the articles throws
 */
export async function updateIndex(context: UpdateContext, options: UpdateOptions): Promise<UpdateReport> {
  const { store, workFolder } = context;
  const { signal } = options;
  await makeFolder(workFolder);
  try {
    const read = async (manifest: Manifest | null) => await openBase(context, manifest, { signal });
    const base = await readWithCurrent(store, read, { signal });
    const sorting = new Sorting(base);
    const sightings = new Sightings();
    const split = { ...options, ...base.method };
    const repeated: string[] = [];
    const articles = newestVersions(sightings.note(options.articles), {
      folder: workFolder,
      onReplaced: (id) => repeated.push(id),
    });
    const segment = await buildUpdate(context, base.opened, { ...split, sorting, articles });
    const { refused, ...written } = await writeUpdate(context, {
      ...split,
      segment,
      sightings: sightings.byId,
    });
    return {
      ...sorting.reportWithout(refused),
      repeated,
      ...written,
      passages: segment?.entry.passages ?? 0,
      languages: segment?.entry.languages ?? [],
    };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** The part of the index that an update reads before it reads articles. */
interface UpdateStart {
  readonly indexed: IndexedArticles;
  readonly takeDowns: TakeDowns;
  /** How the index was built, which the update follows. Empty if there is none. */
  readonly method: Partial<Pick<SegmentOptions, "targetTokens" | "overlapTokens" | "windows">>;
  readonly opened: OpenSegments | undefined;
}

async function openBase(
  { identities, embedder, openEarlier }: UpdateContext,
  manifest: Manifest | null,
  { signal }: RequestOptions,
): Promise<UpdateStart> {
  if (manifest !== null) assertSameMethod(manifest, embedder);
  const indexed = await IndexedArticles.load(manifest, identities, { signal });
  // Open it last, so that no later failure leaves it open.
  const opened = manifest === null ? undefined : await openEarlier?.(manifest);
  const method =
    manifest === null ? {} : { ...manifest.splitter, windows: windowMethodOf(manifest, embedder) };
  return { indexed, takeDowns: TakeDowns.of(manifest), method, opened };
}

interface UpdatedArticles {
  readonly sorting: Sorting;
  readonly articles: AsyncIterable<NewestVersion<IncomingArticle>>;
}

/** Closes the earlier segments before anything is written to the store. */
async function buildUpdate(
  context: UpdateContext,
  opened: OpenSegments | undefined,
  { sorting, articles, ...options }: SegmentOptions & UpdatedArticles,
): Promise<BuiltSegment | null> {
  try {
    return await buildSegment({ ...context, earlier: opened?.segments }, options, (add) =>
      sorting.run(articles, add),
    );
  } finally {
    opened?.close();
  }
}

type WrittenUpdate = Pick<
  UpdateReport,
  "generation" | "manifest" | "removed" | "missing" | "stale" | "conflicts"
> &
  Pick<MergedUpdate, "refused">;

/** Recomputes the change on top of the current index until no other writer intervenes. */
async function writeUpdate(
  context: UpdateContext,
  options: UpdateOptions & Pick<UpdateWish, "sightings"> & { readonly segment: BuiltSegment | null },
): Promise<WrittenUpdate> {
  const { identities, embedder, workFolder } = context;
  const { segment, sightings, withdrawals = [], origins = [], signal, onWait } = options;
  const wish: UpdateWish = {
    segment: segment && { ...segment, entry: withOwnName(segment.entry), folder: workFolder },
    withdrawals: withdrawals.map(hashWithdrawal),
    readings: new Map(
      origins.map(({ origin, version = null, before, isWhole = true }) => [
        hashOfOrigin(origin),
        { version, before, isWhole },
      ]),
    ),
    sightings,
  };
  let merged: MergedUpdate | undefined;
  let missing: readonly string[] = [];
  const amend = async (current: Manifest | null) => {
    const indexed = await IndexedArticles.load(current, identities, { signal });
    merged = mergeUpdate(wish, { current, indexed, embedder, split: options });
    missing = withdrawals.map(({ id }) => id).filter((id) => indexed.findNamed(hashOfId(id)) === undefined);
    return merged.amendment;
  };
  const { generation, manifest, conflicts } = await amendIndex(context, amend, { signal, onWait });
  const stale = origins
    .map(({ origin }) => origin)
    .filter((origin) => merged?.stale.has(hashOfOrigin(origin)));
  const { removed = 0, refused = new Set<string>() } = merged ?? {};
  return { generation, manifest, removed, missing, stale, refused, conflicts };
}

function hashWithdrawal({
  id,
  origin = null,
  statedAt = null,
  version = null,
}: ArticleWithdrawal): Withdrawal {
  return { id: hashOfId(id), origin: origin === null ? null : hashOfOrigin(origin), statedAt, version };
}
