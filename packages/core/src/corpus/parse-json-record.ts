import * as z from "zod";
import {
  ARTICLE_FIELD_NAMES,
  COMPARED_FIELDS,
  declarationOf,
  LIST_FIELDS,
  mapFields,
  type NameField,
} from "../article-fields.ts";
import type { Article, ArticleImage } from "../types.ts";
import { idWithoutText } from "./article-id.ts";
import { isWebAddress } from "./canonical-url.ts";
import { decodeEntities } from "./decode-entities.ts";
import { type ArticleDraft, finishArticle, type RecordContext } from "./finish-article.ts";
import { isReadableDate } from "./first-readable-date.ts";
import { htmlText } from "./html/html-text.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { blocksText } from "./json-blocks.ts";
import { fieldsOf, imageOfValue, isBlank, isHtmlValue, isReference, unwrapValue } from "./json-values.ts";
import { normaliseLine } from "./normalise-text.ts";
import { statedTags } from "./tag-list.ts";
import { withoutBy } from "./take-byline.ts";
import { fieldName, isUsageField, usageOfFields } from "./usage-fields.ts";
import { type Clock, refuseWithheld } from "./withholding.ts";

type RecordField = Exclude<keyof ArticleDraft, "titleDerived">;

/** A field's value, and the key under which the record contains it. */
interface FoundField {
  readonly key: string;
  readonly value: unknown;
  readonly isHtml: boolean;
}

/** Names of a field. The first one with a value wins. */
function aliasesOf(field: RecordField): readonly string[] {
  return declarationOf(field).aliases ?? [];
}

/** Names of an image's alternative text outside the image. */
const IMAGE_TEXTS =
  "imagealt imagealttext imagedescription imagecaption ogimagealt coveralt coverimagealt alttext".split(" ");

const HTML_NAME = /html$/i;
const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...ARTICLE_FIELD_NAMES.flatMap((name) => declarationOf(name).aliases ?? []),
  ...IMAGE_TEXTS,
]);

/** Fields that filters compare by name. */
const NAMED_FIELDS = COMPARED_FIELDS.filter((name) => declarationOf(name).filter?.compares === "name");
/** Fields in which records may list several names. */
const NAME_FIELDS = NAMED_FIELDS.filter((name): name is NameField => declarationOf(name).type === "optional");
/** Names of fields whose numbers may refer to other records. */
const REFERRING_NAMES: ReadonlySet<string> = new Set([...NAMED_FIELDS, "image" as const].flatMap(aliasesOf));

const got = (issue: { readonly input?: unknown }) => describe(issue.input);
const text = z.string({ error: (issue) => `must be a text, got ${got(issue)}` });
const blocks = z.unknown().transform((value, context) => {
  const found = blocksText(value);
  if (found === null) context.addIssue({ code: "custom", input: value });
  return found ?? "";
});
const paragraphs = z.union([text, z.array(text).transform((all) => all.join("\n\n")), blocks], {
  error: (issue) => `must be a text, got ${got(issue)}`,
});
const named = z.union([
  z.object({ name: z.string() }).transform(({ name }) => name),
  z.object({ title: z.string() }).transform(({ title }) => title),
]);
const textOrNamed = z.union([text, named], { error: (issue) => `must be a text, got ${got(issue)}` });
const names = z.union([textOrNamed, z.array(textOrNamed).transform((all) => all.join(", "))], {
  error: (issue) => `must be a name or a list of names, got ${got(issue)}`,
});
/** Credits in Arc XP. */
const credits = z.object({ by: z.array(named) }).transform(({ by }) => by.join(", "));
const authors = z.union([names, credits], {
  error: (issue) => `must be a name or a list of names, got ${got(issue)}`,
});
/** `{ "@id": … }` in JSON-LD, `{ permalink }` in APIs. */
const address = z.union(
  [
    text,
    z.object({ "@id": z.string() }).transform((page) => page["@id"]),
    z.object({ permalink: z.string() }).transform(({ permalink }) => permalink),
  ],
  { error: (issue) => `must be a text, got ${got(issue)}` },
);
const identifier = z.union([text, z.int().transform(String)], {
  error: (issue) => `must be a text or a whole number, got ${got(issue)}`,
});
/** Python's `time.struct_time`, which feedparser returns. */
const structTime = z
  .tuple([z.int(), z.int(), z.int(), z.int(), z.int(), z.int()], z.unknown())
  .transform(([year, ...parts]) => {
    const [month, day, hour, minute, second] = parts.map((part) => String(part).padStart(2, "0"));
    return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  });
