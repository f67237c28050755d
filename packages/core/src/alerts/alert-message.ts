import { createHash } from "node:crypto";
import * as z from "zod";
import { hashOfId } from "../generation/article-identity.ts";
import type { StoryIds } from "../generation/unite-stories.ts";
import type { AlertHit } from "./match-searches.ts";
import { type SavedSearch, savedSearchChannel } from "./saved-search.ts";

const article = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  source: z.string().nullable(),
  publishedAt: z.string().nullable(),
});

const message = z.object({
  /** The same for each attempt, so receivers can detect duplicates. */
  id: z.string(),
  type: z.enum(["alert.matched", "alert.retracted"]),
  alert: z.object({ id: z.string(), name: z.string(), query: z.string() }),
  channel: savedSearchChannel,
  article,
  /** The sentence that answers; `null` in a retraction. */
  highlight: z.string().nullable(),
  link: z.string().nullable(),
  storyId: z.string().nullable(),
  generation: z.string(),
  /** UTC instant at which the article matched, or was found to be removed. */
  occurredAt: z.string(),
  /** The message that a retraction takes back. */
  retracts: z.string().nullable(),
});

/** An alert or its retraction, for one article and one saved search. */
export type AlertMessage = z.infer<typeof message>;
export const alertMessageSchema = message;

export interface TellingOf {
  readonly search: SavedSearch;
  readonly hit: AlertHit;
  readonly generation: string;
  readonly occurredAt: string;
}

/** Reports an article. */
export function matchedMessage({ search, hit, generation, occurredAt }: TellingOf): AlertMessage {
  const { id, title, url, source, publishedAt } = hit.article;
  return {
    id: messageId(["alert.matched", search.id, search.createdAt, id, occurredAt]),
    type: "alert.matched",
    alert: { id: search.id, name: search.name, query: search.question.text },
    channel: search.channel,
    article: { id, title, url, source, publishedAt },
    highlight: hit.highlight.text,
    link: hit.highlight.link,
    storyId: hit.storyId,
    generation,
    occurredAt,
    retracts: null,
  };
}

/** Retracts a message whose article has left the index. It repeats none of its text. */
export function retractedMessage(
  told: AlertMessage,
  { generation, occurredAt }: Pick<TellingOf, "generation" | "occurredAt">,
): AlertMessage {
  const { id, url } = told.article;
  return {
    ...told,
    id: messageId(["alert.retracted", told.id]),
    type: "alert.retracted",
    article: { id, url, title: "", source: null, publishedAt: null },
    highlight: null,
    link: null,
    generation,
    occurredAt,
    retracts: told.id,
  };
}

/**
 * The payload for receivers, with the fields type, timestamp and data of Standard Webhooks
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
export function payloadOf({ id: _id, type, occurredAt, channel: _channel, ...data }: AlertMessage): object {
  return { type, timestamp: occurredAt, data: { ...data, occurredAt } };
}

/**
 * The keys that are reported once within the quiet time: the article and, unless each article counts, its story. The
 * other articles of the story and its earlier ids are keys as well, because stories may merge.
 *
 * @param storyIds of the hit's generation
 */
export function tellingKeys(
  { per }: Pick<SavedSearch, "per">,
  hit: AlertHit,
  storyIds: Pick<StoryIds, "idsOf">,
): readonly string[] {
  const own = articleKey(hit.article.id);
  if (per === "article") return [own];
  const others = (hit.story?.others ?? []).map(({ id }) => articleKey(id));
  const ids = hit.storyId === null ? [] : storyIds.idsOf(hit.storyId);
  return [own, ...ids.map((id) => `story ${id}`), ...others];
}

function articleKey(id: string): string {
  return `article ${hashOfId(id)}`;
}

function messageId(parts: readonly string[]): string {
  return `msg_${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
}
