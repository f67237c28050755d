import { rm } from "node:fs/promises";
import {
  type AddArticle,
  type BuiltSegment,
  buildSegment,
  type SegmentContext,
  type SegmentOptions,
} from "./build-segment.ts";
import { amendIndex, readWithCurrent } from "./generation/amend-index.ts";
import { articleFingerprint, hashOfId, hashOfOrigin } from "./generation/article-identity.ts";
import { isOlder } from "./generation/article-version.ts";
import { withOwnName } from "./generation/describe-segment.ts";
import type { IdentityReader } from "./generation/identity-reader.ts";
import { IndexedArticles } from "./generation/indexed-articles.ts";
import type { Manifest } from "./generation/manifest.ts";
import { keepEarlierTimes } from "./keep-earlier-times.ts";
import { makeFolder } from "./make-folder.ts";
import { assertSameMethod, mergeUpdate, type UpdateWish } from "./merge-update.ts";
import { type NewestVersion, newestVersions } from "./newest-versions.ts";
import type { OpenSegments } from "./open-recent-segments.ts";
import type { ObjectStore, RequestOptions } from "./ports/object-store.ts";
import type { Article } from "./types.ts";

export interface UpdateContext extends Omit<SegmentContext, "earlier"> {
  readonly store: ObjectStore;
  /** Of the same store; one for many updates spares requests. */
  readonly identities: IdentityReader;
  /** Opens segments of the index in whose stories new articles may belong; none when not given. */
  readonly openEarlier?: (manifest: Manifest) => Promise<OpenSegments>;
  /** A folder of this update's own; it is made, and removed at the end however the update ends. */
  readonly workFolder: string;
}

/** An article on its way into the index. */
export interface IncomingArticle {
  readonly article: Article;
  /** The object that it was read from, such as `bucket/key`; `null` when its disappearance shall mean nothing. */
  readonly origin: string | null;
}

export interface UpdateOptions extends SegmentOptions {
  readonly articles: AsyncIterable<IncomingArticle> | Iterable<IncomingArticle>;
  /** Ids of articles to take down, those included that come among `articles`. Read when all of these were. */
  readonly removeIds?: readonly string[];
  /** Objects that were read anew or are gone: what the index has of them and is not among `articles` is removed. */
  readonly origins?: readonly string[];
}

/** What an update did. */
export interface UpdateReport {
  /** Which generation answers now; `null` when there was no index and nothing to put into one. */
  readonly generation: string | null;
  readonly manifest: Manifest | null;
  /** Ids of articles that the index did not have. */
  readonly added: readonly string[];
  /** Ids of articles that it had in another version. */
  readonly replaced: readonly string[];
  /** Ids of articles that it had just so. */
  readonly unchanged: readonly string[];
  /** Ids of articles that it had in a version of a later date. */
  readonly outdated: readonly string[];
  /** Ids of articles that came in a newer version, too: one for each version that was left out for it. */
  readonly repeated: readonly string[];
  /** How many articles were taken out without another version in their place. */
  readonly removed: number;
  /** Ids to remove that the index did not have. */
  readonly missing: readonly string[];
  /** How many passages were made. */
  readonly passages: number;
  /** How many times another writer was faster, and the change was worked out anew on top of theirs. */
  readonly conflicts: number;
}

/**
 * Adds, replaces and removes articles: what is new becomes a segment of its own, what it replaces and what is taken down
 * is listed as removed, and the generation with both becomes the latest by compare-and-swap. An article that the index
 * has already costs nothing. Stopped at any point, it has happened or it has not.
 *
 * @throws DatelineError `model-mismatch` or `index-format` when the index was built in another way; `write-conflict`,
 * `aborted`; whatever reading the articles throws
 */
