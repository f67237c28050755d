import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type BuiltSegment,
  buildSegment,
  methodOf,
  type SegmentContext,
  type SegmentOptions,
} from "./build-segment.ts";
import type { ArticleEntry, RecordProblem, RemovedEntry, SkippedEntry } from "./corpus/corpus-entry.ts";
import { type ReadCorpusOptions, readCorpus } from "./corpus/read-corpus.ts";
import { DatelineError } from "./errors.ts";
import { articleFingerprint, hashOfId, IdentityTable } from "./generation/article-identity.ts";
import { commitGeneration, type NewSegment } from "./generation/commit-generation.ts";
import { assertKnown, type Discarded, findDiscarded, wouldDiscard } from "./generation/find-discarded.ts";
import { livePassages, removeFrom } from "./generation/indexed-articles.ts";
import { FORMAT_VERSION, generationId, type Manifest, serializeManifest } from "./generation/manifest.ts";
import { IDENTITIES_FILE } from "./generation/object-keys.ts";
import { type ReplaceableLatest, readReplaceableLatest } from "./generation/point-latest-at.ts";
import { makeFolder } from "./make-folder.ts";
import { newestVersions } from "./newest-versions.ts";
import type { ObjectStore } from "./ports/object-store.ts";

/** Where an index is built, and with what. */
export interface BuildContext extends SegmentContext {
  readonly store: ObjectStore;
  /** A folder of this build's own; it is made, and removed at the end however the build ends. */
  readonly workFolder: string;
}

export interface BuildOptions extends SegmentOptions {
  /** Files, folders and addresses of articles: whatever `readCorpus` takes. */
  readonly corpusPath: string | readonly string[];
  /** How they are read. */
  readonly reading?: Omit<ReadCorpusOptions, "signal">;
  /** Stop at the first record that cannot be read, instead of leaving it out. */
  readonly strict: boolean;
  /** Build even if that discards what was added to the index since it was built, or taken out of it. */
  readonly replace?: boolean;
}

/** What a build did. */
export interface BuildReport {
  readonly generation: string;
  readonly manifest: Manifest;
  /** What was done to the index since it was built and is undone, which only happens with `replace`. */
  readonly discarded: Discarded | null;
  /** Records left out because they repeat another word for word. */
  readonly duplicates: number;
  /** Ids of articles that came in a newer version, too: one for each version that was left out for it. */
  readonly replaced: readonly string[];
  /** Records left out because they could not be read. */
  readonly problems: readonly RecordProblem[];
  /** Files that are no articles by their name, and records that are none by what they say. */
  readonly skipped: readonly SkippedEntry[];
  /** Articles that their publisher takes back. */
  readonly removed: readonly RemovedEntry[];
  /** What was read otherwise than it is written. */
  readonly notes: readonly RecordProblem[];
}

/**
 * The product on one page: reads articles, splits them into passages, embeds these, writes them as one segment and
 * makes the new generation the one that answers. Until the last step the old one stays as it was.
 *
 * @throws DatelineError `publish-refused` when it would undo what was added or taken out since; `empty-corpus` when there is no readable article, `invalid-article` with `strict`, `aborted`
 */
