import { type ArticleDraft, EMPTY_DRAFT } from "../finish-article.ts";
import { firstReadableDate } from "../first-readable-date.ts";
import { htmlText, markupText } from "../html/html-text.ts";
import { guardRecord, type SourceRecord } from "../source-record.ts";
import { withoutBy, withoutRole } from "../take-byline.ts";
import { isWithdrawal } from "../usage-fields.ts";
import { versionNumber } from "../version-number.ts";
import { type Clock, refuseWithheld, type StatedValue, type UsageTerms } from "../withholding.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  childText,
  descendantAt,
  textOf,
  type XmlElement,
} from "../xml/xml-element.ts";
import { nitfDraft, nitfUsage } from "./parse-nitf.ts";

/** Roots of NewsML 1.x. The root of NewsML-G2 is `newsItem`. */
export const NEWSML1_ROOTS: readonly string[] = ["NewsML", "NewsItem"];

/** Components that accompany the story, such as picture captions and summaries. */
const BESIDE_THE_STORY =
  /^(?:caption|photo|picture|graphic|video|audio|thumbnail|quicklook|related|sidebar)/i;
const MAX_DEPTH = 20;

/**
 * Reads NewsML 1.0 to 1.2: a document of any number of items, or one item.
 *
 * @param root one of `NEWSML1_ROOTS`
 * @param clock to compare embargoes with
 * @see https://iptc.org/std/NewsML/1.2/documentation/NewsML_1.2-doc-Guidelines_1.00.pdf
 */
export function parseNewsMl1(root: XmlElement, clock: Clock): readonly SourceRecord[] {
  const items = root.name === "NewsItem" ? [root] : childrenOf(root, "NewsItem");
  return items.map((item) => guardRecord(item.line, () => parseItem(item, clock)));
}

function parseItem(item: XmlElement, clock: Clock): SourceRecord {
  const { line } = item;
  const identifier = descendantAt(item, ["Identification", "NewsIdentifier"]);
  const id = idOf(identifier);
  if (id === null) return { kind: "broken", line, reason: "NewsItem has no NewsIdentifier" };
  const usage = itemUsage(item, id);
  refuseWithheld(usage, clock);
  const update = updateOf(identifier, item);
  if (update !== null) {
    const reason = `${JSON.stringify(id)} contains only ${update} for an earlier revision`;
    return { kind: "passed-over", line, reason };
  }
  const content = mainContent(item);
  const nitf = content === null ? undefined : nitfOf(content.data);
  if (nitf !== undefined) {
    const { times, version } = usage;
    refuseWithheld({ ...nitfUsage(nitf, id), times, version }, clock);
  }
  if (content === null) return { kind: "passed-over", line, reason: `${JSON.stringify(id)} has no text` };
  return {
    kind: "draft",
    line,
    draft: itemDraft(item, id, content),
    summaryOf: null,
    version: usage.version,
  };
}

/** The same in all revisions, unlike the public identifier, which ends with the revision's number. */
function idOf(identifier: XmlElement | undefined): string | null {
  const parts = ["ProviderId", "DateId", "NewsItemId"].map((name) => childText(identifier, name));
  if (parts.every((part) => part !== null)) return `urn:newsml:${parts.join(":")}`;
  return childText(identifier, "PublicIdentifier")?.replace(/:\d+[NUA]?$/, "") ?? null;
}

/** Content of a revision that does not replace the text; `null` for a whole item. */
function updateOf(identifier: XmlElement | undefined, item: XmlElement): string | null {
  const update = attributeOf(childOf(identifier, "RevisionId"), "Update");
  const hasContent = childOf(item, "NewsComponent") !== undefined;
  // Some providers mark whole revisions as updates.
  if (hasContent) return null;
  if (update === "U" || childOf(item, "Update") !== undefined) return "changes";
  return update === "A" ? "new management data" : null;
}

type ItemUsage = UsageTerms & Required<Pick<UsageTerms, "times" | "version">>;