const date = z.union([text, z.number(), structTime], {
  error: (issue) => `must be a date as a text or epoch seconds, got ${got(issue)}`,
});

const OBJECT = z.record(z.string(), z.unknown(), {
  error: (issue) => `record must be an object with title and text, got ${got(issue)}`,
});

/**
 * Converts a parsed JSON object to an article. Texts are plain text unless their name (`body_html`) or
 * beginning (`<p>`) marks them as HTML. Decodes HTML character references in title and text.
 *
 * @throws InvalidRecord when the record is not an object, a field has the wrong type, or there is no text
 * @throws WithheldRecord when the record says that its article may not be shown
 */
export function parseJsonRecord(record: unknown, context: RecordContext): Article {
  const draft = readShown(record, context);
  context.passOver(fieldsPassedOver(record));
  if (draft.text.trim() === "")
    throw new InvalidRecord("text is empty (no body, text, content, articleBody or similar)");
  return finishArticle(
    {
      ...draft,
      title: draft.title === null ? null : decodeEntities(draft.title),
      text: decodeEntities(draft.text),
    },
    context,
  );
}

/**
 * Reads an article's fields under their usual names.
 *
 * @throws InvalidRecord when the record is not an object or a field has the wrong type
 * @throws WithheldRecord when it may not be shown
 */
export function readShown(
  record: unknown,
  clock: Clock,
  { isFrontMatter = false }: { readonly isFrontMatter?: boolean } = {},
): ArticleDraft {
  const fields = validate(OBJECT, record);
  const found = fieldFinder(fields);
  // Check this first, since a withdrawal counts even if another field is invalid.
  const times = [timeOf(found("updatedAt"))];
  refuseWithheld({ ...usageOfFields(fields, { id: statedId(found), isFrontMatter }), times }, clock);
  return readFields(found);
}

/** The article's id in an index, unless it depends on the text. */
function statedId(found: FieldFinder): string | null {
  const id = readIfValid(found("id"), identifier);
  const url = readIfValid(found("url"), address);
  return idWithoutText({ id: id === null ? null : normaliseLine(id), url });
}

function timeOf(field: FoundField | null): string | number | null {
  return readIfValid(field, date);
}

function readFields(found: FieldFinder): ArticleDraft {
  const lines = mapFields(NAME_FIELDS, (name) => read(found(name), authors));
  return {
    id: read(found("id"), identifier),
    title: readMarked(found("title"), text),
    titleDerived: false,
    text: readMarked(found("text"), paragraphs) ?? "",
    url: urlOf(found),
    image: imageOf(found),
    ...lines,
    source: sourceOf(found),
    author: lines.author === null ? null : withoutBy(lines.author),
    ...mapFields(LIST_FIELDS, (name) => statedTags(found(name)?.value)),
    language: read(found("language"), text),
    publishedAt: readDate(found.all("publishedAt")),
    updatedAt: readDate(found.all("updatedAt")),
  };
}

/** Names that may mean something else count only with an address. */
function urlOf(found: FieldFinder): string | null {
  // Arc XP states paths on its sites.
  const [first, ...others] = found.all("url").filter(({ value }) => !isPath(value));
  if (first === undefined) return addressIn(found("source"));
  const stated =
    readIfValid(first, address) ?? others.map((field) => readIfValid(field, address)).find(Boolean);
  return stated ?? (OBJECTS_OF_LINKS.has(fieldName(first.key)) ? null : read(first, text));
}

function isPath(value: unknown): boolean {
  return typeof value === "string" && /^\/(?!\/)/.test(value);
}

const OBJECTS_OF_LINKS: ReadonlySet<string> = new Set(["links", "mainentityofpage"]);

/** Some records call the article's address its source, and name the publisher elsewhere. */
function sourceOf(found: FieldFinder): string | null {
  const sources = found.all("source");
  const isUrl = (field: FoundField) => addressIn(field) !== null;
  const named = sources.find((field) => !isUrl(field)) ?? sources[0] ?? null;
  return read(named, names);
}

function addressIn(field: FoundField | null): string | null {
  const value = readIfValid(field, text);
  return value !== null && isWebAddress(value) ? value : null;
}

/** Ignores an image in an unknown form, so that the article is not lost. */
function imageOf(found: FieldFinder): ArticleImage | null {
  const image = found.all("image").flatMap(({ value }) => imageOfValue(value) ?? [])[0];
  if (image === undefined) return null;
  const alt = readIfValid(found.named(IMAGE_TEXTS)[0] ?? null, text);
  return { ...image, alt: image.alt ?? alt };
}

