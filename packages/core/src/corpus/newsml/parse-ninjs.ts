import { z } from "zod";
import { type ArticleDraft, EMPTY_DRAFT } from "../finish-article.ts";
import { firstReadableDate } from "../first-readable-date.ts";
import { htmlText } from "../html/html-text.ts";
import { parseDate } from "../parse-date.ts";
import type { SourceRecord } from "../source-record.ts";
import { findEmbargo, withdrawnReason } from "./publishing-status.ts";

/** What is of another type than the standard says is as good as missing. */
const text = z.string().nullish().catch(null);
const named = z
  .array(z.object({ name: text, role: text }))
  .nullish()
  .catch(null);
const values = z
  .array(z.object({ value: text, role: text, contentType: text, contenttype: text }))
  .nullish()
  .catch(null);

/** The fields of ninjs 1.x, in lower case, and of 2.x and 3.x, in camel case. */
const NINJS = z.object({
  uri: z.string(),
  type: text,
  pubstatus: text,
  pubStatus: text,
  embargoed: text,
  language: text,
  headline: text,
  headlines: values,
  body_text: text,
  body_xhtml: text,
  body_html: text,
  bodies: values,
  byline: text,
  by: text,
  located: text,
  provider: text,
  infosource: named,
  infosources: named,
  subject: named,
  subjects: named,
  place: named,
  places: named,
  firstcreated: text,
  firstCreated: text,
  contentCreated: text,
  contentcreated: text,
  versioncreated: text,
  versionCreated: text,
});
type Ninjs = z.infer<typeof NINJS>;

/** Fields that no other JSON of articles has beside `uri`. */
const MARKS: readonly string[] = [
  "body_xhtml",
  "body_text",
  "bodies",
  "versioncreated",
  "versionCreated",
  "pubstatus",
  "pubStatus",
  "representationtype",
  "representationType",
];

/** True for a ninjs object, once parsed. */
export function isNinjs(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return "uri" in value && typeof value.uri === "string" && MARKS.some((mark) => mark in value);
}

/**
 * Reads one object of ninjs 1.x, 2.x or 3.x.
 *
 * @param now what an embargo is compared with
 * @see https://iptc.org/standards/ninjs/
 */
export function parseNinjs(value: unknown, line: number, now: Date): SourceRecord {
  const item = NINJS.parse(value);
  const withdrawn = withdrawnReason("pubstatus", item.pubStatus ?? item.pubstatus ?? null);
  if (withdrawn !== null) return { kind: "removed", line, id: item.uri, reason: withdrawn };
  if (item.type !== null && item.type !== undefined && item.type !== "text" && item.type !== "composite") {
    return { kind: "passed-over", line, reason: `${JSON.stringify(item.uri)} is ${item.type}, not text` };
  }
  if (isStated(item.embargoed)) {
    const embargo = findEmbargo(item.uri, parseDate(item.embargoed), now);
    if (embargo !== null) return { kind: "passed-over", line, ...embargo };
  }
  const draft = toDraft(item);
  if (draft.text === "") return { kind: "broken", line, reason: `${JSON.stringify(item.uri)} has no text` };
  return { kind: "draft", line, draft, summaryOf: null };
}

function toDraft(item: Ninjs): ArticleDraft {
  const updatedAt = firstReadableDate([item.versionCreated, item.versioncreated]);
  const created = [item.firstCreated, item.firstcreated, item.contentCreated, item.contentcreated];
  return {
    ...EMPTY_DRAFT,
    id: item.uri,
    title: item.headline ?? mainValue(item.headlines) ?? null,
    text: bodyOf(item),
    source: item.provider ?? firstName(item.infosources ?? item.infosource),
    author: (item.by ?? item.byline)?.replace(/^by\s+/i, "") ?? null,
    section: firstName(item.subjects ?? item.subject),
    place: item.located ?? firstName(item.places ?? item.place),
    language: item.language ?? null,
    publishedAt: firstReadableDate(created) ?? updatedAt,
    updatedAt,
  };
}

function bodyOf(item: Ninjs): string {
  if (isStated(item.body_text)) return item.body_text;
  const html = item.body_xhtml ?? item.body_html;
  if (isStated(html)) return htmlText(html);
  const bodies = (item.bodies ?? []).filter(({ value }) => isStated(value));
  const body = bodies.find(({ role }) => role === "main") ?? bodies[0];
  const type = body?.contentType ?? body?.contenttype ?? "text/plain";
  const value = body?.value ?? "";
  return type.includes("html") ? htmlText(value) : value;
}

function mainValue(all: Ninjs["headlines"]): string | null | undefined {
  return (all?.find(({ role }) => role === "main") ?? all?.[0])?.value;
}

function firstName(all: Ninjs["subject"]): string | null {
  return all?.find(({ name }) => isStated(name))?.name ?? null;
}

function isStated(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value.trim() !== "";
}
