import { rm } from "node:fs/promises";
import {
  type AddArticle,
  buildSegment,
  methodOf,
  type SegmentContext,
  type SegmentOptions,
} from "./build-segment.ts";
import type { RecordProblem, SkippedEntry } from "./corpus/corpus-entry.ts";
import { readCorpus } from "./corpus/read-corpus.ts";
import { DatelineError } from "./errors.ts";
import { commitGeneration } from "./generation/commit-generation.ts";
import { FORMAT_VERSION, type Manifest } from "./generation/manifest.ts";
import { makeFolder } from "./make-folder.ts";
import type { ObjectStore } from "./ports/object-store.ts";

/** Where an index is built, and with what. */
export interface BuildContext extends SegmentContext {
  readonly store: ObjectStore;
  /** A folder of this build's own; it is made, and removed at the end however the build ends. */
  readonly workFolder: string;
}

export interface BuildOptions extends SegmentOptions {
  /** A file or a folder of articles. */
  readonly corpusPath: string;
  /** Stop at the first record that cannot be read, instead of leaving it out. */
  readonly strict: boolean;
}

/** What a build did. */
export interface BuildReport {
  readonly generation: string;
  readonly manifest: Manifest;
  /** Records left out because they repeat another word for word. */
  readonly duplicates: number;
  /** Records left out because they could not be read. */
  readonly problems: readonly RecordProblem[];
  /** Files that are no articles by their name. */
  readonly skipped: readonly SkippedEntry[];
}

/**
 * The product on one page: reads articles, splits them into passages, embeds these, writes them as one segment and
 * makes the new generation the one that answers. Until the last step the old one stays as it was.
 *
 * @throws DatelineError `empty-corpus` when there is no readable article, `invalid-article` with `strict`, `aborted`
 */
export async function buildIndex(context: BuildContext, options: BuildOptions): Promise<BuildReport> {
  const { store, embedder, workFolder } = context;
  await makeFolder(workFolder);
  const reading: Reading = { duplicates: 0, problems: [], skipped: [] };
  try {
    const built = await buildSegment(context, options, (add) => addArticles(add, options, reading));
    if (built === null) throw emptyCorpus(options.corpusPath, reading.problems);
    const { entry } = built;
    const { articles, passages } = entry;
    const method = methodOf(embedder, options);
    const manifest: Manifest = {
      formatVersion: FORMAT_VERSION,
      ...method,
      articles,
      passages,
      segments: [entry],
    };
    const segment = { entry, folder: workFolder };
    const generation = await commitGeneration(store, { manifest, segment });
    return { generation, manifest, ...reading };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** What came of the records that are not indexed. */
interface Reading {
  duplicates: number;
  readonly problems: RecordProblem[];
  readonly skipped: SkippedEntry[];
}

async function addArticles(
  add: AddArticle,
  { corpusPath, strict, signal }: BuildOptions,
  reading: Reading,
): Promise<void> {
  for await (const entry of readCorpus(corpusPath, { signal })) {
    if (entry.kind === "article") add(entry.article);
    else if (entry.kind === "problem") {
      if (strict) throw strictError(entry.problem);
      reading.problems.push(entry.problem);
    } else if (entry.kind === "duplicate") reading.duplicates += 1;
    else reading.skipped.push(entry);
  }
}

function strictError({ file, line, reason }: RecordProblem): DatelineError {
  return new DatelineError("invalid-article", `Cannot build with --strict: ${file}:${line}: ${reason}`);
}

function emptyCorpus(corpusPath: string, problems: readonly RecordProblem[]): DatelineError {
  const reason =
    problems.length === 0
      ? "it holds no article (.txt, .md, .json, .jsonl)"
      : `none of its ${problems.length} records can be read; the first: ${problems[0]?.file}: ${problems[0]?.reason}`;
  return new DatelineError("empty-corpus", `Cannot build an index of "${corpusPath}": ${reason}`);
}
