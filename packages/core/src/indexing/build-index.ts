import { rm } from "node:fs/promises";
import type { RemovedEntry } from "../corpus/corpus-entry.ts";
import { DatelineError, hasCode } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { readCurrent } from "../generation/amend-index.ts";
import { articleFingerprint, hashOfId } from "../generation/article-identity.ts";
import { versionOf } from "../generation/article-version.ts";
import { assertArticles } from "../generation/assert-articles.ts";
import { readTakeDowns } from "../generation/carry-take-downs.ts";
import { commitGeneration, type NewSegment } from "../generation/commit-generation.ts";
import { readIdentities } from "../generation/describe-segment.ts";
import { assertKnown, type Discarded, findDiscarded, wouldDiscard } from "../generation/find-discarded.ts";
import type { GenerationAuthor } from "../generation/generation-author.ts";
import { livePassages, removeFrom } from "../generation/indexed-articles.ts";
import {
  FORMAT_VERSION,
  generationId,
  type Manifest,
  type SegmentEntry,
  serializeManifest,
} from "../generation/manifest.ts";
import { type ReplaceableLatest, readReplaceableLatest } from "../generation/point-latest-at.ts";
import { CORPUS_ORIGIN, type TakeDowns, type Withdrawal } from "../generation/take-downs.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { type FormerStoryIds, readFormerStoryIds } from "../stories/keep-story-ids.ts";
import {
  type BuiltSegment,
  buildSegment,
  methodOf,
  type SegmentContext,
  type SegmentOptions,
} from "./build-segment.ts";
import { newestVersions } from "./newest-versions.ts";
import type { OpenSegments } from "./open-recent-segments.ts";
import {
  emptyCorpus,
  newReading,
  type Reading,
  type ReadingOptions,
  type ReadingReport,
  readArticles,
} from "./read-articles.ts";

/** How often others may change the index while a build commits before it gives up. */
const MAX_ATTEMPTS = 20;

/** Where an index is built, and with which model and formats. */
export interface BuildContext extends Omit<SegmentContext, "earlier" | "former"> {
  readonly store: ObjectStore;
  /** Recorded as the author, and signs the generation. Nobody if absent. */
  readonly author?: GenerationAuthor | undefined;
  /** Opens the index that is replaced, to keep the ids of its stories. Stories get new ids if absent. */
  readonly openFormer?: (manifest: Manifest) => Promise<OpenSegments>;
  /** A folder for this build alone. It is created, and removed at the end however the build ends. */
  readonly workFolder: string;
}

export interface BuildOptions extends SegmentOptions, ReadingOptions {
  /** Build even if that discards what was added to or removed from the index since it was built. */
  readonly replace?: boolean;
}

/** The result of a build. */
export interface BuildReport extends ReadingReport {
  readonly generation: string;
  readonly manifest: Manifest;
  /** Changes since the index was built that this build undid. It does so only with `replace`. */
  readonly discarded: Discarded | null;
}

/**
 * The whole pipeline on one page: reads articles, splits them into passages, embeds these, writes them as one
 * segment, and makes the new generation current. Until that last step, the old one stays unchanged.
 *
 * @throws DatelineError `publish-refused` when it would undo what was added or taken out since; `empty-corpus`
 *   when there is no readable article, `invalid-article` with `strict`, `aborted`
 */