export async function updateIndex(context: UpdateContext, options: UpdateOptions): Promise<UpdateReport> {
  const { store, workFolder } = context;
  const { signal } = options;
  await makeFolder(workFolder);
  try {
    const read = async (manifest: Manifest | null) => await openBase(context, manifest, { signal });
    const base = await readWithCurrent(store, read, { signal });
    const sorting = new Sorting(base.indexed);
    const split = { ...options, ...base.splitter };
    const repeated: string[] = [];
    const articles = newestVersions(options.articles, {
      folder: workFolder,
      onReplaced: (id) => repeated.push(id),
    });
    const segment = await buildUpdate(context, base.opened, { ...split, sorting, articles });
    const { report, seen } = sorting;
    const written = await writeUpdate(context, { ...split, segment, seen });
    return { ...report, repeated, ...written, passages: segment?.entry.passages ?? 0 };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** What an update reads of the index before it reads articles. */
interface UpdateStart {
  readonly indexed: IndexedArticles;
  readonly splitter: Manifest["splitter"] | undefined;
  readonly opened: OpenSegments | undefined;
}

async function openBase(
  { identities, embedder, openEarlier }: UpdateContext,
  manifest: Manifest | null,
  { signal }: RequestOptions,
): Promise<UpdateStart> {
  if (manifest !== null) assertSameMethod(manifest, embedder);
  const indexed = await IndexedArticles.load(manifest, identities, { signal });
  // Last: nothing after it can fail and leave it open.
  const opened = manifest === null ? undefined : await openEarlier?.(manifest);
  return { indexed, splitter: manifest?.splitter, opened };
}

interface UpdatedArticles {
  readonly sorting: Sorting;
  readonly articles: AsyncIterable<NewestVersion<IncomingArticle>>;
}

/** The earlier segments are closed again before anything is written to the store. */
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

/** Works the change out on top of whatever the index is by then, until no other writer comes in between. */
async function writeUpdate(
  context: UpdateContext,
  options: UpdateOptions & Pick<UpdateWish, "seen"> & { readonly segment: BuiltSegment | null },
): Promise<Pick<UpdateReport, "generation" | "manifest" | "removed" | "missing" | "conflicts">> {
  const { identities, embedder, workFolder } = context;
  const { segment, seen, removeIds = [], origins = [], signal, onWait } = options;
  const wish: UpdateWish = {
    segment: segment && { ...segment, entry: withOwnName(segment.entry), folder: workFolder },
    removeIds: new Set(removeIds.map(hashOfId)),
    origins: new Set(origins.map(hashOfOrigin)),
    seen,
  };
  let removed = 0;
  let missing: readonly string[] = [];
  const amend = async (current: Manifest | null) => {
    const indexed = await IndexedArticles.load(current, identities, { signal });
    const merged = mergeUpdate(wish, { current, indexed, embedder, split: options });
    removed = merged?.removed ?? 0;
    missing = removeIds.filter((id) => indexed.find(hashOfId(id)) === undefined);
    return merged?.amendment ?? null;
  };
  const { generation, manifest, conflicts } = await amendIndex(context, amend, { signal, onWait });
  return { generation, manifest, removed, missing, conflicts };
}

type SortingReport = Pick<UpdateReport, "added" | "replaced" | "unchanged" | "outdated">;

/** Tells new articles from those that the index has. */
class Sorting {
  /** `hashOfId` of every article that came. */
  readonly seen = new Set<string>();
  readonly report: { [Field in keyof SortingReport]: string[] } = {
    added: [],
    replaced: [],
    unchanged: [],
    outdated: [],
  };
  readonly #indexed: IndexedArticles;

  constructor(indexed: IndexedArticles) {
    this.#indexed = indexed;
  }

  async run(articles: UpdatedArticles["articles"], add: AddArticle): Promise<void> {
    for await (const version of articles) {
      const outcome = this.#take(version, add);
      this.report[outcome].push(version.newest.article.id);
    }
  }

  #take({ newest, times }: NewestVersion<IncomingArticle>, add: AddArticle): keyof SortingReport {
    const { article, origin: named } = newest;
    const id = hashOfId(article.id);
    this.seen.add(id);
    const indexed = this.#indexed.find(id);
    const fingerprint = articleFingerprint(article);
    const origin = named === null ? (indexed?.origin ?? null) : hashOfOrigin(named);
    if (indexed === undefined) {
      add({ ...article, ...times }, { fingerprint, origin });
      return "added";
    }
    if (indexed.fingerprint === fingerprint && indexed.origin === origin) return "unchanged";
    if (isOlder(article, indexed)) return "outdated";
    add(keepEarlierTimes({ ...article, ...times }, indexed), { fingerprint, origin });
    return "replaced";
  }
}
