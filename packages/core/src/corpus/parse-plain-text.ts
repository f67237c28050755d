import { ARTICLE_FIELD_NAMES, declarationOf, LIST_FIELDS, mapFields } from "../article-fields.ts";
import type { Article } from "../types.ts";
import { idWithoutText } from "./article-id.ts";
import { decodeEntities } from "./decode-entities.ts";
import { embargoOfLines, openingLines, withoutNoticeLine } from "./embargo-notice.ts";
import { fieldElsewhere } from "./field-names-elsewhere.ts";
import { type ArticleDraft, EMPTY_DRAFT, finishArticle, type RecordContext } from "./finish-article.ts";
import { normaliseText } from "./normalise-text.ts";
import { parseDateline } from "./parse-dateline.ts";
import { statedTags } from "./tag-list.ts";
import { takeByline, withoutBy } from "./take-byline.ts";
import { fieldName, isNoteField, isUsageField, usageOfFields } from "./usage-fields.ts";
import { dateOrNull, refuseWithheld } from "./withholding.ts";

/** Fields that a header can state under their own name. */
type NamedField = Exclude<keyof ArticleDraft, "titleDerived" | "text" | "image">;
type HeaderField = NamedField | "imageUrl" | "imageAlt";

const NAMED_FIELDS = ARTICLE_FIELD_NAMES.filter(
  (name): name is NamedField => !["titleDerived", "text", "image", "agency"].includes(name),
);
const HEADER_FIELDS: ReadonlyMap<string, HeaderField> = new Map<string, HeaderField>([
  ["image", "imageUrl"],
  ["image alt", "imageAlt"],
  ...fieldsByName(NAMED_FIELDS, (field) => declarationOf(field).headerNames),
]);
/** Further names, from records. They count only in a header that also has names from above. */
const OTHER_FIELDS: ReadonlyMap<string, HeaderField> = new Map(
  fieldsByName(
    NAMED_FIELDS.filter((field) => field !== "title"),
    (field) => declarationOf(field).aliases,
  ),
);

