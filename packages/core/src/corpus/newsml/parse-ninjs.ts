import * as z from "zod";
import { chooseImage, type ImageCandidate, largestFirst, pixels } from "../article-image.ts";
import { decodeEntities } from "../decode-entities.ts";
import type { ArticleDraft } from "../finish-article.ts";
import { firstReadableDate } from "../first-readable-date.ts";
import { htmlText, markupText } from "../html/html-text.ts";
import { normaliseLine } from "../normalise-text.ts";
import type { SourceRecord } from "../source-record.ts";
import { statedTags } from "../tag-list.ts";
import { withoutRole } from "../take-byline.ts";
import { usageOfFields } from "../usage-fields.ts";
import { versionNumber } from "../version-number.ts";
import { type Clock, refuseWithheld } from "../withholding.ts";
import { recoverXml } from "../xml/recover-xml.ts";
import { nitfDraft } from "./parse-nitf.ts";

/** Values of the wrong type count as missing. */
const text = z.string().nullish().catch(null);
const oneNamed = z.union([
  z.string().transform((name): { name: string; role?: string } => ({ name })),
  z.object({ name: text, role: text }),
]);
/** Some write a single value instead of a list, and names instead of objects. */
const named = z
  .union([z.array(oneNamed), oneNamed.transform((one) => [one])])
  .nullish()
  .catch(null);
const values = z
  .array(z.object({ value: text, role: text, contentType: text, contenttype: text }))
  .nullish()
  .catch(null);

/** The fields of ninjs 1.x (lower case), 2.x and 3.x (camel case), Superdesk, which uses `guid`, and AP. */
const NINJS = z.object({
  uri: text,
  guid: text,
  altids: z.object({ itemid: text }).nullish().catch(null),
  type: text,
  language: text,
  headline: text,
  headlines: values,
  body_text: text,
  body_xhtml: text,
  body_html: text,
  bodies: values,
  byline: text,
  by: text,
  bylines: z
    .array(z.object({ by: text }))
    .nullish()
    .catch(null),
  description_text: text,
  descriptions: values,
  datelinelocation: z.object({ city: text }).nullish().catch(null),
  authors: named,
  source: text,
  located: text,
  provider: z
    .union([z.string(), z.object({ name: text }).transform(({ name }) => name ?? null)])
    .nullish()
    .catch(null),
  infosource: named,
  infosources: named,
  infoSources: named,
  subject: named,
  subjects: named,
  place: named,
  places: named,
  keywords: z.array(z.string()).optional().catch(undefined),
  service: named,
  firstpublished: text,
  firstPublished: text,
  firstcreated: text,
  firstCreated: text,
  contentCreated: text,
  contentcreated: text,
  versioncreated: text,
  versionCreated: text,
});
type Ninjs = z.infer<typeof NINJS>;
type NinjsFields = Readonly<Record<string, unknown>>;

/** An object by name in ninjs 1.x, a list of objects with names in 2.x and 3.x. */
const listed = <T extends z.ZodType>(one: T) =>
  z
    .union([
      z.array(one),
      z.record(z.string(), z.unknown()).transform((all) =>
        Object.entries(all).flatMap(([name, value]) => {
          const parsed = one.safeParse(typeof value === "object" ? { ...value, name } : value);
          return parsed.success ? [parsed.data] : [];
        }),
      ),
    ])
    .nullish()
    .catch(null)
    .transform((all) => all ?? []);
const size = z.union([z.number(), z.string()]).nullish().catch(null);
const RENDITIONS = listed(
  z.object({ name: text, href: text, mimetype: text, contentType: text, width: size, height: size }),
);
const ASSOCIATIONS = listed(
  z.object({
    name: text,
    type: text,
    alt_text: text,
    altText: text,
    alttext: text,
    description_text: text,
    descriptions: values,
    headline: text,
    headlines: values,
    renditions: RENDITIONS,
  }),
);
type Association = z.infer<typeof ASSOCIATIONS>[number];
const OBJECT = z.record(z.string(), z.unknown());

