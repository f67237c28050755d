import { embedPassages } from "../embedding/embed-passages.ts";
import { DatelineError } from "../errors.ts";
import type { ArticleIdentity } from "../generation/article-identity.ts";
import { LanguageCounts } from "../generation/count-languages.ts";
import { describeSegment, identityOf } from "../generation/describe-segment.ts";
import type { CollectionWait } from "../generation/lock-watch.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import { passageTokenLimit } from "../passages/headline-context.ts";
import { splitArticle } from "../passages/split-article.ts";
import { SPLITTER_VERSION } from "../passages/splitter-version.ts";
import { type Embedder, indexFingerprint, readsText, type WindowMethod } from "../ports/embedder.ts";
import type { SegmentFormat, SegmentWriter } from "../ports/segment-format.ts";
import { type AssignStoriesOptions, assignStories } from "../stories/assign-stories.ts";
import type { Article } from "../types.ts";
import { detectLanguage } from "../words/detect-language.ts";

/** Passages to sort by length and embed together. Limits the texts and embeddings in memory. */
const EMBEDDING_WINDOW = 512;

/** The model, formats and earlier stories for a segment. */
export interface SegmentContext {
  readonly embedder: Embedder;
  readonly format: SegmentFormat;
  /** Receives the files of the segment. */
  readonly workFolder: string;
  /** Existing segments of the index, the earliest first, whose stories new articles may join. */
  readonly earlier?: AssignStoriesOptions["earlier"];
  /** Story ids to keep from an index that is replaced as a whole. */
  readonly former?: AssignStoriesOptions["former"];
}

export interface SegmentOptions {
  /** Soft maximum length of a passage, in tokens of the model. */
  readonly targetTokens: number;
  /** How many tokens of whole sentences a passage repeats from the previous one. */
  readonly overlapTokens: number;
  /** How windows of sentences are embedded. Default `alone`. */
  readonly windows?: WindowMethod | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SegmentProgress) => void) | undefined;
  /** Called repeatedly while it waits for a garbage collection. */
  readonly onWait?: ((wait: CollectionWait) => void) | undefined;
}

/** Progress of a build. The total is unknown while articles are being read. */
export type SegmentProgress =
  | { readonly stage: "read"; readonly articles: number; readonly passages: number }
  | { readonly stage: "embed"; readonly done: number; readonly total: number }
  | { readonly stage: "write" };

/** Adds an article to the segment. Missing parts of its identity are derived from the article. */
export type AddArticle = (
  article: Article,
  known?: Partial<Pick<ArticleIdentity, "fingerprint" | "origin" | "version" | "alias">>,
) => void;

export interface BuiltSegment {
  readonly entry: SegmentEntry;
  /** In row order. */
  readonly identities: readonly ArticleIdentity[];
}

/**
 * Splits articles into passages, embeds these and writes them as one segment.
 *
 * @param fill adds the articles
 * @returns `null` if it adds none
 * @throws DatelineError `aborted`; `invalid-input` when windows cannot be pooled; whatever `fill` throws
 */
export async function buildSegment(
  context: SegmentContext,
  options: SegmentOptions,
  fill: (add: AddArticle) => Promise<void>,
): Promise<BuiltSegment | null> {
  const { embedder, format, workFolder } = context;
  assertPools(embedder, options);
  const writer = await format.create(workFolder, embedder.dimensions);
  const identities: ArticleIdentity[] = [];
  const languages = new LanguageCounts();
  const split = splitOptions(embedder, options);
  try {
    await fill((article, known) => {
      const passages = splitArticle(article, split);
      const whole = `${article.title}\n${article.text}`;
      const language = article.language ?? detectLanguage(whole);
      languages.add(language, embedder.unknownShare(whole));
      writer.addArticle({ ...article, language }, passages);
      identities.push({ ...identityOf(article, { passages: passages.length }), ...known });
      const { articleCount, passageCount } = writer;
      options.onProgress?.({ stage: "read", articles: articleCount, passages: passageCount });
    });
    if (identities.length === 0) {
      writer.abandon();
      return null;
    }
    await addEmbeddings(writer, embedder, options);
    await assignStories(writer, {
      earlier: context.earlier,
      former: context.former,
      isReadable: (text) => readsText(embedder, text),
      signal: options.signal,
    });
    options.onProgress?.({ stage: "write" });
    await writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
  const entry = await describeSegment(workFolder, {
    format,
    identities,
    languages: languages.toManifest(),
  });
  return { entry, identities };
}

async function addEmbeddings(
  writer: SegmentWriter,
  embedder: Embedder,
  { windows, signal, onProgress }: SegmentOptions,
): Promise<void> {
  const total = writer.passageCount;
  onProgress?.({ stage: "embed", done: 0, total });
  for (let start = 0; start < total; start += EMBEDDING_WINDOW) {
    const passages = writer.passagesToEmbed(start, EMBEDDING_WINDOW);
    const report = (share: number) => {
      onProgress?.({ stage: "embed", done: start + Math.floor(share * passages.length), total });
    };
    writer.addEmbeddings(await embedPassages(embedder, passages, { windows, signal, onProgress: report }));
  }
}

/** @throws DatelineError `invalid-input` */
function assertPools({ modelName, poolsParts }: Embedder, { windows }: SegmentOptions): void {
  if (windows !== "pooled" || poolsParts) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot pool windows with the model ${modelName}: it embeds a text as one of its tokens, not as the mean of all; build without --fast, or with another model`,
  );
}

function splitOptions(embedder: Embedder, options: SegmentOptions) {
  return {
    countTokens: embedder.countTokens,
    maxTokens: passageTokenLimit(embedder.maxTokens),
    targetTokens: effectiveTarget(embedder, options),
    overlapTokens: options.overlapTokens,
  };
}

function effectiveTarget(
  { maxTokens }: Embedder,
  { targetTokens }: Pick<SegmentOptions, "targetTokens">,
): number {
  return Math.min(targetTokens, passageTokenLimit(maxTokens));
}

/**
 * How articles were split and embedded, for the manifest. States the effective limits, not the requested
 * ones.
 */
export function methodOf(
  embedder: Embedder,
  options: Pick<SegmentOptions, "targetTokens" | "overlapTokens" | "windows">,
): Pick<Manifest, "model" | "splitter"> {
  const { modelName: name, dimensions } = embedder;
  const { overlapTokens, windows = "alone" } = options;
  const fingerprint = indexFingerprint(embedder.fingerprint, windows);
  const targetTokens = effectiveTarget(embedder, options);
  return {
    model: { name, fingerprint, dimensions },
    splitter: { version: SPLITTER_VERSION, targetTokens, overlapTokens },
  };
}