type FieldFinder = ((field: RecordField) => FoundField | null) & {
  /** All values of the field in the record, best name first. */
  readonly all: (field: RecordField) => readonly FoundField[];
  /** Values under any of these names. */
  readonly named: (names: readonly string[]) => readonly FoundField[];
};

function fieldFinder(record: Readonly<Record<string, unknown>>): FieldFinder {
  const byName = new Map<string, FoundField>();
  for (const [key, value] of entriesOf(record)) {
    const name = recordName(key);
    const isStated = !isBlank(value) && !isUsageField(key, value) && !isReferenceField(name, value);
    if (isStated && !byName.has(name)) byName.set(name, toField(key, value));
  }
  const named = (names: readonly string[]) =>
    names.map((name) => byName.get(name)).filter((found) => found !== undefined);
  const all = (field: RecordField) => named(aliasesOf(field));
  return Object.assign((field: RecordField) => all(field)[0] ?? null, { all, named });
}

/** Prefixes of vocabularies: `dc:date`, `dc.date.issued`, `article:published_time`, `og:title`. */
const VOCABULARY = /^(?:dc|dcterms|dct|article|og|schema|prism)[:.]/i;

function recordName(key: string): string {
  return VOCABULARY.test(key)
    ? fieldName(key.replace(VOCABULARY, "").replace(/^date\./i, "date")).replaceAll(".", "")
    : fieldName(key).replace(/^@(?=timestamp$)/, "");
}

/** Objects that contain dates and the id: Contentful's `sys`, and `dates: { published, modified }`. */
const HOLDERS: readonly string[] = ["dates", "sys", "taxonomy"];

/** Adds the fields of `HOLDERS`. Sorts names with a prefix last, so that the record's own fields win. */
function entriesOf(record: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  const own = Object.entries(record);
  const held = HOLDERS.flatMap((name) => Object.entries(fieldsOf(record[name]) ?? {}));
  const entries = [...own, ...held];
  if (!entries.some(([key]) => VOCABULARY.test(key))) return entries;
  return entries.toSorted(([a], [b]) => Number(VOCABULARY.test(a)) - Number(VOCABULARY.test(b)));
}

/** Numbers that refer to other records instead of naming something. */
function isReferenceField(name: string, value: unknown): boolean {
  return isReference(value) && REFERRING_NAMES.has(name);
}

function toField(key: string, value: unknown): FoundField {
  return { key, value: unwrapValue(value), isHtml: isHtmlValue(value) || HTML_NAME.test(key) };
}

/** Names in a record that belong to no article field. */
export function fieldsPassedOver(record: unknown): readonly string[] {
  return Object.entries(fieldsOf(record) ?? {}).flatMap(([key, value]) => {
    const isKnown = KNOWN_NAMES.has(recordName(key)) || isUsageField(key, value) || HOLDERS.includes(key);
    return isKnown || isBlank(value) ? [] : [key];
  });
}

/**
 * The first date that can be parsed; otherwise the first one, so that it is reported. Values of other types,
 * such as `updated: true`, are reported too.
 */
function readDate(found: readonly FoundField[]): string | number | null {
  const values = found.map((field) => ({ field, value: date.safeParse(field.value).data }));
  const readable = values.find(({ value }) => value !== undefined && isReadableDate(value));
  const [first] = values;
  return readable?.value ?? first?.value ?? (first === undefined ? null : JSON.stringify(first.field.value));
}

/** Skip missing fields, since a failing schema costs more than the rest of a small record. */
function readIfValid<T>(field: FoundField | null, schema: z.ZodType<T>): T | null {
  return field === null ? null : (schema.safeParse(field.value).data ?? null);
}

function read<T>(field: FoundField | null, schema: z.ZodType<T>): T | null {
  return field === null ? null : validate(schema, field.value, field.key);
}

/** Converts HTML to text. */
function readMarked(field: FoundField | null, schema: z.ZodType<string>): string | null {
  const value = read(field, schema);
  return value !== null && field?.isHtml === true ? htmlText(value) : value;
}

function validate<T>(schema: z.ZodType<T>, value: unknown, key?: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const message = result.error.issues[0]?.message ?? "is not valid";
  throw new InvalidRecord(key === undefined ? message : `${key} ${message}`, { cause: result.error });
}

/** Describes a value for non-programmers: `number 7`, `a list`. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return `text ${JSON.stringify(value.slice(0, 60))}`;
  return typeof value === "boolean" ? `the value ${value}` : `number ${value}`;
}