/** `date 2025-12-10`, on a line of its own or before the dateline on the same line. */
const INLINE_DATE = /^date:?[ \n]+(\d{4}-\d{2}-\d{2}(?:T[\d:.,+-]+Z?)?)(?:[ \n]+|$)/i;
const HEADER_LINE = /^(\p{L}[\p{L} _-]{1,23}):[ ]*(.*)$/u;
/** "Embargo on oil: the EU agrees" is a headline. */
const SENTENCE = /^embargo(?: \S+){2}/i;
/** After this many known fields, unknown ones belong to the header too. */
const FIELDS_OF_HEADER = 2;
/** A longer first line is a paragraph without its full stop. */
const MAX_HEADLINE_LENGTH = 120;
/** A full stop, comma or colon. Headlines may end with an ellipsis, "?" or "!". */
const SENTENCE_END = /(?:(?<!\.\.)\.|[,:;。،؛।])["'”’»)\]]*$/;

interface Header {
  readonly fields: Partial<Record<HeaderField, string>>;
  readonly body: string;
  /** Names of unknown fields. */
  readonly passedOver: readonly string[];
  /** Fields that say whether the article may be shown, by name. */
  readonly usage: Readonly<Record<string, string>>;
}

function fieldsByName(
  fields: readonly NamedField[],
  namesOf: (field: NamedField) => readonly string[] | undefined,
): readonly (readonly [string, NamedField])[] {
  return fields.flatMap((field) => (namesOf(field) ?? []).map((name) => [name, field] as const));
}

/**
 * Reads a `.txt` article: an optional `date YYYY-MM-DD`, optional `Title: …` lines up to the first blank
 * line, an optional headline, an optional dateline, paragraphs. Decodes HTML character references.
 *
 * @param stated metadata from elsewhere, which the header overrides
 * @throws InvalidRecord when a header field is invalid or there is no text
 * @throws WithheldRecord when the header, or a line such as "EMBARGOED UNTIL …", says that it may not be
 *   shown
 */
export function parsePlainText(
  source: string,
  context: RecordContext,
  stated: Partial<ArticleDraft> = {},
): Article {
  const {
    fields: found,
    body: whole,
    passedOver,
    usage,
  } = parseHeader(normaliseText(decodeEntities(source)));
  refuseWithheldText({ found, usage }, context);
  const body = withoutNotice(whole, context);
  const { imageUrl, imageAlt = null, ...fields } = found;
  context.passOver(passedOver);
  const title = fields.title ?? stated.title ?? null;
  const { headline, text } = title === null ? takeHeadline(body) : { headline: null, text: body };
  return finishArticle(
    {
      ...EMPTY_DRAFT,
      ...stated,
      ...fields,
      ...mapFields(LIST_FIELDS, (field) =>
        fields[field] === undefined ? (stated[field] ?? []) : statedTags(fields[field]),
      ),
      ...(imageUrl !== undefined && { image: { url: imageUrl, alt: imageAlt } }),
      title: title ?? headline,
      titleDerived: headline !== null,
      text,
    },
    context,
  );
}

function refuseWithheldText(
  { found, usage }: { readonly found: Header["fields"]; readonly usage: Header["usage"] },
  context: RecordContext,
): void {
  const { id = null, url = null } = found;
  const times = [dateOrNull(found.updatedAt, context)];
  refuseWithheld({ ...usageOfFields(usage, { id: idWithoutText({ id, url }) }), times }, context);
}

/**
 * Removes an ended embargo above the headline, so that it does not become the headline. `finishArticle` finds
 * the others.
 */
function withoutNotice(body: string, { now, timeZone }: RecordContext): string {
  const embargo = embargoOfLines(openingLines(body), { timeZone, near: now });
  const isOver = embargo?.until !== null && embargo !== null && Date.parse(embargo.until) <= now.getTime();
  if (!isOver || !embargo.isWholeLine) return body;
  return withoutNoticeLine(body, embargo);
}

function parseHeader(text: string): Header {
  const inlineDate = INLINE_DATE.exec(text);
  const rest = inlineDate ? text.slice(inlineDate[0].length) : text;
  const header = parseHeaderLines(rest);
  const publishedAt = inlineDate?.[1];
  return publishedAt === undefined ? header : { ...header, fields: { publishedAt, ...header.fields } };
}

/**
 * Reads a header without fences above a Markdown text, as in Pelican, MultiMarkdown and Python-Markdown.
 *
 * @returns `null` unless it has a title and another field
 * @throws WithheldRecord when it says that the article may not be shown
 */
export function parseUnfencedHeader(
  source: string,
  context: RecordContext,
): { readonly draft: Partial<ArticleDraft>; readonly body: string } | null {
  const { fields: found, body, passedOver, usage } = parseHeader(source.replace(/\r\n?/g, "\n"));
  const { imageUrl: _url, imageAlt: _alt, ...fields } = found;
  const count = Object.keys(fields).length + Object.keys(usage).length;
  if (fields.title === undefined || count < FIELDS_OF_HEADER) return null;
  refuseWithheldText({ found, usage }, context);
  context.passOver(passedOver);
  return { draft: { ...fields, tags: statedTags(fields.tags) }, body };
}

function noHeader(text: string): Header {
  return { fields: {}, body: text, passedOver: [], usage: {} };
}

/** Reads all lines up to a blank one, or none: "Source: a friend of the minister" may also start a story. */
function parseHeaderLines(text: string): Header {
  const blankLine = text.indexOf("\n\n");
  const lines = (blankLine === -1 ? text : text.slice(0, blankLine)).split("\n");
  const stated = lines.map((line) => HEADER_LINE.exec(line));
  if (stated.includes(null)) return noHeader(text);
  const found = new HeaderLines();
  for (const [, name = "", value = ""] of stated.filter((line) => line !== null)) found.add(name, value);
  if (!found.isHeader) return noHeader(text);
  return { ...found.header, body: blankLine === -1 ? "" : text.slice(blankLine + 2) };
}

/** Sorts the lines of a header by the meaning of their names. */
class HeaderLines {
  readonly #fields: Partial<Record<HeaderField, string>> = {};
  readonly #others: Partial<Record<HeaderField, string>> = {};
  readonly #usage: Record<string, string> = {};
  readonly #elsewhere: [HeaderField, string][] = [];
  readonly #passedOver: string[] = [];

  add(name: string, value: string): void {
    const field = HEADER_FIELDS.get(name.toLowerCase());
    const other = OTHER_FIELDS.get(fieldName(name));
    const foreign = fieldElsewhere(name);
    const elsewhere = foreign === "text" ? null : foreign;
    if (isUsageField(name, value) && !SENTENCE.test(name)) this.#usage[name] = value;
    else if (field === undefined && elsewhere !== null) this.#elsewhere.push([elsewhere, value]);
    else if (field === undefined && other === undefined) this.#passedOver.push(name);
    else if (value !== "" && field !== undefined) this.#fields[field] ??= value;
    else if (value !== "" && other !== undefined) this.#others[other] ??= value;
  }

  get isHeader(): boolean {
    const foreign = this.#elsewhere.filter(([, value]) => value !== "");
    const isTogether = foreign.length + Object.keys(this.#fields).length >= FIELDS_OF_HEADER;
    const counted = foreign.filter(([field]) => isTogether || field === "title");
    const stated = Object.keys(this.#fields).length + counted.length;
    const usage = Object.entries(this.#usage).flatMap(([name, value]) => (isNoteField(name) ? [] : [value]));
    // "Embargo: how the ban hurts farmers" is a headline.
    if (stated === 0 && !usage.some((value) => /\d/.test(value))) return false;
    const unknown =
      this.#passedOver.length + Object.keys(this.#others).length + foreign.length - counted.length;
    return unknown === 0 || stated + usage.length >= FIELDS_OF_HEADER;
  }

  get header(): Omit<Header, "body"> {
    // The first value of a field wins.
    const elsewhere = Object.fromEntries(this.#elsewhere.toReversed().filter(([, value]) => value !== ""));
    const fields = { ...this.#others, ...elsewhere, ...this.#fields };
    const { author } = fields;
    return {
      fields: author === undefined ? fields : { ...fields, author: withoutBy(author) },
      passedOver: this.#passedOver,
      usage: this.#usage,
    };
  }
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
