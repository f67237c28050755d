import * as z from "zod";
import type { Article } from "../types.ts";
import { isWebAddress } from "./canonical-url.ts";
import { isJsonFeed, parseJsonFeed } from "./feed/parse-json-feed.ts";
import type { RecordContext } from "./finish-article.ts";
import { fieldsOf, hasText } from "./json-values.ts";
import { isNinjs, parseNinjs } from "./newsml/parse-ninjs.ts";
import { type JsonRecord, parseJson, recordsIn } from "./parse-json-file.ts";
import { parseJsonRecord } from "./parse-json-record.ts";
import { guardRecord, type SourceRecord } from "./source-record.ts";
import { fieldName, isUsageField } from "./usage-fields.ts";
import type { Clock } from "./withholding.ts";

interface JsonContext extends Clock {
  /** Address of the document; `null` if unknown. */
  readonly url: string | null;
  readonly keepTitles?: boolean;
}

/** A record with Dateline's own fields, parsed lazily so that its errors do not affect others. */
export interface PlainJsonRecord {
  readonly kind: "plain";
  readonly line: number;
  readonly parse: (context: RecordContext) => Article;
  /** Another id of the article, which feeds use. */
  readonly alias?: string | null;
}

/**
 * Reads a `.json` file by its content: a JSON Feed, ninjs, or records with Dateline's own fields (one, a
 * list, or a list in `articles` or `items`).
 *
 * @throws InvalidRecord with the line of the error when the text is not JSON
 */
export function parseJsonSource(
  text: string,
  context: JsonContext,
): readonly (SourceRecord | PlainJsonRecord)[] {
  const document = parseJson(text);
  const records = recordsIn(document, text);
  if (isJsonFeed(document)) return parseJsonFeed(document, records, context);
  return records.map((record) => jsonRecord(record, context));
}

/** Reads one record of a file, or of a line in JSON Lines. */
export function jsonRecord(record: JsonRecord, clock: Clock): SourceRecord | PlainJsonRecord {
  const { line } = record;
  const value = openEnvelope(record.value);
  if (isNinjs(value)) return guardRecord(line, () => parseNinjs(value, line, clock));
  const post = readWordPress(value);
  if (post === null) return { kind: "plain", line, parse: (context) => parseJsonRecord(value, context) };
  const { record: fields, alias } = post;
  return { kind: "plain", line, alias, parse: (context) => parseJsonRecord(fields, context) };
}

/**
 * Fields in which APIs and message queues wrap an article: AP, The Guardian, JSON:API, Elasticsearch,
 * GraphQL.
 */
const ENVELOPES: readonly string[] = (
  "item data fields attributes article newsitem story document doc content contents source post entry news " +
  "object payload result resource record message node detail body"
).split(" ");
/** Maximum nesting of envelopes: `{"response": {"data": {"item": …}}}`. */
const MAX_ENVELOPES = 3;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Unwraps the article in a record that is only an envelope. The envelope's other fields override the
 * article's. For ninjs it adds only those that say whether the article may be shown.
 *
 * @returns the value itself if it is an article or contains none
 */
function openEnvelope(value: unknown): unknown {
  return articleIn(value, MAX_ENVELOPES) ?? value;
}

function articleIn(value: unknown, envelopes: number): JsonObject | null {
  const own = fieldsOf(value);
  if (own === null) return null;
  if (isNinjs(own) || hasText(own)) return own;
  if (envelopes === 0) return null;
  for (const [name, inner] of enveloped(own)) {
    const article = articleIn(inner, envelopes - 1) ?? withheldIn(inner);
    if (article !== null) return withOuterFields(article, own, name);
  }
  return null;
}

/** Fields that may be envelopes, most likely first. */
function enveloped(own: JsonObject): readonly (readonly [string, unknown])[] {
  const fields = Object.entries(own).map(([name, inner]) => ({ key: fieldName(name), name, inner }));
  return ENVELOPES.flatMap((key) =>
    fields.filter((field) => field.key === key).map(({ name, inner }): [string, unknown] => [name, inner]),
  );
}

/** A notice about an article, such as its withdrawal. It has no text. */
function withheldIn(value: unknown): JsonObject | null {
  const fields = fieldsOf(value);
  const isNotice = fields !== null && Object.entries(fields).some(([name, one]) => isUsageField(name, one));
  return isNotice ? fields : null;
}

function withOuterFields(article: JsonObject, outer: JsonObject, envelope: string): JsonObject {
  const fields = Object.entries(outer).filter(([name]) => name !== envelope);
  const added = isNinjs(article) ? fields.filter(([name, one]) => isUsageField(name, one)) : fields;
  return { ...article, ...Object.fromEntries(added) };
}

const text = z.string().optional().catch(undefined);
const rendered = z.object({ rendered: z.string() });
const name = z.object({ name: z.string() });
const POST = z.object({
  id: z.int(),
  link: z.string().refine(isWebAddress),
  title: rendered.optional(),
  content: rendered.extend({ protected: z.boolean().catch(false) }).optional(),
  guid: rendered.optional().catch(undefined),
  yoast_head_json: z.object({ author: text }).optional().catch(undefined),
  // Linked records of other types, present with `?_embed`.
  _embedded: z
    .object({
      author: z.array(name).catch([]),
      "wp:featuredmedia": z.array(z.object({ source_url: text, alt_text: text })).catch([]),
      "wp:term": z.array(z.array(name.extend({ taxonomy: text }))).catch([]),
    })
    .optional()
    .catch(undefined),
});

/**
 * Reads a post of WordPress's REST API. Its id is unique only within its site, and its author, categories and
 * image are numbers.
 *
 * @returns fields by their usual names, and the post's guid in the site's feed; `null` for any other record
 * @see https://developer.wordpress.org/rest-api/reference/posts/
 */
function readWordPress(
  value: unknown,
): { readonly record: Readonly<Record<string, unknown>>; readonly alias: string | null } | null {
  const post = POST.safeParse(value).data;
  if (post === undefined || (post.title ?? post.content) === undefined) return null;
  const { link, guid, content, yoast_head_json: yoast, _embedded: embedded } = post;
  const terms = embedded?.["wp:term"].flat() ?? [];
  const categories = terms.filter(({ taxonomy }) => taxonomy === "category").map((term) => term.name);
  const image = embedded?.["wp:featuredmedia"][0];
  const record = {
    ...Object(value),
    id: link,
    guid: null,
    author: embedded?.author.map((author) => author.name).join(", ") || yoast?.author || null,
    section: categories[0] ?? null,
    tags: terms.map((term) => term.name),
    categories: null,
    ...(image?.source_url !== undefined && { image: { url: image.source_url, alt: image.alt_text } }),
    ...(content?.protected === true && { draft: "yes", content: null }),
  };
  return { record, alias: guid?.rendered ?? null };
}
