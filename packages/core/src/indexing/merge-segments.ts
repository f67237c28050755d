import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../errors.ts";
import type { ArticleIdentity, IdentityTable } from "../generation/article-identity.ts";
import { LanguageCounts } from "../generation/count-languages.ts";
import { describeSegment, withOwnName } from "../generation/describe-segment.ts";
import { liveRows } from "../generation/indexed-articles.ts";
import type { SegmentEntry } from "../generation/manifest.ts";
import { isInRanges } from "../generation/removed-rows.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import type { SegmentFormat, SegmentWriter } from "../ports/segment-format.ts";
import { copyHashesOf } from "../stories/fingerprint.ts";
import type { Article } from "../types.ts";
import type { MovedArticle, RewrittenSegment } from "./carry-removals.ts";

/** Passages whose embeddings are in memory at once. */
const WINDOW = 512;

/** A segment to merge, with its article list. */
export interface MergePart {
  readonly entry: SegmentEntry;
  readonly segment: Segment;
  readonly identities: IdentityTable;
}

export interface MergeOptions {
  readonly format: SegmentFormat;
  readonly dimensions: number;
  /** An existing folder that receives the files of the merged segment. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** Called repeatedly with the number of passages copied since the last call. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Copies the articles of several segments into one, except removed ones. Embeds nothing. Texts, words and
 * embeddings are the same bytes as if the articles had been built together.
 *
 * @throws DatelineError `aborted`
 */
export async function mergeSegments(
  parts: readonly MergePart[],
  options: MergeOptions,
): Promise<RewrittenSegment> {
  const writer = await options.format.create(options.folder, options.dimensions);
  const articles: MovedArticle[] = [];
  const identities: ArticleIdentity[] = [];
  const languages = new LanguageCounts();
  const storyIds = new Map<string, string>();
  const aliases = new Map<string, readonly string[]>();
  try {
    for (const part of parts) {
      for (const article of liveArticles(part)) {
        const { id, language, storyId } = copyArticle(writer, part.segment, article);
        languages.add(language, unknownShareOf(part, language));
        if (storyId !== null) storyIds.set(id, storyId);
        identities.push(article.identity);
        articles.push({ ...article, segment: part.entry.id });
      }
      for (const { articleId, alias, firstPassage } of part.segment.stories.aliases()) {
        if (isInRanges(part.entry.removed.passages, firstPassage)) continue;
        aliases.set(articleId, [...(aliases.get(articleId) ?? []), alias]);
      }
      await breathe(options);
    }
    for (const part of parts) await copyEmbeddings(writer, part, options);
    copyStories(writer, { storyIds, aliases });
    await writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
  const entry = await describeSegment(options.folder, {
    format: options.format,
    identities,
    languages: languages.toManifest(),
  });
  return { entry: withOwnName(entry), articles };
}

interface LiveArticle {
  readonly identity: ArticleIdentity;
  readonly firstPassage: number;
  readonly passages: number;
}

function* liveArticles({ entry, identities }: MergePart): Generator<LiveArticle> {
  for (const { row, firstPassage } of liveRows(entry, identities)) {
    yield { identity: identities.read(row), firstPassage, passages: identities.passagesOf(row) };
  }
}

function copyArticle(
  writer: SegmentWriter,
  segment: Segment,
  article: LiveArticle,
): Pick<Article, "id" | "language"> & { readonly storyId: string | null } {
  const indexed = segment.passages.read(rowsOf(article));
  const [first] = indexed as [IndexedPassage];
  writer.addArticle(
    first.article,
    indexed.map(({ passage }) => passage),
  );
  const [keys] = segment.stories.keysOf([article.firstPassage]);
  const { id, language } = first.article;
  return { id, language, storyId: keys?.storyId ?? null };
}

/** Reads the share from the entry of the segment, because measuring it again needs the model. */
function unknownShareOf({ entry }: MergePart, language: string | null): number {
  return entry.languages.find((one) => one.language === language)?.unknownShare ?? 0;
}

interface CopiedStories {
  /** By article id, as are their aliases. */
  readonly storyIds: ReadonlyMap<string, string>;
  readonly aliases: ReadonlyMap<string, readonly string[]>;
}

/** Copies stories unchanged. Computes the hashes that identify copies of an article from its text. */
function copyStories({ stories }: SegmentWriter, { storyIds, aliases }: CopiedStories): void {
  for (const article of stories.articlesInTime()) {
    const storyId = storyIds.get(article.id);
    if (storyId === undefined) continue;
    stories.assign(article, storyId, copyHashesOf(article.text));
    for (const alias of aliases.get(article.id) ?? []) stories.addAlias(article.row, alias);
  }
}

async function copyEmbeddings(writer: SegmentWriter, part: MergePart, options: MergeOptions): Promise<void> {
  const rows = [...liveArticles(part)].flatMap(rowsOf);
  for (let start = 0; start < rows.length; start += WINDOW) {
    const window = rows.slice(start, start + WINDOW);
    writer.addStored(part.segment.storedEmbeddings(window));
    options.onProgress?.(window.length);
    await breathe(options);
  }
}

function rowsOf({ firstPassage, passages }: LiveArticle): number[] {
  return Array.from({ length: passages }, (_, index) => firstPassage + index);
}

/** Yields to the event loop. SQLite and hnswlib block the thread, so that Ctrl-C could not arrive. */
async function breathe({ signal }: MergeOptions): Promise<void> {
  await setImmediate();
  throwIfAborted("compact the index", signal);
}
