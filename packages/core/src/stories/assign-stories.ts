import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { throwIfAborted } from "../abort-error.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import type { ArticleToGroup, PassageToEmbed, SegmentWriter } from "../ports/segment-format.ts";
import { findCopy } from "./find-copy.ts";
import { findSameEvent, type UngroupedLead } from "./find-same-event.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { StorySource } from "./story-source.ts";

const ARTICLES_BETWEEN_PAUSES = 64;
/** Hex digits of a story's id: 64 bits. */
const ID_DIGITS = 16;

/** What of an open segment is needed to go on with its stories. */
export type EarlierSegment = Pick<Segment, "stories" | "passages" | "approximate">;

export interface AssignStoriesOptions {
  /** Segments that the index has already, the earliest first; their stories go on. */
  readonly earlier?: readonly EarlierSegment[] | undefined;
  /** Whether the embedding of a text says anything; all do when not given. */
  readonly isReadable?: (text: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts every article of a segment that is being built into a story: that of an article of which it is a copy, else that
 * of one that reports the same event, else a new one. Articles are looked at in the order of their publication, each
 * beside those before it and those of earlier segments, so that the same input gives the same stories and a story keeps
 * its id when articles are added. An article that replaces one of an earlier segment is not compared with that.
 *
 * @param writer must hold all embeddings
 * @throws DatelineError `aborted`
 */
export async function assignStories(
  writer: SegmentWriter,
  { earlier = [], isReadable = () => true, signal }: AssignStoriesOptions = {},
): Promise<void> {
  const sources = sourcesOf(writer, earlier);
  let done = 0;
  for (const article of writer.stories.articlesInTime()) {
    // Otherwise nobody could stop it, since signals wait for the event loop.
    if (done++ % ARTICLES_BETWEEN_PAUSES === 0) await setImmediate();
    throwIfAborted("look for stories", signal);
    const hashes = fingerprintOf(article.text);
    const lead = leadOf(article, writer);
    // Texts that the model cannot read all have about the same embedding.
    const findEvent = () => (isReadable(lead.text) ? findSameEvent(lead, sources) : undefined);
    const storyId = findCopy(hashes, sources) ?? findEvent() ?? newStoryId(article);
    writer.stories.assign(article, storyId, hashes);
  }
}

function sourcesOf(writer: SegmentWriter, earlier: readonly EarlierSegment[]): readonly StorySource[] {
  const replacedIds = new Set<string>();
  if (earlier.length > 0) for (const { id } of writer.stories.articlesInTime()) replacedIds.add(id);
  const before = earlier.map(({ stories, passages, approximate }): StorySource => {
    const textOf = (row: number) => {
      const [{ article, passage }] = passages.read([row]) as [IndexedPassage];
      return `${article.title}\n${passage.text}`;
    };
    return { stories, replacedIds, textOf, nearest: (embedding, k) => approximate.search(embedding, k) };
  });
  const own: StorySource = {
    stories: writer.stories,
    replacedIds: new Set(),
    textOf: (row) => {
      const [{ title, text }] = writer.passagesToEmbed(row, 1) as [PassageToEmbed];
      return `${title}\n${text}`;
    },
    nearest: (embedding, k) => writer.nearest(embedding, k),
  };
  return [...before, own];
}

function leadOf({ publishedAt, firstPassage }: ArticleToGroup, writer: SegmentWriter): UngroupedLead {
  const [{ title, text }] = writer.passagesToEmbed(firstPassage, 1) as [PassageToEmbed];
  return { publishedAt, text: `${title}\n${text}`, embedding: writer.embeddingOf(firstPassage) };
}

/** Of the text too: an article that comes back under its id with another text begins another story. */
function newStoryId({ id, text }: ArticleToGroup): string {
  return createHash("sha256").update(`${id}\n${text}`).digest("hex").slice(0, ID_DIGITS);
}