/** Fields that identify ninjs. No other article JSON combines them with `uri` or `guid`. */
const MARKS: readonly string[] = [
  "body_xhtml",
  "body_html",
  "body_text",
  "body_nitf",
  "bodies",
  "versioncreated",
  "versionCreated",
  "pubstatus",
  "pubStatus",
  "associations",
  "representationtype",
  "representationType",
];

/** True for a parsed ninjs object. */
export function isNinjs(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = new Map(Object.entries(value));
  const hasId = ["uri", "guid"].some((name) => typeof names.get(name) === "string");
  return (hasId || names.has("altids")) && MARKS.some((mark) => names.has(mark));
}

/**
 * Reads an object of ninjs 1.x, 2.x or 3.x, or of Superdesk's dialect.
 *
 * @param value accepted by `isNinjs`
 * @param clock to compare embargoes with
 * @throws WithheldRecord when it may not be shown
 * @see https://iptc.org/standards/ninjs/
 */
export function parseNinjs(value: unknown, line: number, clock: Clock): SourceRecord {
  const item = NINJS.parse(value);
  const id = idOf(item);
  const fields = OBJECT.parse(value);
  const version = versionNumber(fields["version"]);
  const times = [item.versionCreated, item.versioncreated];
  refuseWithheld({ ...usageOfFields(fields, { id: normaliseLine(id) }), times, version }, clock);
  if (item.type !== null && item.type !== undefined && item.type !== "text" && item.type !== "composite") {
    return { kind: "passed-over", line, reason: `${JSON.stringify(id)} is ${item.type}, not text` };
  }
  const draft = { ...toDraft(item, id, fields), image: imageOf(fields) };
  if (draft.text === "" && item.type === "composite") {
    return { kind: "passed-over", line, reason: `${JSON.stringify(id)} is a package, not text` };
  }
  if (draft.text === "") return { kind: "broken", line, reason: `${JSON.stringify(id)} has no text` };
  return { kind: "draft", line, draft, summaryOf: null, version };
}

/** AP's addresses contain the number of the item, and tokens of the request after a `?`. */
function idOf({ uri, guid, altids }: Ninjs): string {
  const itemId = altids?.itemid;
  const stated = [uri, guid, itemId].find(isStated) ?? "";
  const [address = "", query] = stated.split("?", 2);
  return query !== undefined && isStated(itemId) && address.endsWith(`/${itemId}`) ? address : stated;
}

function toDraft(item: Ninjs, id: string, fields: NinjsFields): Omit<ArticleDraft, "image"> {
  const updatedAt = firstReadableDate([item.versionCreated, item.versioncreated]);
  const published = [item.firstPublished, item.firstpublished];
  const created = [item.firstCreated, item.firstcreated, item.contentCreated, item.contentcreated];
  return {
    id,
    title: decodeEntities(item.headline ?? mainValue(item.headlines) ?? "") || null,
    titleDerived: false,
    text: bodyOf(item, fields),
    url: null,
    source:
      item.provider ??
      firstName(item.infoSources ?? item.infosources ?? item.infosource) ??
      item.source ??
      null,
    author: authorIn(bylineOf(item)) ?? namesOf(item.authors),
    section: firstName(item.subjects ?? item.subject) ?? firstName(item.service),
    tags: [...statedTags(item.subjects ?? item.subject), ...(item.keywords ?? [])],
    place: item.located ?? item.datelinelocation?.city ?? firstName(item.places ?? item.place),
    language: item.language ?? null,
    publishedAt: firstReadableDate([...published, ...created]) ?? updatedAt,
    updatedAt,
  };
}

/** An associated image that is not a logo, preferably the feature image, as Superdesk and others call it. */
function imageOf(fields: NinjsFields) {
  const associated = ASSOCIATIONS.parse(fields["associations"])
    .filter(({ name, type }) => /^(?:picture|graphic|image|)$/i.test(type ?? "") && !/logo/i.test(name ?? ""))
    .toSorted((a, b) => Number(isFeature(b)) - Number(isFeature(a)));
  const own = imagesOf(RENDITIONS.parse(fields["renditions"]), null);
  return chooseImage([...associated.flatMap((one) => imagesOf(one.renditions, altOf(one))), ...own], null);
}