function itemUsage(item: XmlElement, id: string): ItemUsage {
  const management = childOf(item, "NewsManagement");
  const change = childOf(management, "StatusWillChange");
  const next = formalName(childOf(change, "FutureStatus"));
  const when = { name: "StatusWillChange", value: childText(change, "DateAndTime") };
  const status = formalName(childOf(management, "Status"));
  const isHeld = /^(?:embargoed|withheld)$/i.test(status ?? "");
  const opens = isHeld && /^usable$/i.test(next ?? "") && when.value !== null;
  return {
    id,
    // An item withheld until a stated time is under embargo.
    statuses: [{ name: "Status", value: opens ? "embargoed" : status }],
    withdrawals: childrenOf(management, "Instruction")
      .map((instruction) => ({ name: "Instruction", value: formalName(instruction) }))
      .filter(({ value }) => isWithdrawal(value)),
    releases: opens ? [when] : [],
    ends: /^(?:canceled|cancelled|withheld)$/i.test(next ?? "") ? [when] : [],
    notes: notesOf(item),
    times: [childText(management, "ThisRevisionCreated")],
    version: versionNumber(descendantText(item, ["Identification", "NewsIdentifier", "RevisionId"])),
  };
}

/** Provider-defined lines, and terms of use. */
function notesOf(item: XmlElement): readonly StatedValue[] {
  return componentsOf(item, 0).flatMap((component) => [
    ...childrenOf(childOf(component, "NewsLines"), "NewsLine")
      .filter((one) =>
        /note|advisory|instruction|embargo|editor/i.test(formalName(childOf(one, "NewsLineType")) ?? ""),
      )
      .map((one) => ({ name: "NewsLine", value: childText(one, "NewsLineText") })),
    ...childrenOf(childOf(component, "RightsMetadata"), "UsageRights")
      .flatMap((rights) => childrenOf(rights, "Limitations", "UsageType"))
      .map((rights) => ({ name: rights.name, value: markupText(rights) })),
    ...childrenOf(component, "Comment").map((comment) => ({ name: "Comment", value: markupText(comment) })),
  ]);
}

function formalName(element: XmlElement | undefined): string | null {
  return attributeOf(element, "FormalName") ?? textOf(element);
}

function descendantText(element: XmlElement, path: readonly string[]): string | null {
  return textOf(descendantAt(element, path));
}

/** All components of an item, outer ones first. */
function componentsOf(element: XmlElement, depth: number): readonly XmlElement[] {
  if (depth > MAX_DEPTH) return [];
  return childrenOf(element, "NewsComponent").flatMap((one) => [one, ...componentsOf(one, depth + 1)]);
}

/** A text, and the components that contain it, innermost first. Each may state some of the metadata. */
interface Content {
  readonly data: XmlElement;
  readonly text: string;
  /** The article of a NITF document in the text. */
  readonly nitf: ArticleDraft | null;
  readonly within: readonly XmlElement[];
}

/** The text of the main component, else the longest one that is not a caption. */
function mainContent(item: XmlElement): Content | null {
  const found = contentsIn(item, [], 0).filter(({ text }) => text !== "");
  const stories = found.filter(({ within }) => !within.some((one) => BESIDE_THE_STORY.test(roleOf(one))));
  const main = stories.filter(({ within }) => within.some((one) => /^main/i.test(roleOf(one))));
  const candidates = main.length > 0 ? main : stories;
  return candidates.toSorted((a, b) => b.text.length - a.text.length)[0] ?? null;
}

function roleOf(component: XmlElement): string {
  return formalName(childOf(component, "Role")) ?? "";
}

function contentsIn(element: XmlElement, within: readonly XmlElement[], depth: number): readonly Content[] {
  if (depth > MAX_DEPTH) return [];
  return childrenOf(element, "NewsComponent", "ContentItem").flatMap((child) => {
    if (child.name === "NewsComponent") return contentsIn(child, [child, ...within], depth + 1);
    const data = childOf(child, "DataContent");
    return data === undefined ? [] : [{ data, ...textOfContent(child, data), within }];
  });
}