export async function buildIndex(context: BuildContext, options: BuildOptions): Promise<BuildReport> {
  const { store, embedder, workFolder } = context;
  const { signal } = options;
  await makeFolder(workFolder);
  const reading: Reading = { duplicates: 0, replaced: [], problems: [], skipped: [], removed: [], notes: [] };
  try {
    const before = await readReplaceableLatest(store, { signal });
    assertKnown(before, options.replace ?? false);
    const built = await buildSegment(context, options, async (add) => {
      const onReplaced = (id: string) => reading.replaced.push(id);
      const versions = newestVersions(readArticles(options, reading), { folder: workFolder, onReplaced });
      for await (const { newest, times } of versions) {
        const { article } = newest;
        add({ ...article, ...times }, { fingerprint: articleFingerprint(article) });
      }
    });
    if (built === null) throw emptyCorpus(options.corpusPath, reading.problems);
    const entry = removeFrom(built.entry, takenBack(built, reading.removed));
    const articles = entry.articles - entry.removed.articles;
    if (articles === 0) throw emptyCorpus(options.corpusPath, reading.problems);
    const passages = livePassages(entry);
    const method = methodOf(embedder, options);
    const manifest: Manifest = {
      formatVersion: FORMAT_VERSION,
      ...method,
      articles,
      passages,
      segments: [entry],
    };
    const segment = { entry, folder: workFolder };
    const discarded = await checkDiscarded(store, before, { segment, manifest, ...options });
    const expected = before.pointer?.generation ?? null;
    const { onWait } = options;
    const generation = await commitGeneration(store, { manifest, segment, expected, signal, onWait });
    return { generation, manifest, discarded, ...reading };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

interface Replacing extends Pick<BuildOptions, "replace" | "signal"> {
  readonly segment: NewSegment;
  readonly manifest: Manifest;
}

/** What an earlier build had and the corpus has no more is to go. @throws DatelineError `publish-refused` */
async function checkDiscarded(
  store: ObjectStore,
  before: ReplaceableLatest,
  { segment, manifest, replace = false, signal }: Replacing,
): Promise<Discarded | null> {
  const table = new IdentityTable(await readFile(join(segment.folder, IDENTITIES_FILE)));
  const next = { id: generationId(serializeManifest(manifest)), manifest };
  const parent = before.pointer?.base;
  const discarded = await findDiscarded(store, before, { next, readNext: async () => table, parent, signal });
  if (discarded === null || replace) return discarded;
  const remedy =
    'put that into the corpus, or build with --replace to discard it; "dateline add" changes the index without a build';
  throw wouldDiscard("replace the index", discarded, remedy);
}

/** What came of the records that are not indexed. */
interface Reading {
  duplicates: number;
  readonly replaced: string[];
  readonly problems: RecordProblem[];
  readonly skipped: SkippedEntry[];
  readonly removed: RemovedEntry[];
  readonly notes: RecordProblem[];
}

async function* readArticles(
  { corpusPath, reading: how, strict, signal }: BuildOptions,
  reading: Reading,
): AsyncGenerator<ArticleEntry> {
  for await (const entry of readCorpus(corpusPath, { ...how, signal })) {
    if (entry.kind === "article") yield entry;
    else if (entry.kind === "problem") {
      if (strict) throw strictError(entry.problem);
      reading.problems.push(entry.problem);
    } else if (entry.kind === "duplicate") reading.duplicates += 1;
    else if (entry.kind === "removed") reading.removed.push(entry);
    else if (entry.kind === "note") reading.notes.push(entry.note);
    else reading.skipped.push(entry);
  }
}

/** An article and its withdrawal may come in any order, so what is taken back is known when all of it was read. */
function takenBack(
  { identities }: BuiltSegment,
  removed: readonly RemovedEntry[],
): { readonly firstPassage: number; readonly passages: number }[] {
  const ids = new Set(removed.map(({ id }) => hashOfId(id)));
  let next = 0;
  const rows = identities.map(({ id, passages }) => {
    const firstPassage = next;
    next += passages;
    return { id, firstPassage, passages };
  });
  return rows.filter(({ id }) => ids.has(id));
}

function strictError({ file, line, reason }: RecordProblem): DatelineError {
  return new DatelineError("invalid-article", `Cannot build with --strict: ${file}:${line}: ${reason}`);
}

function emptyCorpus(
  corpusPath: BuildOptions["corpusPath"],
  problems: readonly RecordProblem[],
): DatelineError {
  const reason =
    problems.length === 0
      ? "it holds no article; corpus/README.md tells of the formats"
      : `${problems.length === 1 ? "its only record cannot be read" : `none of its ${problems.length} records can be read; the first`}: ${problems[0]?.file}: ${problems[0]?.reason}`;
  return new DatelineError(
    "empty-corpus",
    `Cannot build an index of "${[corpusPath].flat().join(", ")}": ${reason}`,
  );
}