export async function buildIndex(context: BuildContext, options: BuildOptions): Promise<BuildReport> {
  const { store, workFolder } = context;
  const { signal } = options;
  await makeFolder(workFolder);
  const reading = newReading();
  try {
    const before = await readReplaceableLatest(store, { signal });
    assertKnown(before, options.replace ?? false);
    const takeDowns = await readTakeDowns(store, { signal });
    const wanted = new Set<string>();
    const former = await readFormer(context, { signal });
    const built = await buildSegment({ ...context, former }, options, async (add) => {
      const onReplaced = (id: string) => reading.replaced.push(id);
      const versions = newestVersions(readArticles(options, reading), { folder: workFolder, onReplaced });
      for await (const { newest, times, alias: named } of versions) {
        const { article, version = null } = newest;
        const id = hashOfId(article.id);
        const alias = named === null ? null : hashOfId(named);
        if (takeDowns.isManual(id) || takeDowns.isManual(alias)) reading.takenDown.push(article.id);
        else {
          wanted.add(id);
          add({ ...article, ...times }, { fingerprint: articleFingerprint(article), version, alias });
        }
      }
    });
    if (built === null) throw emptyCorpus(options.corpusPath, reading);
    return { ...(await commitBuild(context, options, { built, wanted, reading, before })), ...reading };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** An unreadable index has no stories to continue. Damage is a reason to build, not an error. */
async function readFormer(
  { store, openFormer }: BuildContext,
  options: RequestOptions,
): Promise<FormerStoryIds | undefined> {
  try {
    const { manifest } = await readCurrent(store, options);
    const opened = manifest === null ? undefined : await openFormer?.(manifest);
    if (opened === undefined) return undefined;
    try {
      return readFormerStoryIds(opened.segments);
    } finally {
      opened.close();
    }
  } catch (error) {
    if (!(error instanceof DatelineError) || error.code === "aborted") throw error;
    return undefined;
  }
}

/** The result of reading a corpus. */
interface ReadCorpus {
  readonly built: BuiltSegment;
  /** Hashes of the ids of articles that were put into it. */
  readonly wanted: ReadonlySet<string>;
  readonly reading: Reading;
}

interface BuiltCorpus extends ReadCorpus {
  /** The state of `latest.json` when the build began. */
  readonly before: ReplaceableLatest;
}

/** Articles that are removed from the index while it is rebuilt stay out of the new one, too. */
async function commitBuild(
  context: BuildContext,
  options: BuildOptions,
  { before: begun, ...corpus }: BuiltCorpus,
): Promise<Pick<BuildReport, "generation" | "manifest" | "discarded">> {
  const { store, author, workFolder: folder } = context;
  const { replace = false, signal, onWait } = options;
  let before = begun;
  for (let attempt = 1; ; attempt++) {
    assertKnown(before, replace);
    const { manifest, kept } = toManifest(context, options, {
      ...corpus,
      takeDowns: await readTakeDowns(store, { signal }),
    });
    await assertBuilt({ manifest, folder, kept }, { signal });
    const [entry] = manifest.segments as [SegmentEntry];
    const segment = { entry, folder };
    const discarded = await checkDiscarded(store, before, { segment, manifest, ...options });
    const expected = before.pointer?.generation ?? null;
    try {
      const generation = await commitGeneration(store, {
        manifest,
        segment,
        expected,
        replaceDamaged: replace,
        author,
        signal,
        onWait,
      });
      return { generation, manifest, discarded };
    } catch (error) {
      const isLost = hasCode(error, "write-conflict");
      before = await readReplaceableLatest(store, { signal });
      // A concurrent build needs a person's decision.
      const isSameBase = before.pointer?.base === begun.pointer?.base;
      if (!isLost || !isSameBase || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

function toManifest(
  { embedder }: BuildContext,
  options: BuildOptions,
  { built, wanted, reading, takeDowns: known }: ReadCorpus & { readonly takeDowns: TakeDowns },
): { readonly manifest: Manifest; readonly kept: ReadonlySet<string> } {
  const { corpusPath } = options;
  // Each build reads the withdrawals of its corpus again. Those that it no longer states have ended.
  const takeDowns = known.withoutOrigin(CORPUS_ORIGIN).withWithdrawals(reading.removed.map(toWithdrawal));
  const out = keptOut(built, takeDowns);
  const entry = removeFrom(built.entry, out);
  const outIds = new Set(out.map(({ id }) => id));
  const articles = entry.articles - entry.removed.articles;
  if (articles === 0) throw emptyCorpus(corpusPath, reading);
  const manifest: Manifest = {
    formatVersion: FORMAT_VERSION,
    ...methodOf(embedder, options),
    articles,
    passages: livePassages(entry),
    segments: [entry],
    ...takeDowns.toManifest(),
  };
  return { manifest, kept: new Set([...wanted].filter((id) => !outIds.has(id))) };
}

interface BuiltGeneration {
  readonly manifest: Manifest;
  readonly folder: string;
  /** Hashes of the ids of exactly the articles that it must have. */
  readonly kept: ReadonlySet<string>;
}

/** @throws DatelineError `internal` when the files have other articles than were read, or one of them twice */
async function assertBuilt(
  { manifest, folder, kept }: BuiltGeneration,
  options: RequestOptions,
): Promise<void> {
  const change = { added: kept, removed: new Set<string>() };
  const read = async () => await readIdentities(folder);
  await assertArticles({ before: null, after: manifest, change, read, ...options });
}

function toWithdrawal({ id, statedAt, version }: RemovedEntry): Withdrawal {
  return { id: hashOfId(id), statedAt, version, origin: CORPUS_ORIGIN };
}

interface Replacing extends Pick<BuildOptions, "replace" | "signal"> {
  readonly segment: NewSegment;
  readonly manifest: Manifest;
}

/**
 * Articles of an earlier build that the corpus no longer has may be discarded. @throws DatelineError
 * `publish-refused`
 */
async function checkDiscarded(
  store: ObjectStore,
  before: ReplaceableLatest,
  { segment, manifest, replace = false, signal }: Replacing,
): Promise<Discarded | null> {
  const table = await readIdentities(segment.folder);
  const next = { id: generationId(serializeManifest(manifest)), manifest };
  const parent = before.pointer?.base;
  const discarded = await findDiscarded(store, before, { next, readNext: async () => table, parent, signal });
  if (discarded === null || replace) return discarded;
  const remedy =
    'put that into the corpus, or build with --replace to discard it; "dateline add" changes the index without a build';
  throw wouldDiscard("replace the index", discarded, remedy);
}

/** An article and its withdrawal may come in any order, so exclusions are known only after all was read. */
function keptOut(
  { identities }: BuiltSegment,
  takeDowns: TakeDowns,
): { readonly id: string; readonly firstPassage: number; readonly passages: number }[] {
  const rows: { readonly id: string; readonly firstPassage: number; readonly passages: number }[] = [];
  let firstPassage = 0;
  for (const article of identities) {
    const { id, alias, passages, version } = article;
    if (takeDowns.refusal({ id, alias, origin: null, ...versionOf(article, version) }))
      rows.push({ id, firstPassage, passages });
    firstPassage += passages;
  }
  return rows;
}
