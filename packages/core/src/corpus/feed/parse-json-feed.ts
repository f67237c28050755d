import * as z from "zod";
import { absoluteAddress } from "../absolute-address.ts";
import { htmlImages } from "../html/html-images.ts";
import { guardRecord, type SourceRecord } from "../source-record.ts";
import { usageOfFields } from "../usage-fields.ts";
import {
  entryRecord,
  type FeedContext,
  type FeedSource,
  namesInFeed,
  plainLine,
  plainText,
  settingsOf,
} from "./feed-entry.ts";
import { MEDIA_TYPE } from "./media-texts.ts";

const VERSION_PREFIX = "https://jsonfeed.org/version/";

/** Values of the wrong type count as missing. */
const text = z.string().nullish().catch(null);
const author = z.object({ name: text }).nullish().catch(null);
const FEED = z.object({
  title: text,
  home_page_url: text,
  feed_url: text,
  icon: text,
  favicon: text,
  language: text,
  author,
  authors: z.array(author).nullish().catch(null),
});
const ITEM = z.object({
  id: z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .catch(null),
  url: text,
  external_url: text,
  title: text,
  content_html: text,
  content_text: text,
  summary: text,
  image: text,
  banner_image: text,
  date_published: text,
  date_modified: text,
  author,
  authors: z.array(author).nullish().catch(null),
  tags: z.array(z.string()).nullish().catch(null),
  language: text,
  attachments: z
    .array(z.object({ mime_type: text, url: text }).nullish().catch(null))
    .nullish()
    .catch(null),
});

const OBJECT = z.record(z.string(), z.unknown());

/** True for a parsed JSON Feed. */
export function isJsonFeed(value: unknown): value is { readonly items: readonly unknown[] } {
  if (typeof value !== "object" || value === null) return false;
  const { version, items } = value as Readonly<Record<string, unknown>>;
  return typeof version === "string" && version.startsWith(VERSION_PREFIX) && Array.isArray(items);
}

/**
 * Reads JSON Feed 1.0 and 1.1.
 *
 * @param items of the feed, with the line of each
 * @see https://www.jsonfeed.org/version/1.1/
 */
export function parseJsonFeed(
  value: unknown,
  items: readonly { readonly value: unknown; readonly line: number }[],
  source: FeedSource,
): readonly SourceRecord[] {
  const { url } = source;
  const stated = FEED.parse(value);
  const ownUrl = absoluteAddress(stated.feed_url ?? null, url) ?? url;
  const link = absoluteAddress(stated.home_page_url ?? null, ownUrl) ?? ownUrl;
  const feed: FeedContext = {
    title: stated.title ?? null,
    link,
    self: absoluteAddress(stated.feed_url ?? null, url),
    language: stated.language ?? null,
    author: names(stated).join(", ") || null,
    marks: [stated.icon ?? null, stated.favicon ?? null],
    ...settingsOf(source),
    ...namesInFeed(
      items.map(({ value }) => {
        const item = ITEM.safeParse(value).data;
        return { id: item?.id ?? null, link: linkOf(item) };
      }),
      link,
    ),
  };
  return items.map(({ value: item, line }) => guardRecord(line, () => toRecord(item, line, feed)));
}

function linkOf(item: z.infer<typeof ITEM> | undefined): string | null {
  return item?.url ?? item?.external_url ?? null;
}

function toRecord(value: unknown, line: number, feed: FeedContext): SourceRecord {
  const item = ITEM.safeParse(value);
  if (!item.success) return { kind: "broken", line, reason: "item must be an object" };
  const { id, title, content_html, content_text, summary, tags, language, ...rest } = item.data;
  const entry = {
    line,
    id: id ?? null,
    idIsPage: false,
    title: blankToNull(title),
    link: linkOf(item.data),
    content: plainText(content_html ?? null) ?? blankToNull(content_text),
    summary: blankToNull(summary),
    source: null,
    authors: names(rest),
    categories: tags ?? [],
    language: language ?? null,
    published: [rest.date_published ?? null],
    updated: [rest.date_modified ?? null],
    usage: usageOfFields(OBJECT.parse(value), { id: null }),
    images: imagesOf(item.data),
    isMedia: (item.data.attachments ?? []).some((file) => MEDIA_TYPE.test(file?.mime_type ?? "")),
  };
  return entryRecord(entry, feed);
}

function imagesOf({ image, banner_image, attachments, content_html }: z.infer<typeof ITEM>) {
  const files = (attachments ?? []).filter((file) => /^image\//i.test(file?.mime_type ?? ""));
  const urls = [image, banner_image, ...files.map((file) => file?.url)];
  return [...urls.map((url) => ({ url: url ?? null })), ...htmlImages(content_html ?? null)];
}

function names(of: Pick<z.infer<typeof ITEM>, "author" | "authors">): readonly string[] {
  return (of.authors ?? [of.author])
    .map((person) => plainLine(person?.name ?? null))
    .filter((name) => name !== null);
}

function blankToNull(value: string | null | undefined): string | null {
  return value === null || value === undefined || value.trim() === "" ? null : value;
}
