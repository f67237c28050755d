import { chooseImage, largestFirst, pixels } from "../article-image.ts";
import { type ArticleDraft, EMPTY_DRAFT } from "../finish-article.ts";
import { firstReadableDate } from "../first-readable-date.ts";
import { htmlText, markupText } from "../html/html-text.ts";
import { guardRecord, type SourceRecord } from "../source-record.ts";
import { isWithdrawal } from "../usage-fields.ts";
import { versionNumber } from "../version-number.ts";
import { type Clock, refuseWithheld, type UsageTerms } from "../withholding.ts";
import { attributeOf, childOf, childrenOf, childText, textOf, type XmlElement } from "../xml/xml-element.ts";
import { nitfDraft, nitfUsage } from "./parse-nitf.ts";

/** Items of the standard that contain no text themselves. */
const WITHOUT_TEXT: readonly string[] = [
  "packageItem",
  "conceptItem",
  "knowledgeItem",
  "planningItem",
  "catalogItem",
];
export const NEWSML_ROOTS: readonly string[] = [
  "newsMessage",
  "newsItem",
  "contentSet",
  "contentMeta",
  ...WITHOUT_TEXT,
];

/**
 * Reads NewsML-G2: a message with any number of items, one item, or the content set of one.
 *
 * @param root one of `NEWSML_ROOTS`
 * @param clock to compare embargoes with
 * @see https://iptc.org/standards/newsml-g2/
 */
export function parseNewsMl(root: XmlElement, clock: Clock): readonly SourceRecord[] {
  if (root.name === "newsMessage") {
    return childrenOf(root, "itemSet").flatMap((set) =>
      childrenOf(set).map((item) => guardRecord(item.line, () => parseItem(item, clock))),
    );
  }
  if (root.name === "contentSet") return [draftRecord(contentDraft(root), root)];
  return [guardRecord(root.line, () => parseItem(root, clock))];
}

function parseItem(item: XmlElement, clock: Clock): SourceRecord {
  const { line } = item;
  if (WITHOUT_TEXT.includes(item.name)) {
    return { kind: "passed-over", line, reason: `${item.name} refers to articles but contains none` };
  }
  if (item.name !== "newsItem") {
    return { kind: "broken", line, reason: `${item.name} is not an article unless it is in a newsItem` };
  }
  const id = attributeOf(item, "guid");
  if (id === null) return { kind: "broken", line, reason: "newsItem has no guid" };
  // Check the item's usage terms before its content, which may be missing if it is withheld.
  const usage = itemUsage(item, id);
  const { times, version } = usage;
  refuseWithheld(usage, clock);
  for (const nitf of nitfsOf(item)) refuseWithheld({ ...nitfUsage(nitf, id), times, version }, clock);
  return passedOverRecord(item, id) ?? draftRecord(itemDraft(item, id), item, version);
}

