import type { Article } from "../types.ts";
import { decodeEntities } from "./decode-entities.ts";
import { type ArticleDraft, EMPTY_DRAFT, finishArticle, type RecordContext } from "./finish-article.ts";
import { normaliseText } from "./normalise-text.ts";
import { parseDateline } from "./parse-dateline.ts";

type HeaderField = Exclude<keyof ArticleDraft, "titleDerived" | "text">;

const HEADER_FIELDS: ReadonlyMap<string, HeaderField> = new Map([
  ["title", "title"],
  ["headline", "title"],
  ["url", "url"],
  ["link", "url"],
  ["source", "source"],
  ["publisher", "source"],
  ["author", "author"],
  ["byline", "author"],
  ["by", "author"],
  ["section", "section"],
  ["category", "section"],
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
const HEADER_LINE = /^(\p{L}{2,9}):[ ]*(.*)$/u;
/** Longer first lines are paragraphs whose full stop was lost. */
const MAX_HEADLINE_LENGTH = 120;
/** A full stop, comma or colon; an ellipsis, "?" and "!" end headlines too. */
const SENTENCE_END = /(?:(?<!\.\.)\.|[,:;。،؛।])["'”’»)\]]*$/;

interface Header {
  readonly fields: Partial<Record<HeaderField, string>>;
  readonly body: string;
}

/**
 * Reads a `.txt` article: an optional `date YYYY-MM-DD`, optional `Title: …` lines up to the first blank line, an
 * optional headline, an optional dateline, paragraphs. HTML character references are decoded.
 *
 * @throws InvalidRecord when a header field is wrong or there is no text
 */
export function parsePlainText(source: string, context: RecordContext): Article {
  const { fields, body } = parseHeader(normaliseText(decodeEntities(source)));
  const { headline, text } = fields.title === undefined ? takeHeadline(body) : { headline: null, text: body };
  return finishArticle(
    {
      ...EMPTY_DRAFT,
      ...fields,
      title: fields.title ?? headline,
      titleDerived: headline !== null,
      text,
    },
    context,
  );
}

function parseHeader(text: string): Header {
  const inlineDate = INLINE_DATE.exec(text);
  const rest = inlineDate ? text.slice(inlineDate[0].length) : text;
  const { fields, body } = parseHeaderLines(rest);
  const publishedAt = inlineDate?.[1];
  return { fields: publishedAt === undefined ? fields : { publishedAt, ...fields }, body };
}

/** All lines up to a blank one, or nothing: "Source: a friend of the minister" may also begin a story. */
function parseHeaderLines(text: string): Header {
  const blankLine = text.indexOf("\n\n");
  const block = blankLine === -1 ? text : text.slice(0, blankLine);
  const fields: Partial<Record<HeaderField, string>> = {};
  for (const line of block.split("\n")) {
    const [, name = "", value = ""] = HEADER_LINE.exec(line) ?? [];
    const field = HEADER_FIELDS.get(name.toLowerCase());
    if (field === undefined) return { fields: {}, body: text };
    if (value !== "") fields[field] ??= value;
  }
  return { fields, body: blankLine === -1 ? "" : text.slice(blankLine + 2) };
}

/** A first paragraph of one short line that does not end as a sentence does, with more text after it. */
function takeHeadline(text: string): { readonly headline: string | null; readonly text: string } {
  const blankLine = text.indexOf("\n\n");
  const headline = text.slice(0, Math.max(0, blankLine));
  const isHeadline =
    headline !== "" &&
    headline.length <= MAX_HEADLINE_LENGTH &&
    !headline.includes("\n") &&
    !SENTENCE_END.test(headline) &&
    parseDateline(text, null) === null;
  return isHeadline ? { headline, text: text.slice(blankLine + 2) } : { headline: null, text };
}
