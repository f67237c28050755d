import { rm } from "node:fs/promises";
import type { RecordProblem, SkippedEntry } from "./corpus/corpus-entry.ts";
import { readCorpus } from "./corpus/read-corpus.ts";
import { embedPassages } from "./embed-passages.ts";
import { DatelineError } from "./errors.ts";
import { commitGeneration } from "./generation/commit-generation.ts";
import { describeSegment } from "./generation/describe-segment.ts";
import { FORMAT_VERSION, type Manifest } from "./generation/manifest.ts";
import { makeFolder } from "./make-folder.ts";
import { passageTokenLimit } from "./passages/headline-context.ts";
import { splitArticle } from "./passages/split-article.ts";
import { SPLITTER_VERSION } from "./passages/splitter-version.ts";
import type { Embedder } from "./ports/embedder.ts";
import type { ObjectStore } from "./ports/object-store.ts";
import type { SegmentFormat, SegmentWriter } from "./ports/segment-format.ts";

/** Passages that are sorted by length together; also how many texts and embeddings are in memory at once. */
const EMBEDDING_WINDOW = 512;

/** Where an index is built, and with what. */
export interface BuildContext {
  readonly store: ObjectStore;
  readonly embedder: Embedder;
  readonly format: SegmentFormat;
  /** A folder of this build's own; it is made, and removed at the end however the build ends. */
  readonly workFolder: string;
}

export interface BuildOptions {
  /** A file or a folder of articles. */
  readonly corpusPath: string;
  /** Soft length of a passage, in tokens of the model. */
  readonly targetTokens: number;
  /** Tokens of whole sentences that a passage repeats of the one before. */
  readonly overlapTokens: number;
  /** Stop at the first record that cannot be read, instead of leaving it out. */
  readonly strict: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** How far a build is. `total` is not known while the corpus is being read. */
export type BuildProgress =
  | { readonly stage: "read"; readonly articles: number; readonly passages: number }
  | { readonly stage: "embed"; readonly done: number; readonly total: number }
  | { readonly stage: "write" };

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
  await makeFolder(context.workFolder);
  let writer: SegmentWriter | undefined;
  try {
    writer = context.format.create(context.workFolder, context.embedder.dimensions);
    const reading = await addArticles(writer, context, options);
    await addEmbeddings(writer, context, options);
    options.onProgress?.({ stage: "write" });
    const { passageCount: passages, articleCount: articles } = writer;
    await writer.finish();
    const segment = await describeSegment(context.workFolder, {
      files: context.format.files,
      articles,
      passages,
    });
    const manifest = toManifest(context.embedder, options, segment);
    const generation = await commitGeneration(context.store, { manifest, segmentFolder: context.workFolder });
    return { generation, manifest, ...reading };
  } catch (error) {
    writer?.abandon();
    throw error;
  } finally {
    await rm(context.workFolder, { recursive: true, force: true });
  }
}

async function addArticles(
  writer: SegmentWriter,
  { embedder }: BuildContext,
  { corpusPath, targetTokens, overlapTokens, strict, signal, onProgress }: BuildOptions,
): Promise<Pick<BuildReport, "duplicates" | "problems" | "skipped">> {
  const maxTokens = passageTokenLimit(embedder.maxTokens);
  const split = {
    countTokens: embedder.countTokens,
    maxTokens,
    targetTokens: effectiveTarget(embedder, targetTokens),
    overlapTokens,
  };
  const problems: RecordProblem[] = [];
  const skipped: SkippedEntry[] = [];
  let duplicates = 0;
  for await (const entry of readCorpus(corpusPath, { signal })) {
    if (entry.kind === "article") {
      writer.addArticle(entry.article, splitArticle(entry.article, split));
      onProgress?.({ stage: "read", articles: writer.articleCount, passages: writer.passageCount });
    } else if (entry.kind === "problem") {
      if (strict) throw strictError(entry.problem);
      problems.push(entry.problem);
    } else if (entry.kind === "duplicate") duplicates += 1;
    else skipped.push(entry);
  }
  if (writer.passageCount === 0) throw emptyCorpus(corpusPath, problems);
  return { duplicates, problems, skipped };
}

async function addEmbeddings(
  writer: SegmentWriter,
  { embedder }: BuildContext,
  { signal, onProgress }: BuildOptions,
): Promise<void> {
  const total = writer.passageCount;
  onProgress?.({ stage: "embed", done: 0, total });
  for (let start = 0; start < total; start += EMBEDDING_WINDOW) {
    const passages = writer.passagesToEmbed(start, EMBEDDING_WINDOW);
    const report = (share: number) => {
      onProgress?.({ stage: "embed", done: start + Math.floor(share * passages.length), total });
    };
    writer.addEmbeddings(await embedPassages(embedder, passages, { signal, onProgress: report }));
  }
}

/** The manifest states what was done, not what was asked for. */
function effectiveTarget({ maxTokens }: Embedder, targetTokens: number): number {
  return Math.min(targetTokens, passageTokenLimit(maxTokens));
}

function toManifest(
  embedder: Embedder,
  { targetTokens, overlapTokens }: BuildOptions,
  segment: Manifest["segments"][number],
): Manifest {
  const { modelName, fingerprint, dimensions } = embedder;
  return {
    formatVersion: FORMAT_VERSION,
    model: { name: modelName, fingerprint, dimensions },
    splitter: {
      version: SPLITTER_VERSION,
      targetTokens: effectiveTarget(embedder, targetTokens),
      overlapTokens,
    },
    articles: segment.articles,
    passages: segment.passages,
    segments: [segment],
  };
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