function itemUsage(
  item: XmlElement,
  id: string,
): UsageTerms & Required<Pick<UsageTerms, "times" | "version">> {
  const itemMeta = childOf(item, "itemMeta");
  const status = childOf(itemMeta, "pubStatus");
  const embargoed = childOf(itemMeta, "embargoed");
  return {
    id,
    statuses: [{ name: "pubStatus", value: codeOf(status) }],
    withdrawals: childrenOf(itemMeta, "signal")
      .map((signal) => ({ name: "signal", value: codeOf(signal)?.split(/[:/#]/).at(-1) }))
      .filter(({ value }) => isWithdrawal(value)),
    // An empty element is an embargo without an end.
    releases: embargoed === undefined ? [] : [{ name: "embargoed", value: textOf(embargoed) ?? true }],
    notes: [
      ...childrenOf(itemMeta, "edNote").map((note) => ({ name: "edNote", value: markupText(note) })),
      ...childrenOf(item, "rightsInfo")
        .flatMap((rights) => childrenOf(rights, "usageTerms"))
        .map((terms) => ({ name: "usageTerms", value: markupText(terms) })),
    ],
    ends: [{ name: "expires", value: childText(itemMeta, "expires") }],
    times: [childText(itemMeta, "versionCreated")],
    version: versionNumber(attributeOf(item, "version")),
  };
}

/** A value of a controlled vocabulary, given as a code, an address or a word. */
function codeOf(element: XmlElement | undefined): string | null {
  const codes = ["qcode", "uri", "literal"].map((name) => attributeOf(element, name));
  return codes.find((code) => code !== null) ?? childText(element, "name") ?? textOf(element);
}

function nitfsOf(item: XmlElement): readonly XmlElement[] {
  return childrenOf(childOf(item, "contentSet"), "inlineXML").flatMap((inline) => childrenOf(inline, "nitf"));
}

function passedOverRecord(item: XmlElement, id: string): SourceRecord | null {
  const { line } = item;
  const itemClass = childOf(childOf(item, "itemMeta"), "itemClass");
  const kind = (attributeOf(itemClass, "qcode") ?? attributeOf(itemClass, "uri"))?.split(/[:/]/).at(-1);
  if (kind !== undefined && kind !== "text" && kind !== "composite") {
    return { kind: "passed-over", line, reason: `${JSON.stringify(id)} is ${kind}, not text` };
  }
  return null;
}

function draftRecord(draft: ArticleDraft, element: XmlElement, version: number | null = null): SourceRecord {
  const { line } = element;
  if (draft.text !== "") return { kind: "draft", line, draft, summaryOf: null, version };
  const named = draft.id === null ? element.name : `${element.name} ${JSON.stringify(draft.id)}`;
  return {
    kind: "broken",
    line,
    reason: `${named} has no text: no NITF, XHTML or plain text with words in it`,
  };
}

function itemDraft(item: XmlElement, id: string): ArticleDraft {
  const itemMeta = childOf(item, "itemMeta");
  const contentMeta = childOf(item, "contentMeta");
  const content = contentDraft(childOf(item, "contentSet"));
  const updated = firstReadableDate([
    childText(itemMeta, "versionCreated"),
    childText(contentMeta, "contentModified"),
  ]);
  const published = firstReadableDate([
    childText(itemMeta, "firstCreated"),
    childText(contentMeta, "contentCreated"),
  ]);
  const language = attributeOf(childOf(contentMeta, "language"), "tag") ?? attributeOf(item, "xml:lang");
  return {
    id,
    title: childText(contentMeta, "headline") ?? content.title ?? childText(itemMeta, "title"),
    titleDerived: content.titleDerived,
    text: content.text,
    url: content.url,
    image: imageOf(item) ?? content.image,
    source: providerOf(itemMeta) ?? content.source,
    author: authorOf(contentMeta) ?? content.author,
    section: nameIn(childrenOf(contentMeta, "subject"), language) ?? content.section,
    tags: [
      ...childrenOf(contentMeta, "subject").flatMap((subject) => nameIn([subject], language) ?? []),
      ...childrenOf(contentMeta, "keyword").flatMap((keyword) => textOf(keyword) ?? []),
      ...content.tags,
    ],
    place: nameIn(childrenOf(contentMeta, "located"), language) ?? content.place,
    language: language ?? content.language,
    publishedAt: published ?? content.publishedAt ?? updated,
    updatedAt: updated,
  };
}

/** The image of a text: a remote rendition, or its icon. */
function imageOf(item: XmlElement) {
  const remote = childrenOf(childOf(item, "contentSet"), "remoteContent").filter((content) =>
    /^image\//i.test(attributeOf(content, "contenttype") ?? ""),
  );
  const images = [...remote, ...childrenOf(childOf(item, "contentMeta"), "icon")].map((element) => ({
    url: attributeOf(element, "href"),
    alt: childText(element, "altText"),
    width: pixels(attributeOf(element, "width")),
    height: pixels(attributeOf(element, "height")),
  }));
  return chooseImage(largestFirst(images), null);
}

/** The first rendition of the content that has text, and its metadata. */
function contentDraft(contentSet: XmlElement | undefined): ArticleDraft {
  for (const rendition of childrenOf(contentSet, "inlineXML", "inlineData")) {
    const draft = renditionDraft(rendition);
    if (draft.text !== "") return draft;
  }
  return EMPTY_DRAFT;
}

function renditionDraft(rendition: XmlElement): ArticleDraft {
  if (rendition.name === "inlineXML") {
    const nitf = childOf(rendition, "nitf");
    return nitf === undefined ? { ...EMPTY_DRAFT, text: markupText(rendition) } : nitfDraft(nitf);
  }
  const type = attributeOf(rendition, "contenttype") ?? "text/plain";
  if (!type.startsWith("text/") || attributeOf(rendition, "encoding") !== null) return EMPTY_DRAFT;
  const data = textOf(rendition) ?? "";
  return { ...EMPTY_DRAFT, text: type.startsWith("text/html") ? htmlText(data) : data };
}

function providerOf(itemMeta: XmlElement | undefined): string | null {
  const provider = childOf(itemMeta, "provider");
  const code = attributeOf(provider, "literal") ?? attributeOf(provider, "qcode")?.split(":").at(-1);
  return childText(provider, "name") ?? code ?? null;
}

function authorOf(contentMeta: XmlElement | undefined): string | null {
  const byline = childText(contentMeta, "by")?.replace(/^by\s+/i, "");
  const creators = childrenOf(contentMeta, "creator").map((creator) => childText(creator, "name"));
  return byline ?? (creators.filter((name) => name !== null).join(", ") || null);
}

/** The first name of a concept, preferably in the item's language. */
function nameIn(concepts: readonly XmlElement[], language: string | null): string | null {
  for (const concept of concepts) {
    const names = childrenOf(concept, "name");
    const own = names.find((name) => attributeOf(name, "xml:lang") === language) ?? names[0];
    const text = textOf(own);
    if (text !== null) return text;
  }
  return null;
}
