import { describe, expect, it } from "vitest";
import type { SourceEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const NOW = new Date("2025-03-01T12:00:00Z");
const TEXT = "The ferry is late again, the harbour said on Saturday.";

function read(xml: string): readonly SourceEntry[] {
  return [...readSourceBytes({ name: "a.xml", bytes: Buffer.from(xml) }, { now: NOW })];
}

function outcome(entries: readonly SourceEntry[]): readonly string[] {
  return entries.map((entry) => {
    if (entry.kind === "skipped") return `skipped ${entry.until ?? entry.reason}`;
    if (entry.kind === "removed") return `removed ${entry.id} ${entry.version} ${entry.statedAt}`;
    return entry.kind === "article" ? `article ${entry.article.id} ${entry.version}` : entry.kind;
  });
}

const ID = "urn:newsml:agency.example:20250301:ABC1";
const usual = `<Status FormalName="Usable"/>`;
const content = `<ContentItem><MediaType FormalName="Text"/><DataContent><p>${TEXT}</p></DataContent></ContentItem>`;
const lines = "<NewsLines><HeadLine>Ferry late</HeadLine><ByLine>By Ann Lee</ByLine></NewsLines>";
const component = (inside = lines + content) =>
  `<NewsComponent xml:lang="en"><Role FormalName="Main"/>${inside}</NewsComponent>`;

function item(
  status = usual,
  inside = component(),
  revision = '<RevisionId PreviousRevision="1" Update="N">2</RevisionId>',
) {
  return (
    "<NewsItem><Identification><NewsIdentifier><ProviderId>agency.example</ProviderId><DateId>20250301</DateId>" +
    `<NewsItemId>ABC1</NewsItemId>${revision}<PublicIdentifier>${ID}:2N</PublicIdentifier></NewsIdentifier></Identification>` +
    '<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20250301T080000Z</FirstCreated>' +
    `<ThisRevisionCreated>20250301T093000+0100</ThisRevisionCreated>${status}</NewsManagement>${inside}</NewsItem>`
  );
}
const document = (...items: readonly string[]) =>
  `<?xml version="1.0"?><NewsML><Catalog/><NewsEnvelope><DateAndTime>20250301T080000Z</DateAndTime></NewsEnvelope>${items.join("")}</NewsML>`;
const willChange = (to: string, at = "20250303T000100Z") =>
  `<StatusWillChange><FutureStatus FormalName="${to}"/><DateAndTime>${at}</DateAndTime></StatusWillChange>`;
const GONE = `removed ${ID} 2 2025-03-01T08:30:00Z`;

describe("NewsML 1.x", () => {
  it.each<readonly [string, string, readonly string[]]>([
    ["Usable", item(), [`article ${ID} 2`]],
    ["no status", item(""), [`article ${ID} 2`]],
    ["Canceled", item('<Status FormalName="Canceled"/>'), [GONE]],
    ["Canceled, without content", item('<Status FormalName="Canceled"/>', ""), [GONE]],
    ["Withheld", item('<Status FormalName="Withheld"/>'), [GONE]],
    [
      "Embargoed",
      item('<Status FormalName="Embargoed"/>'),
      [`skipped ${JSON.stringify(ID)} is under embargo without an end`],
    ],
    [
      "Embargoed until",
      item(`<Status FormalName="Embargoed"/>${willChange("Usable")}`),
      ["skipped 2025-03-03T00:01:00Z"],
    ],
    [
      "Withheld until",
      item(`<Status FormalName="Withheld"/>${willChange("Usable")}`),
      ["skipped 2025-03-03T00:01:00Z"],
    ],
    [
      "Embargoed until a time that is over",
      item(`<Status FormalName="Embargoed"/>${willChange("Usable", "20250228T000100Z")}`),
      [`article ${ID} 2`],
    ],
    ["Usable, Canceled later", item(`${usual}${willChange("Canceled")}`), [`article ${ID} 2`]],
    ["Usable, Canceled since", item(`${usual}${willChange("Canceled", "20250228T000100Z")}`), [GONE]],
    ["an instruction", item(`${usual}<Instruction FormalName="Kill"/>`), [GONE]],
    ["another instruction", item(`${usual}<Instruction FormalName="Rectify"/>`), [`article ${ID} 2`]],
    [
      "a note to editors",
      item(
        usual,
        component(
          `<NewsLines><HeadLine>Ferry</HeadLine><NewsLine><NewsLineType FormalName="AdvisoryLine"/><NewsLineText>Please kill this story.</NewsLineText></NewsLine></NewsLines>${content}`,
        ),
      ),
      [GONE],
    ],
    [
      "terms of use",
      item(
        usual,
        component(
          `${lines}<RightsMetadata><UsageRights><Limitations>Not for publication before 3 March 2025</Limitations></UsageRights></RightsMetadata>${content}`,
        ),
      ),
      ["skipped 2025-03-03T12:00:00Z"],
    ],
    [
      "NITF that is canceled",
      item(
        usual,
        component(
          `<ContentItem><DataContent><nitf><head><docdata management-status="canceled"/></head><body><body.content><p>${TEXT}</p></body.content></body></nitf></DataContent></ContentItem>`,
        ),
      ),
      [GONE],
    ],
    [
      "changes of an earlier revision",
      item(
        usual,
        "<Update Idref='x'><Replace/></Update>",
        '<RevisionId PreviousRevision="1" Update="U">2</RevisionId>',
      ),
      [`skipped ${JSON.stringify(ID)} contains only changes for an earlier revision`],
    ],
    [
      "new management data",
      item(usual, "", '<RevisionId PreviousRevision="1" Update="A">1</RevisionId>'),
      [`skipped ${JSON.stringify(ID)} contains only new management data for an earlier revision`],
    ],
    [
      "management data that cancels",
      item(
        '<Status FormalName="Canceled"/>',
        "",
        '<RevisionId PreviousRevision="1" Update="A">2</RevisionId>',
      ),
      [GONE],
    ],
    [
      "a picture",
      item(usual, component('<ContentItem Href="a.jpg"><MediaType FormalName="Photo"/></ContentItem>')),
      [`skipped ${JSON.stringify(ID)} has no text`],
    ],
  ])("%s", (_, xml, expected) => {
    expect(outcome(read(document(xml)))).toEqual(expected);
    expect(outcome(read(document(xml, item().replaceAll("ABC1", "ABC2"))))).toEqual([
      ...expected,
      `article ${ID.replace("ABC1", "ABC2")} 2`,
    ]);
  });

  it("returns the metadata of the component and its parents", () => {
    const metadata =
      '<AdministrativeMetadata><Provider><Party FormalName="Example Agency"/></Provider></AdministrativeMetadata>' +
      '<DescriptiveMetadata><Language FormalName="en-GB"/><SubjectCode><SubjectMatter FormalName="Transport"/></SubjectCode>' +
      '<Location><Property FormalName="Country" Value="GB"/><Property FormalName="City" Value="Dover"/></Location></DescriptiveMetadata>';
    const caption =
      '<NewsComponent><Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/><DataContent>' +
      `${"A ferry at the pier. ".repeat(20)}</DataContent></ContentItem></NewsComponent>`;
    const outer = `<NewsComponent>${lines}${metadata}<NewsComponent><Role FormalName="Main"/>${content}</NewsComponent>${caption}</NewsComponent>`;
    expect(read(document(item(usual, outer)))).toMatchObject([
      {
        kind: "article",
        version: 2,
        article: {
          id: ID,
          title: "Ferry late",
          text: TEXT,
          author: "Ann Lee",
          source: "Example Agency",
          section: "Transport",
          place: "Dover",
          language: "en-GB",
          publishedAt: "2025-03-01T08:00:00Z",
          updatedAt: "2025-03-01T08:30:00Z",
        },
      },
    ]);
  });

  it("is read as a single item, and with faults", () => {
    expect(outcome(read(item()))).toEqual([`article ${ID} 2`]);
    expect(outcome(read(document(item().replace("Ferry late", "Fish & chips"))))[0]).toBe(`article ${ID} 2`);
  });

  it("rejects an item without an identifier", () => {
    expect(read(document("<NewsItem><NewsManagement/></NewsItem>"))).toMatchObject([
      { kind: "problem", problem: { reason: "NewsItem has no NewsIdentifier" } },
    ]);
  });
});
