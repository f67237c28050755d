import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../abort-error.ts";
import type { ArticleToGroup, SegmentWriter } from "../ports/segment-format.ts";
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
  { earlier = [], signal }: AssignStoriesOptions = {},
): Promise<void> {
  const sources = sourcesOf(writer, earlier);
  const weights = new TermWeights(sources);
  const book = new StoryBook(sources, weights);
  const search = { book, sources, weightOf: weights.weightOf };
  const assigned: { readonly article: number; readonly storyId: string }[] = [];
  for (const article of writer.stories.articlesInTime()) {
    // Otherwise nobody could stop it, since signals wait for the event loop.
    if (assigned.length % ARTICLES_BETWEEN_PAUSES === 0) await setImmediate();
    throwIfAborted("look for stories", signal);
    const storyId = place(article, search);
    const { hashes } = book.traitsOf(reportOf(article, search));
    writer.stories.assign(article, storyId, hashes);
    assigned.push({ article: article.row, storyId });
  }
  for (const { article, storyId } of assigned) {
    const current = book.current(storyId);
    if (current !== storyId) writer.stories.reassign(article, current);
  }
}

function reportOf({ firstPassage: row, publishedAt }: ArticleToGroup, { sources }: StorySearch) {
  return { source: sources.length - 1, row, publishedAt };
}

function place(article: ArticleToGroup, search: StorySearch): string {
  const { book } = search;
  const report = reportOf(article, search);
  const found = findStory(report, search);
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
