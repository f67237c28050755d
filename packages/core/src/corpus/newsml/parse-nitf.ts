import { chooseImage, type ImageCandidate, isPictureFile, largestFirst, pixels } from "../article-image.ts";
import type { ArticleDraft } from "../finish-article.ts";
import { firstReadableDate } from "../first-readable-date.ts";
import { markupText } from "../html/html-text.ts";
import type { SourceRecord } from "../source-record.ts";
import { type Clock, findWithheld, type StatedValue, type UsageTerms } from "../withholding.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  childText,
  descendantAt,
  textOf,
  type XmlElement,
} from "../xml/xml-element.ts";

const BYLINE = /^by\s+/i;

/**
 * Reads a NITF document, 3.x or older: its article, and its instruction about another document if it manages
 * one.
 *
 * @param root `nitf`
 * @param clock to compare release dates with
 * @see https://iptc.org/standards/nitf/
 */
export function parseNitf(root: XmlElement, clock: Clock): readonly SourceRecord[] {
  return [...managedRecord(root, clock), ownRecord(root, clock)];
}

function ownRecord(root: XmlElement, clock: Clock): SourceRecord {
  const { line } = root;
  const draft = nitfDraft(root);
  const withheld = findWithheld(nitfUsage(root, draft.id), clock);
  if (withheld !== null) return { ...withheld, line };
  if (draft.text === "") return { kind: "broken", line, reason: "nitf has no text in body.content" };
  return { kind: "draft", line, draft, summaryOf: null };
}

/**
 * A document may manage another. `management-doc-idref` names it, and `management-idref-status` is its
 * status. Without the latter the document's own status applies.
 */
function managedRecord(root: XmlElement, clock: Clock): readonly SourceRecord[] {
  const docdata = descendantAt(root, ["head", "docdata"]);
  const id = attributeOf(docdata, "management-doc-idref");
  if (id === null) return [];
  const status = attributeOf(docdata, "management-idref-status") ?? attributeOf(docdata, "management-status");
  const statuses = [{ name: "management-idref-status", value: status }];
  const withheld = findWithheld({ id, statuses, times: timesOf(docdata) }, clock);
  return withheld?.kind === "removed" ? [{ ...withheld, line: root.line }] : [];
}

/** Usage terms of a NITF document. */
export function nitfUsage(root: XmlElement, id: string | null): UsageTerms {
  const docdata = descendantAt(root, ["head", "docdata"]);
  const normOf = (name: string) => {
    const date = childOf(docdata, name);
    return { name, value: attributeOf(date, "norm") ?? (date && textOf(date)) ?? null };
  };
  return {
    id,
    statuses: [{ name: "management-status", value: attributeOf(docdata, "management-status") }],
    releases: [normOf("date.release")],
    notes: notesOf(root),
    ends: [normOf("date.expire")],
    times: timesOf(docdata),
  };
}

/** Notes to editors: `ed-msg`, and `note` above the text. */
function notesOf(root: XmlElement): readonly StatedValue[] {
  const messages = childrenOf(descendantAt(root, ["head", "docdata"]), "ed-msg").map((message) => ({
    name: "ed-msg",
    value: attributeOf(message, "info") ?? textOf(message),
  }));
  const notes = childrenOf(descendantAt(root, ["body", "body.head"]), "note").map((note) => ({
    name: "note",
    value: markupText(note),
  }));
  return [...messages, ...notes];
}

function timesOf(docdata: XmlElement | undefined): readonly (string | null)[] {
  return [attributeOf(childOf(docdata, "date.issue"), "norm")];
}

