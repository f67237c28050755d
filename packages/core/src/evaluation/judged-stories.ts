import { readFile } from "node:fs/promises";
import * as z from "zod";
import { DatelineError } from "../errors.ts";
import type { SearchIndex } from "../ports/search-index.ts";
import type { SearchedGeneration } from "../search/search-engine.ts";
import { searchIndexOf } from "../search/segments-index.ts";
import { mapLines, parseLine } from "./judged-lines.ts";
import { type Clustered, type ClusterFigures, measureClusters } from "./measure-clusters.ts";

/** Articles that report one event, one JSON object per line. */
export const STORIES_FILE = "stories.jsonl";

const eventSchema = z.object({
  /** Name of the event, unique in the file. */
  event: z.string().min(1),
  /** Ids of the articles that report it. */
  articles: z.array(z.string().min(1)).min(1),
});

export type JudgedEvent = z.infer<typeof eventSchema>;

/** How well the stories of an index match events as judged by people. */
export interface StoryQuality extends ClusterFigures {
  readonly events: number;
  /** Judged articles that the index lacks, which do not count. */
  readonly missing: number;
}

const ARTICLES_AT_ONCE = 500;

/** @throws DatelineError `invalid-input` when a line is malformed, or an article belongs to two events */
export async function readJudgedStories(path: string): Promise<readonly JudgedEvent[]> {
  const events = mapLines(path, await readFile(path, "utf8"), (line, where) =>
    parseLine(eventSchema, line, { kind: "event", where }),
  );
  const eventOf = new Map<string, string>();
  for (const { event, articles } of events) {
    for (const id of articles) {
      const other = eventOf.get(id);
      if (other !== undefined) {
        throw new DatelineError(
          "invalid-input",
          `Cannot read judged stories: "${path}" has the article "${id}" in the events "${other}" and "${event}"`,
        );
      }
      eventOf.set(id, event);
    }
  }
  return events;
}

/**
 * Compares the stories of a generation with judged events. Ignores articles that are not judged.
 *
 * @returns `null` if nothing is judged
 */
export async function measureStories(
  generation: SearchedGeneration,
  events: readonly JudgedEvent[] = [],
): Promise<StoryQuality | null> {
  if (events.length === 0) return null;
  const ids = events.flatMap(({ articles }) => articles);
  const storyOf = await storiesOf(ids, searchIndexOf(generation));
  const items = events.flatMap(({ event, articles }) =>
    articles.flatMap((id): Clustered[] => {
      const found = storyOf.get(id);
      return found === undefined ? [] : [{ found, right: event }];
    }),
  );
  return { ...measureClusters(items), events: events.length, missing: ids.length - items.length };
}

/** The story of each article in the index. An article in no story gets one of its own. */
async function storiesOf(ids: readonly string[], index: SearchIndex): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let start = 0; start < ids.length; start += ARTICLES_AT_ONCE) {
    const articleId = ids.slice(start, start + ARTICLES_AT_ONCE);
    const { page } = await index.listArticles({
      filter: { articleId },
      order: "oldest",
      onePerStory: false,
      offset: 0,
      limit: articleId.length,
    });
    for (const { articleId: id, storyId } of await index.keysOf(page)) {
      found.set(id, storyId ?? `alone ${id}`);
    }
  }
  return found;
}
