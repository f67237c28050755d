import { type BuiltSegment, methodOf, type SegmentOptions } from "./build-segment.ts";
import { DatelineError } from "./errors.ts";
import type { Amendment } from "./generation/amend-index.ts";
import type { ArticleIdentity } from "./generation/article-identity.ts";
import { isOlder } from "./generation/article-version.ts";
import { checkModel } from "./generation/check-model.ts";
import {
  type IndexedArticle,
  type IndexedArticles,
  removeFrom,
  withoutArticles,
  withSegments,
} from "./generation/indexed-articles.ts";
import { FORMAT_VERSION, type Manifest, type SegmentEntry } from "./generation/manifest.ts";
import { SPLITTER_VERSION } from "./passages/splitter-version.ts";
import type { Embedder } from "./ports/embedder.ts";

/** What an update wants of the index, whatever that is by the time. Ids and origins are hashes. */
export interface UpdateWish {
  /** New articles, and the folder of their files. */
  readonly segment: (BuiltSegment & { readonly folder: string }) | null;
  readonly removeIds: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  /** Every article that came, those included that the index had. */
  readonly seen: ReadonlySet<string>;
}

/** What the index is. */
export interface UpdateBase {
  readonly current: Manifest | null;
  readonly indexed: IndexedArticles;
  readonly embedder: Embedder;
  /** How articles are split where there is no index that says so. */
  readonly split: SegmentOptions;
}

/**
 * Works out the generation that fulfils an update.
 *
 * @returns `null` when the index is so already
 * @throws DatelineError `model-mismatch` or `index-format` when the index was built in another way
 */
export function mergeUpdate(
  wish: UpdateWish,
  base: UpdateBase,
): { readonly amendment: Amendment; readonly removed: number } | null {
  const current = base.current ?? emptyManifest(base);
  assertSameMethod(current, base.embedder);
  const { entry, replaced, added } = placeSegment(wish, base);
  const takenDown = findRemoved(wish, base.indexed);
  const manifest = withoutArticles(current, [...replaced, ...takenDown]);
  const change = { added, removed: new Set(takenDown.map(({ id }) => id)) };
  if (wish.segment === null || entry === null) {
    if (takenDown.length === 0) return null;
    return { amendment: { manifest, change }, removed: takenDown.length };
  }
  return {
    amendment: {
      manifest: withSegments(manifest, [...manifest.segments, entry]),
      segment: { entry, folder: wish.segment.folder },
      change,
    },
    removed: takenDown.length,
  };
}

interface PlacedSegment {
  /** `null` when nothing of it is needed. */
  readonly entry: SegmentEntry | null;
  readonly replaced: readonly IndexedArticle[];
  /** Hashes of the ids of articles that the index does not have. */
  readonly added: ReadonlySet<string>;
}

/**
 * Leaves out of the new segment what another writer brought meanwhile in this or a later version, and what is to be
 * removed: an article and its withdrawal may come together.
 */
function placeSegment({ segment, removeIds }: UpdateWish, { current, indexed }: UpdateBase): PlacedSegment {
  const replaced: IndexedArticle[] = [];
  const added = new Set<string>();
  // The reply to its own write was lost, and others have gone on from there.
  const isThere = current?.segments.some(({ id }) => id === segment?.entry.id);
  if (segment === null || isThere) return { entry: null, replaced, added };
  const superfluous: Pick<IndexedArticle, "firstPassage" | "passages">[] = [];
  let firstPassage = 0;
  for (const article of segment.identities) {
    const { passages } = article;
    const existing = indexed.find(article.id);
    const isSuperfluous =
      removeIds.has(article.id) || (existing !== undefined && isAsGood(existing, article));
    if (isSuperfluous) superfluous.push({ firstPassage, passages });
    else if (existing !== undefined) replaced.push(existing);
    else added.add(article.id);
    firstPassage += passages;
  }
  const isNeeded = superfluous.length < segment.identities.length;
  return { entry: isNeeded ? removeFrom(segment.entry, superfluous) : null, replaced, added };
}

function isAsGood(existing: IndexedArticle, article: ArticleIdentity): boolean {
  const isSame = existing.fingerprint === article.fingerprint && existing.origin === article.origin;
  return isSame || isOlder(article, existing);
}

function findRemoved(wish: UpdateWish, indexed: IndexedArticles): readonly IndexedArticle[] {
  const named = [...wish.removeIds].flatMap((id) => indexed.find(id) ?? []);
  const vanished = indexed
    .ofOrigins(wish.origins)
    .filter(({ id }) => !wish.seen.has(id) && !wish.removeIds.has(id));
  return [...named, ...vanished];
}

function emptyManifest({ embedder, split }: UpdateBase): Manifest {
  const method = methodOf(embedder, split);
  return { formatVersion: FORMAT_VERSION, ...method, articles: 0, passages: 0, segments: [] };
}

/** @throws DatelineError `model-mismatch` or `index-format` when the index was built in another way */
export function assertSameMethod(manifest: Manifest, embedder: Embedder): void {
  checkModel(manifest, embedder);
  const { version } = manifest.splitter;
  if (version === SPLITTER_VERSION) return;
  throw new DatelineError(
    "index-format",
    `Cannot add to the index: its articles were split by version ${version} of the splitter, this program has ${SPLITTER_VERSION}; build the index again`,
  );
}