/** Fields of a NITF document's article. The text is empty if it has none. */
export function nitfDraft(root: XmlElement): ArticleDraft {
  const docdata = descendantAt(root, ["head", "docdata"]);
  const bodyHead = descendantAt(root, ["body", "body.head"]);
  const pubdata = descendantAt(root, ["head", "pubdata"]);
  const docId = childOf(docdata, "doc-id");
  return {
    id: attributeOf(docId, "id-string"),
    title: headlineOf(bodyHead) ?? childText(childOf(root, "head"), "title"),
    titleDerived: false,
    text: bodyText(root, bodyHead),
    url: null,
    image: chooseImage(mediaOf(root), null),
    source: childText(bodyHead, "distributor") ?? attributeOf(pubdata, "name"),
    author: bylineOf(bodyHead),
    section: attributeOf(pubdata, "position.section") ?? subjectOf(root),
    tags: tagsOf(root, docdata),
    place: placeOf(bodyHead, docdata),
    language: attributeOf(childOf(root, "body"), "xml:lang") ?? attributeOf(root, "xml:lang"),
    publishedAt: firstReadableDate([
      attributeOf(childOf(docdata, "date.issue"), "norm"),
      attributeOf(pubdata, "date.publication"),
      attributeOf(childOf(docdata, "date.release"), "norm"),
      attributeOf(descendantAt(bodyHead, ["dateline", "story.date"]), "norm"),
    ]),
    updatedAt: null,
  };
}

/** The abstract summarises the story, so it is used only without another text. */
function bodyText(root: XmlElement, bodyHead: XmlElement | undefined): string {
  const content = childrenOf(childOf(root, "body"), "body.content").map(markupText).join("\n\n").trim();
  const abstract = childOf(bodyHead, "abstract");
  return content === "" && abstract !== undefined ? markupText(abstract) : content;
}

/** The images anywhere in the document's body. */
function mediaOf(root: XmlElement): readonly ImageCandidate[] {
  return descendantsOf(childOf(root, "body"), "media").flatMap((media) => {
    const caption = childOf(media, "media-caption");
    const shown = caption === undefined ? null : markupText(caption).replace(/\s+/g, " ") || null;
    const references = childrenOf(media, "media-reference").filter((reference) => {
      const type = attributeOf(reference, "mime-type") ?? attributeOf(media, "media-type");
      return type === null ? isPictureFile(attributeOf(reference, "source") ?? "") : /^image\b/i.test(type);
    });
    const images = references.map((reference) => ({
      url: attributeOf(reference, "source"),
      alt: attributeOf(reference, "alternate-text") ?? shown,
      width: pixels(attributeOf(reference, "width")),
      height: pixels(attributeOf(reference, "height")),
    }));
    return largestFirst(images);
  });
}

function descendantsOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return childrenOf(element).flatMap((child) =>
    child.name === name ? [child] : [...descendantsOf(child, name)],
  );
}

function headlineOf(bodyHead: XmlElement | undefined): string | null {
  const hedline = childOf(bodyHead, "hedline");
  const headline = childOf(hedline, "hl1") ?? hedline;
  return headline === undefined ? null : markupText(headline).replace(/\s+/g, " ") || null;
}

function bylineOf(bodyHead: XmlElement | undefined): string | null {
  const names = childrenOf(bodyHead, "byline").map((byline) => {
    const people = childrenOf(byline, "person").map(textOf);
    if (people.length > 0) return people.join(", ");
    // "byttl" is a job title, and a name only if there is no other.
    const names = textOf({ ...byline, children: byline.children.filter(isNoTitle) }) ?? textOf(byline);
    return names?.replace(BYLINE, "").replace(/[\s,]+$/, "");
  });
  return names.filter((name) => name !== null && name !== undefined).join(", ") || null;
}

function isNoTitle(child: XmlElement | string): boolean {
  return typeof child === "string" || child.name !== "byttl";
}

function placeOf(bodyHead: XmlElement | undefined, docdata: XmlElement | undefined): string | null {
  const location = descendantAt(bodyHead, ["dateline", "location"]);
  return childText(location, "city") ?? textOf(location) ?? attributeOf(childOf(docdata, "evloc"), "city");
}

/** Keywords and subjects. */
function tagsOf(root: XmlElement, docdata: XmlElement | undefined): readonly string[] {
  const keywords = childrenOf(childOf(docdata, "key-list"), "keyword").map((one) => attributeOf(one, "key"));
  const subjects = childrenOf(descendantAt(root, ["head", "tobject"]), "tobject.subject").map((one) =>
    attributeOf(one, "tobject.subject.type"),
  );
  return [...keywords, ...subjects].filter((tag) => tag !== null);
}

function subjectOf(root: XmlElement): string | null {
  const subject = descendantAt(root, ["head", "tobject", "tobject.subject"]);
  return (
    attributeOf(subject, "tobject.subject.type") ??
    attributeOf(descendantAt(root, ["head", "tobject"]), "tobject.type")
  );
}
