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

/** Conflicts with other writers after which a build gives up. */
const MAX_ATTEMPTS = 20;

/** The store, model and formats of a build. */
export interface BuildContext extends Omit<SegmentContext, "earlier" | "former"> {
  readonly store: ObjectStore;
  /** Recorded in the provenance of the generation, which it also signs. */
  readonly author?: GenerationAuthor | undefined;
  /** Opens the index that is replaced, to keep the ids of its stories. If absent, stories get new ids. */
  readonly openFormer?: (manifest: Manifest) => Promise<OpenSegments>;
  /** A folder for this build alone, which creates it and always removes it at the end. */
  readonly workFolder: string;
}

export interface BuildOptions extends SegmentOptions, ReadingOptions {
  /** Build even if that discards changes since the index was built. */
  readonly replace?: boolean;
}

/** The result of a build. */
export interface BuildReport extends ReadingReport {
  readonly generation: string;
  readonly manifest: Manifest;
  /** Changes since the index was built that this build undid, which it does only with `replace`. */
  readonly discarded: Discarded | null;
}

/**
 * The whole pipeline: reads articles, splits them into passages, embeds these, writes them as one segment, and
 * makes the new generation current. Until the last step, the old one stays unchanged.
 *
 * @throws DatelineError `publish-refused` when it would undo changes since the last build; `empty-corpus` when
 *   there is no readable article; `invalid-article` with `strict`; `aborted`
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

/** Ignores an unreadable index: damage is a reason to build, not an error. */
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
  /** Hashes of the ids of the articles in it. */
  readonly wanted: ReadonlySet<string>;
  readonly reading: Reading;
}

interface BuiltCorpus extends ReadCorpus {
  /** The state of `latest.json` when the build began. */
  readonly before: ReplaceableLatest;
}

/** Keeps articles out of the new index that others remove from the old one meanwhile. */
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
      // After a concurrent build, a person has to decide which one stays.
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
  // Each build reads all withdrawals of its corpus. Drop those that it no longer states.
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
  /** Hashes of the ids of exactly the articles that it must contain. */
  readonly kept: ReadonlySet<string>;
}

/** @throws DatelineError `internal` when the files lack an article, or contain an unexpected or repeated one */
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
 * Allows discarding articles of an earlier build that the corpus no longer contains.
 *
 * @throws DatelineError `publish-refused`
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
    'add these changes to the corpus, or build with --replace to discard them; "dateline add" changes the index without a build';
  throw wouldDiscard("replace the index", discarded, remedy);
}

/** An article and its withdrawal may come in any order, so this runs after the whole corpus is read. */
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