function isFeature({ name }: Association): boolean {
  return /^(?:feature|main|lead|hero)/i.test(name ?? "");
}

function imagesOf(renditions: z.infer<typeof RENDITIONS>, alt: string | null): readonly ImageCandidate[] {
  const images = renditions
    .filter(({ mimetype, contentType }) => /^(?:image\/|$)/i.test(contentType ?? mimetype ?? ""))
    .map(({ href, width, height }) => ({
      url: href ?? null,
      alt,
      width: pixels(width),
      height: pixels(height),
    }));
  return largestFirst(images);
}

function altOf(one: Association): string | null {
  const texts = [
    one.alt_text,
    one.altText,
    one.alttext,
    one.description_text,
    mainValue(one.descriptions),
    one.headline,
    mainValue(one.headlines),
  ];
  return texts.find(isStated) ?? null;
}

function authorIn(byline: string | null): string | null {
  return byline === null ? null : withoutRole(byline.replace(/^by\s+/i, ""));
}

function bylineOf({ by, byline, bylines }: Ninjs): string | null {
  const names = (bylines ?? []).map((one) => one.by).filter(isStated);
  return [by, byline, names.join(", ")].find(isStated) ?? null;
}

/** The description is a summary, and the text if there is no other. */
function bodyOf(item: Ninjs, fields: NinjsFields): string {
  if (isStated(item.body_text)) return contentText(item.body_text, "");
  const html = [item.body_xhtml, item.body_html].find(isStated);
  if (html !== undefined) return contentText(html, "html");
  const bodies = (item.bodies ?? []).filter(({ value }) => isStated(value));
  const body = bodies.find(({ role }) => role === "main") ?? bodies[0];
  if (body !== undefined) return contentText(body.value ?? "", body.contentType ?? body.contenttype ?? "");
  const other = textIn(fields, /^body_(\w+)$/);
  if (other !== null) return other;
  const summary = [item.description_text, mainValue(item.descriptions)].find(isStated);
  return summary === undefined ? (textIn(fields, /^description_(\w+)$/) ?? "") : contentText(summary, "");
}

/** ninjs 1.x allows `body_` and `description_` with any ending. AP has `description_summary`. */
function textIn(fields: NinjsFields, names: RegExp): string | null {
  for (const [name, value] of Object.entries(fields)) {
    const format = names.exec(name)?.[1];
    if (format === undefined || typeof value !== "string" || value.trim() === "") continue;
    const text = contentText(value, format);
    if (text.trim() !== "") return text;
  }
  return null;
}

/** Bodies are plain text, HTML or NITF. Their content types do not always say so. */
function contentText(value: string, type: string): string {
  if (/nitf/i.test(type) || /^\s*(?:<\?xml[^>]*>\s*)?<(?:nitf|body\.content|block)\b/i.test(value)) {
    const { root } = recoverXml(value);
    return root.name === "nitf" ? nitfDraft(root).text : markupText(root);
  }
  return /html/i.test(type) || ELEMENT_OF_TEXT.test(value) ? htmlText(value) : decodeEntities(value);
}

const ELEMENT_OF_TEXT = /<(?:p|div|br|h[1-6]|ul|ol|table|blockquote|article|section)(?:\s[^<>]*)?\/?>/i;

function mainValue(all: Ninjs["headlines"]): string | null | undefined {
  return (all?.find(({ role }) => role === "main") ?? all?.[0])?.value;
}

function firstName(all: Ninjs["subject"]): string | null {
  return all?.find(({ name }) => isStated(name))?.name ?? null;
}

function namesOf(all: Ninjs["subject"]): string | null {
  return (all ?? []).flatMap(({ name }) => (isStated(name) ? [name] : [])).join(", ") || null;
}

function isStated(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value.trim() !== "";
}
