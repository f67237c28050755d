import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../errors.ts";
import type { ArticleToGroup, PassageToEmbed, SegmentWriter } from "../ports/segment-format.ts";
import { findStory, type StorySearch } from "./find-story.ts";
import { StoryBook } from "./story-book.ts";
import { type EarlierSegment, earlierSource, ownSource, type StorySource } from "./story-source.ts";
import { TermWeights } from "./term-weights.ts";

const ARTICLES_BETWEEN_PAUSES = 64;
/** Hex digits of a story's id: 64 bits. */
const ID_DIGITS = 16;

export interface AssignStoriesOptions {
  /** Segments that the index has already, the earliest first; their stories go on. */
  readonly earlier?: readonly EarlierSegment[] | undefined;
  /** Whether the embedding of a text says anything; all do when not given. */
  readonly isReadable?: (text: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts every article of a segment that is being built into a story: that of an article of which it is a copy, else that
 * whose reports it is like, else a new one. Articles are looked at in the order of their publication, each beside those
 * before it and those of earlier segments, so that the same input gives the same stories and a story keeps its id when
 * articles are added. An article that replaces one of an earlier segment is not compared with that.
 *
 * @param writer must hold all embeddings
 * @throws DatelineError `aborted`
 */
export async function assignStories(
  writer: SegmentWriter,
  { earlier = [], isReadable = () => true, signal }: AssignStoriesOptions = {},
): Promise<void> {
  const sources = sourcesOf(writer, earlier);
  const weights = new TermWeights(sources);
  const book = new StoryBook(sources, weights);
  const search = { book, sources, weightOf: weights.weightOf, isCopyOnly: false };
  const assigned: { readonly article: number; readonly storyId: string }[] = [];
  for (const article of writer.stories.articlesInTime()) {
    // Otherwise nobody could stop it, since signals wait for the event loop.
    if (assigned.length % ARTICLES_BETWEEN_PAUSES === 0) await setImmediate();
    throwIfAborted("look for stories", signal);
    // Texts that the model cannot read all have about the same embedding.
    const isCopyOnly = article.publishedAt === null || !isReadable(leadOf(article, writer));
    const storyId = place(article, { isCopyOnly, search });
    const { hashes } = book.traitsOf(reportOf(article, search));
    writer.stories.assign(article, storyId, hashes);
    assigned.push({ article: article.row, storyId });
  }
  for (const { article, storyId } of assigned) {
    const current = book.current(storyId);
    if (current !== storyId) writer.stories.reassign(article, current);
  }
}

function leadOf({ firstPassage }: ArticleToGroup, writer: SegmentWriter): string {
  const [{ title, text }] = writer.passagesToEmbed(firstPassage, 1) as [PassageToEmbed];
  return `${title}\n${text}`;
}

function reportOf({ firstPassage: row, publishedAt }: ArticleToGroup, { sources }: StorySearch) {
  return { source: sources.length - 1, row, publishedAt };
}

interface Placing {
  /** True when nothing but equal runs of words may join it to others. */
  readonly isCopyOnly: boolean;
  readonly search: StorySearch;
}

function place(article: ArticleToGroup, { isCopyOnly, search }: Placing): string {
  const { book } = search;
  const report = reportOf(article, search);
  const found = findStory(report, { ...search, isCopyOnly });
  for (const other of found?.others ?? []) book.unite(other, found?.storyId ?? other);
  const storyId = found?.storyId ?? newStoryId(article, book);
  book.add(storyId, report);
  return storyId;
}

function sourcesOf(writer: SegmentWriter, earlier: readonly EarlierSegment[]): readonly StorySource[] {
  const replacedIds = new Set<string>();
  if (earlier.length > 0) for (const { id } of writer.stories.articlesInTime()) replacedIds.add(id);
  return [...earlier.map((segment) => earlierSource(segment, replacedIds)), ownSource(writer)];
}

/** Of the text too when an article comes back under its id after its story went on without it. */
function newStoryId({ id, text }: ArticleToGroup, book: StoryBook): string {
  const ofArticle = hashOf(id);
  return book.has(ofArticle) ? hashOf(`${id}\n${text}`) : ofArticle;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, ID_DIGITS);
}
