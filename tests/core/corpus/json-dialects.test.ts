import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";
import { articlesOf, outline } from "../../fixtures/source-entries.ts";

function entriesOf(value: unknown) {
  return [...readSourceBytes({ name: "a.json", bytes: Buffer.from(JSON.stringify(value)) })];
}

const read = (value: unknown) => articlesOf(entriesOf(value)).map(({ article }) => article);

describe("records as exports and interfaces write them", () => {
  it.each([
    [
      "a date of MongoDB",
      { date: { $date: "2025-12-10T08:00:00Z" } },
      { publishedAt: "2025-12-10T08:00:00Z" },
    ],
    [
      "a date of MongoDB in its canonical form",
      { date: { $date: { $numberLong: "1765353600000" } } },
      { publishedAt: "2025-12-10T08:00:00Z" },
    ],
    ["an id of MongoDB", { _id: { $oid: "507f1f77bcf86cd799439011" } }, { id: "507f1f77bcf86cd799439011" }],
    [
      "WordPress",
      {
        id: 6,
        title: { rendered: "Caf&eacute; &#8211; <em>open</em>" },
        content: { rendered: "<p>One.</p><p>Two &amp; three.</p>", protected: false },
        date: "2025-12-10T09:00:00",
        date_gmt: "2025-12-10T08:00:00",
        link: "https://wp.example/6",
        status: "publish",
        body: undefined,
      },
      {
        id: "6",
        title: "Café – open",
        text: "One.\n\nTwo & three.",
        publishedAt: "2025-12-10T08:00:00Z",
        url: "https://wp.example/6",
      },
    ],
    [
      "The New York Times",
      {
        title: undefined,
        headline: { main: "Ferry late", kicker: null },
        byline: { original: "By Ann Example" },
        web_url: "https://nyt.example/5",
        section_name: "World",
        pub_date: "2025-12-10T08:00:00+0000",
        body: undefined,
        abstract: "The ferry is late.",
      },
      {
        title: "Ferry late",
        author: "Ann Example",
        url: "https://nyt.example/5",
        section: "World",
        text: "The ferry is late.",
      },
    ],
    [
      "news-please",
      {
        maintext: "The ferry.",
        date_publish: "2025-12-10 08:00:00",
        source_domain: "ip.example",
        body: undefined,
      },
      { text: "The ferry.", source: "ip.example", publishedAt: "2025-12-10T08:00:00Z" },
    ],
    ["All the News", { publication: "Island Post", content: "The ferry." }, { source: "Island Post" }],
    ["HTML under a name of HTML", { body: undefined, body_html: "<b>One.</b>" }, { text: "One." }],
    ["HTML under a plain name", { body: "<p>One.</p><p>Two.</p>" }, { text: "One.\n\nTwo." }],
    ["a list of paragraphs", { body: ["One.", "Two."] }, { text: "One.\n\nTwo." }],
    ["a summary, where there is no text", { body: undefined, summary: "One." }, { text: "One." }],
    ["an empty text and a summary", { body: " ", description: "One." }, { text: "One." }],
  ])("reads %s", (_, record, expected) => {
    expect(read({ title: "T", body: "Text.", ...record })).toMatchObject([expected]);
  });

  it.each(["a < b and c > d", "He wrote <sic> there.", "<3 is a heart"])(
    "leaves signs in a plain text as they are: %s",
    (text) => {
      expect(read({ title: "T", body: text })).toMatchObject([{ text }]);
    },
  );
});

describe("answers of interfaces", () => {
  const record = { id: 1, title: "Ferry", body: "The ferry." };
  it.each([
    ["NewsAPI", { status: "ok", totalResults: 1, articles: [record] }],
    ["a list of results", { results: [record] }],
    ["a list of data", { data: [record], meta: { page: 1 } }],
    ["The Guardian", { response: { status: "ok", results: [record] } }],
    ["Solr", { responseHeader: {}, response: { numFound: 1, docs: [record] } }],
    [
      "Elasticsearch",
      {
        hits: {
          total: 1,
          hits: [{ _index: "n", _id: "1", _source: { title: "Ferry", body: "The ferry." } }],
        },
      },
    ],
    ["Bing", { _type: "News", value: [record] }],
  ])("are lists of articles: %s", (_, answer) => {
    expect(read(answer)).toMatchObject([{ id: "1", title: "Ferry", text: "The ferry." }]);
  });

  it("are none where the object is an article with a list", () => {
    const entries = entriesOf({ ...record, data: [{ x: 1 }], hits: { hits: [record] } });
    expect(outline(entries)).toEqual(["article 1 Ferry", "note 1 fields that are not read: data, hits"]);
  });
});

describe("ninjs of Superdesk", () => {
  it("has its first publication, its service and its writers", () => {
    const item = {
      guid: "urn:s:3",
      type: "text",
      headline: "Ferry",
      body_html: "<p>The ferry.</p>",
      firstcreated: "2025-12-09T08:00:00+0000",
      firstpublished: "2025-12-10T08:00:00+0000",
      service: [{ code: "a", name: "Domestic" }],
      authors: [{ name: "Zoe", role: "writer" }],
    };
    expect(read(item)).toMatchObject([
      { publishedAt: "2025-12-10T08:00:00Z", section: "Domestic", author: "Zoe" },
    ]);
  });

  it("passes over a package without text", () => {
    const item = { uri: "urn:n:4", type: "composite", headline: "Package", associations: {} };
    expect(outline(entriesOf(item))).toEqual(['skipped "urn:n:4" is a package, not text']);
  });
});