function textOfContent(content: XmlElement, data: XmlElement): Pick<Content, "text" | "nitf"> {
  const media = formalName(childOf(content, "MediaType")) ?? "Text";
  const isText = /text/i.test(media) && childOf(content, "Encoding") === undefined;
  if (!isText || attributeOf(data, "encoding") !== null) return { text: "", nitf: null };
  const root = nitfOf(data);
  const nitf = root === undefined ? null : nitfDraft(root);
  if (nitf !== null) return { text: nitf.text, nitf };
  if (childrenOf(data).length > 0) return { text: markupText(data), nitf };
  const text = textOf(data) ?? "";
  return { text: /<(?:p|br|div|html|body)\b/i.test(text) ? htmlText(text) : text, nitf };
}

function nitfOf(data: XmlElement): XmlElement | undefined {
  return childOf(data, "nitf");
}

function itemDraft(item: XmlElement, id: string, { nitf, text, within }: Content): ArticleDraft {
  const inner = nitf ?? EMPTY_DRAFT;
  const lines = within.flatMap((component) => childrenOf(component, "NewsLines"));
  const lineOf = (...names: readonly string[]) => firstStated(lines.map((one) => childText(one, ...names)));
  const management = childOf(item, "NewsManagement");
  const updated = firstReadableDate([childText(management, "ThisRevisionCreated")]);
  const byline = lineOf("ByLine");
  return {
    id,
    title: lineOf("HeadLine") ?? inner.title ?? lineOf("SlugLine"),
    titleDerived: inner.titleDerived,
    text,
    url: inner.url,
    image: inner.image,
    source: firstStated(within.map(providerOf)) ?? inner.source ?? lineOf("CreditLine"),
    author: byline === null ? inner.author : withoutRole(withoutBy(byline)),
    section: subjectOf(within) ?? inner.section,
    tags: [...lines.flatMap((one) => keywordsOf(one)), ...inner.tags],
    place: firstStated(within.map(placeOf)) ?? inner.place,
    language: languageOf(within) ?? inner.language,
    publishedAt: firstReadableDate([childText(management, "FirstCreated")]) ?? inner.publishedAt ?? updated,
    updatedAt: updated,
  };
}

function firstStated(values: readonly (string | null)[]): string | null {
  return values.find((value) => value !== null) ?? null;
}

function providerOf(component: XmlElement): string | null {
  const metadata = childOf(component, "AdministrativeMetadata");
  const parties = ["Provider", "Source", "Creator"].map((name) =>
    attributeOf(childOf(childOf(metadata, name), "Party"), "FormalName"),
  );
  return firstStated(parties);
}

function languageOf(within: readonly XmlElement[]): string | null {
  return firstStated(
    within.map(
      (component) =>
        attributeOf(descendantAt(component, ["DescriptiveMetadata", "Language"]), "FormalName") ??
        attributeOf(component, "xml:lang"),
    ),
  );
}

/** Subjects are mostly codes of the IPTC's list. Uses only names. */
function subjectOf(within: readonly XmlElement[]): string | null {
  const subjects = within.flatMap((component) =>
    childrenOf(childOf(component, "DescriptiveMetadata"), "SubjectCode").flatMap((code) => childrenOf(code)),
  );
  const names = subjects.map((subject) => formalName(subject));
  return names.find((name) => name !== null && /\p{L}/u.test(name)) ?? null;
}

function keywordsOf(lines: XmlElement): readonly string[] {
  return childrenOf(lines, "KeywordLine").flatMap((line) => (textOf(line) ?? "").split(/[,;]/));
}

function placeOf(component: XmlElement): string | null {
  const location = descendantAt(component, ["DescriptiveMetadata", "Location"]);
  const city = childrenOf(location, "Property").find((one) => attributeOf(one, "FormalName") === "City");
  return attributeOf(city, "Value") ?? null;
}
