import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../errors.ts";
import type { ArticleToGroup, PassageToEmbed, SegmentWriter } from "../ports/segment-format.ts";
import { findStory, type StorySearch } from "./find-story.ts";
import { type FormerStoryIds, keepStoryIds, type PlacedArticle } from "./keep-story-ids.ts";
import { StoryBook } from "./story-book.ts";
import { type EarlierSegment, earlierSource, ownSource, type StorySource } from "./story-source.ts";
import { TermWeights } from "./term-weights.ts";

const ARTICLES_BETWEEN_PAUSES = 64;
/** Hex digits of a story's id: 64 bits. */
const ID_DIGITS = 16;

export interface AssignStoriesOptions {
  /** Existing segments of the index, earliest first, whose stories continue. */
  readonly earlier?: readonly EarlierSegment[] | undefined;
  /** Story ids of an index that this segment replaces as a whole. */
  readonly former?: FormerStoryIds | undefined;
  /** Whether the embedding of a text is meaningful; true for all texts by default. */
  readonly isReadable?: (text: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Assigns every article of a segment under construction to a story: that of an article it copies, else that
 * of similar reports, else a new one. Processes articles in order of publication and compares each with
 * earlier ones, including those of earlier segments. Equal input therefore gives equal stories, and a story
 * keeps its id when articles are added, even earlier ones. If an article proves that two stories are one, the
 * other's id becomes an alias. An article that replaces one of an earlier segment is not compared with it.
 *
 * @param writer must contain all embeddings
 * @throws DatelineError `aborted`
 */
export async function assignStories(
  writer: SegmentWriter,
  { earlier = [], former, isReadable = () => true, signal }: AssignStoriesOptions = {},
): Promise<void> {
  const sources = sourcesOf(writer, earlier);
  const weights = new TermWeights(sources);
  const book = new StoryBook(sources, weights);
  const search = { book, sources, weightOf: weights.weightOf, isCopyOnly: false };
  const assigned: PlacedArticle[] = [];
  for (const article of writer.stories.articlesInTime()) {
    // Yield to the event loop, so that signals are handled.
    if (assigned.length % ARTICLES_BETWEEN_PAUSES === 0) await setImmediate();
    throwIfAborted("look for stories", signal);
    // Texts that the model cannot read have nearly equal embeddings.
    const isCopyOnly = article.publishedAt === null || !isReadable(leadOf(article, writer));
    const { storyId, aliases } = place(article, { isCopyOnly, search });
    const { hashes } = book.traitsOf(reportOf(article, search));
    writer.stories.assign(article, storyId, hashes);
    for (const alias of aliases) writer.stories.addAlias(article.row, alias);
    assigned.push({ id: article.id, row: article.row, storyId });
  }
  const current = assigned.map((article) => ({ ...article, storyId: book.current(article.storyId) }));
  const kept = former && keepStoryIds(current, former, ({ id }) => hashOf(`${id}\n`));
  assigned.forEach(({ row, storyId }, index) => {
    const now = current[index]?.storyId ?? storyId;
    const next = kept?.renamed.get(now) ?? now;
    if (next !== storyId) writer.stories.reassign(row, next);
  });
  for (const { row, alias } of kept?.aliases ?? []) writer.stories.addAlias(row, alias);
}

function leadOf({ firstPassage }: ArticleToGroup, writer: SegmentWriter): string {
  const [{ title, text }] = writer.passagesToEmbed(firstPassage, 1) as [PassageToEmbed];
  return `${title}\n${text}`;
}

function reportOf({ firstPassage: row, publishedAt }: ArticleToGroup, { sources }: StorySearch) {
  return { source: sources.length - 1, row, publishedAt };
}

interface Placing {
  /** True if the article may join others only by equal runs of words. */
  readonly isCopyOnly: boolean;
  readonly search: StorySearch;
}

interface Placed {
  readonly storyId: string;
  /** Ids that parts of the story had in earlier segments, before this article proved that it is one story. */
  readonly aliases: readonly string[];
}

function place(article: ArticleToGroup, { isCopyOnly, search }: Placing): Placed {
  const { book } = search;
  const report = reportOf(article, search);
  const { storyId, others } = findStory(report, { ...search, isCopyOnly }) ?? {
    storyId: newStoryId(article, book),
    others: [],
  };
  const aliases = others.filter((other) => book.isKnown(other));
  for (const other of others) book.unite(other, storyId);
  book.add(storyId, report);
  return { storyId, aliases };
}

function sourcesOf(writer: SegmentWriter, earlier: readonly EarlierSegment[]): readonly StorySource[] {
  const replacedIds = new Set<string>();
  if (earlier.length > 0) for (const { id } of writer.stories.articlesInTime()) replacedIds.add(id);
  return [...earlier.map((segment) => earlierSource(segment, replacedIds)), ownSource(writer)];
}

/** Includes the text if an article returns under its id after its story continued without it. */
function newStoryId({ id, text }: ArticleToGroup, book: StoryBook): string {
  const ofArticle = hashOf(id);
  return book.has(ofArticle) ? hashOf(`${id}\n${text}`) : ofArticle;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, ID_DIGITS);
}
