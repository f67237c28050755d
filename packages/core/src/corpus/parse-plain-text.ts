import type { Article } from "../types.ts";
import { decodeEntities } from "./decode-entities.ts";
import { type ArticleDraft, EMPTY_DRAFT, finishArticle, type RecordContext } from "./finish-article.ts";
import { normaliseText } from "./normalise-text.ts";
import { parseDateline } from "./parse-dateline.ts";
import { statedTags } from "./tag-list.ts";
import { takeByline } from "./take-byline.ts";

type HeaderField = Exclude<keyof ArticleDraft, "titleDerived" | "text" | "image"> | "imageUrl" | "imageAlt";

const HEADER_FIELDS: ReadonlyMap<string, HeaderField> = new Map([
  ["title", "title"],
  ["headline", "title"],
  ["url", "url"],
  ["link", "url"],
  ["image", "imageUrl"],
  ["image alt", "imageAlt"],
  ["source", "source"],
  ["publisher", "source"],
  ["author", "author"],
  ["byline", "author"],
  ["by", "author"],
  ["section", "section"],
  ["category", "section"],
  ["tags", "tags"],
  ["keywords", "tags"],
  ["date", "publishedAt"],
  ["published", "publishedAt"],
  ["updated", "updatedAt"],
  ["place", "place"],
  ["location", "place"],
  ["language", "language"],
  ["id", "id"],
]);

/** `date 2025-12-10`, on a line of its own or before the dateline on the same line. */
const INLINE_DATE = /^date:?[ \n]+(\d{4}-\d{2}-\d{2}(?:T[\d:.,+-]+Z?)?)(?:[ \n]+|$)/i;
const HEADER_LINE = /^(\p{L}[\p{L} _-]{1,23}):[ ]*(.*)$/u;
/** After this many known fields, unknown ones belong to the header too. */
const FIELDS_OF_HEADER = 2;
/** Longer first lines are paragraphs without their full stop. */
const MAX_HEADLINE_LENGTH = 120;
/** A full stop, comma or colon; an ellipsis, "?" and "!" may end headlines. */
const SENTENCE_END = /(?:(?<!\.\.)\.|[,:;。،؛।])["'”’»)\]]*$/;

interface Header {
  readonly fields: Partial<Record<HeaderField, string>>;
  readonly body: string;
  /** Names of unknown fields. */
  readonly passedOver: readonly string[];
}

/**
 * Reads a `.txt` article: an optional `date YYYY-MM-DD`, optional `Title: …` lines up to the first blank
 * line, an optional headline, an optional dateline, paragraphs. Decodes HTML character references.
 *
 * @param stated metadata from elsewhere, which the header overrides
 * @throws InvalidRecord when a header field is invalid or there is no text
 */
export function parsePlainText(
  source: string,
  context: RecordContext,
  stated: Partial<ArticleDraft> = {},
): Article {
  const { fields: found, body, passedOver } = parseHeader(normaliseText(decodeEntities(source)));
  const { imageUrl, imageAlt = null, ...fields } = found;
  context.passOver(passedOver);
  const title = fields.title ?? stated.title ?? null;
  const { headline, text } = title === null ? takeHeadline(body) : { headline: null, text: body };
  return finishArticle(
    {
      ...EMPTY_DRAFT,
      ...stated,
      ...fields,
      tags: statedTags(fields.tags),
      ...(imageUrl !== undefined && { image: { url: imageUrl, alt: imageAlt } }),
      title: title ?? headline,
      titleDerived: headline !== null,
      text,
    },
    context,
  );
}

function parseHeader(text: string): Header {
  const inlineDate = INLINE_DATE.exec(text);
  const rest = inlineDate ? text.slice(inlineDate[0].length) : text;
  const header = parseHeaderLines(rest);
  const publishedAt = inlineDate?.[1];
  return publishedAt === undefined ? header : { ...header, fields: { publishedAt, ...header.fields } };
}

/** All lines up to a blank one, or none: "Source: a friend of the minister" may also start a story. */
function parseHeaderLines(text: string): Header {
  const blankLine = text.indexOf("\n\n");
  const block = blankLine === -1 ? text : text.slice(0, blankLine);
  const fields: Partial<Record<HeaderField, string>> = {};
  const passedOver: string[] = [];
  for (const line of block.split("\n")) {
    const [, name, value = ""] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined) return { fields: {}, body: text, passedOver: [] };
    const field = HEADER_FIELDS.get(name.toLowerCase());
    if (field === undefined) passedOver.push(name);
    else if (value !== "") fields[field] ??= value;
  }
  if (passedOver.length > 0 && Object.keys(fields).length < FIELDS_OF_HEADER)
    return { fields: {}, body: text, passedOver: [] };
  return { fields, body: blankLine === -1 ? "" : text.slice(blankLine + 2), passedOver };
}

/** A first paragraph of one short line that does not end like a sentence and is followed by text. */
function takeHeadline(text: string): { readonly headline: string | null; readonly text: string } {
  const blankLine = text.indexOf("\n\n");
  const headline = text.slice(0, Math.max(0, blankLine));
  const isHeadline =
    headline !== "" &&
    headline.length <= MAX_HEADLINE_LENGTH &&
    !headline.includes("\n") &&
    !SENTENCE_END.test(headline) &&
    takeByline(text) === null &&
    parseDateline(text, null) === null;
  return isHeadline ? { headline, text: text.slice(blankLine + 2) } : { headline: null, text };
}
