import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";
import { articlesOf, outline } from "../../fixtures/source-entries.ts";

function entriesOf(value: unknown) {
  return [...readSourceBytes({ name: "a.json", bytes: Buffer.from(JSON.stringify(value)) })];
}

const read = (value: unknown) => articlesOf(entriesOf(value)).map(({ article }) => article);

describe("records of exports and APIs", () => {
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
        id: "https://wp.example/6",
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
    "keeps symbols in plain text: %s",
    (text) => {
      expect(read({ title: "T", body: text })).toMatchObject([{ text }]);
    },
  );
});

describe("responses of APIs", () => {
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

  it("are not lists if the object is an article with a list", () => {
    const entries = entriesOf({ ...record, data: [{ x: 1 }], hits: { hits: [record] } });
    expect(outline(entries)).toEqual(["article 1 Ferry", "note 1 fields that are not read: data, hits"]);
  });
});

describe("a node of Drupal", () => {
  const attributes = (status: boolean) => ({
    title: "Ferry",
    status,
    created: "2025-12-10T08:00:00+00:00",
    body: { value: "<p>The ferry.</p>", format: "basic_html", processed: "<p>The ferry.</p>" },
  });

  it("has its text in an object, and is shown according to its status", () => {
    const data = [true, false].map((status, index) => ({ id: `n${index}`, attributes: attributes(status) }));
    expect(outline(entriesOf({ data }))).toEqual([
      "article 1 Ferry",
      'skipped "n1" may not be shown: status is false',
    ]);
    expect(read({ data: data.slice(0, 1) })).toMatchObject([{ text: "The ferry." }]);
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

  it("skips a package without text", () => {
    const item = { uri: "urn:n:4", type: "composite", headline: "Package", associations: {} };
    expect(outline(entriesOf(item))).toEqual(['skipped "urn:n:4" is a package, not text']);
  });
});

const WIRE = { headline: "Ferry", body_text: "The ferry is late.", versioncreated: "2025-12-10T08:00:00Z" };
const NINJS = { uri: "urn:n:1", type: "text", ...WIRE };
const AP = {
  uri: "https://api.ap.example/media/v/content/a1?qt=token&et=1a",
  altids: { itemid: "a1", etag: "a1_1a" },
  bylines: [{ by: "By ANN EXAMPLE" }],
  datelinelocation: { city: "London" },
  ...WIRE,
};

describe("an article in an envelope", () => {
  it.each<readonly [string, object, string]>([
    ["of AP", { item: AP }, "https://api.ap.example/media/v/content/a1"],
    ["of AP beside its meta", { meta: { score: 1 }, item: AP }, "https://api.ap.example/media/v/content/a1"],
    [
      "of AP within data",
      { api_version: "v2.4", data: { item: AP } },
      "https://api.ap.example/media/v/content/a1",
    ],
    ["of AP without an address", { data: { item: { ...AP, uri: undefined } } }, "a1"],
    [
      "of AP with NITF",
      { item: { ...AP, body_text: undefined, body_nitf: "<block><p>The ferry is late.</p></block>" } },
      "https://api.ap.example/media/v/content/a1",
    ],
    ["newsItem", { newsItem: NINJS }, "urn:n:1"],
    ["article", { article: NINJS }, "urn:n:1"],
    [
      "data and attributes",
      { data: { type: "post", id: "p1", attributes: { title: "Ferry", body: "The ferry is late." } } },
      "p1",
    ],
    ["payload and content", { payload: { content: NINJS } }, "urn:n:1"],
    ["a list of them", [{ data: { item: NINJS } }], "urn:n:1"],
    ["a list in data", { data: { updates: 1, items: [{ meta: {}, item: NINJS }] } }, "urn:n:1"],
    ["a list of Superdesk", { _items: [NINJS] }, "urn:n:1"],
    ["newsItems", { newsItems: [NINJS] }, "urn:n:1"],
    ["CouchDB", { total_rows: 1, rows: [{ id: "x", doc: NINJS }] }, "urn:n:1"],
    [
      "nodes of GraphQL",
      { data: { posts: { nodes: [{ id: "cG9z", title: "Ferry", content: "The ferry is late." }] } } },
      "cG9z",
    ],
    ["edges of GraphQL", { data: { articles: { edges: [{ node: NINJS }] } } }, "urn:n:1"],
  ])("is read with its id: %s", (_, value, id) => {
    expect(read(value)).toMatchObject([{ id, title: "Ferry", text: "The ferry is late." }]);
  });

  it("has the byline and the place of AP", () => {
    expect(read({ item: AP })).toMatchObject([{ author: "ANN EXAMPLE", place: "London" }]);
  });

  it.each<readonly [string, object, string]>([
    [
      "a withdrawal in it",
      { data: { item: { uri: "urn:n:1", pubstatus: "canceled" } } },
      "removed 1 urn:n:1 pubstatus is canceled",
    ],
    ["a withdrawal around it", { action: "delete", item: NINJS }, "removed 1 urn:n:1 action is delete"],
    [
      "an embargo around it",
      { embargoed: true, item: NINJS },
      'skipped "urn:n:1" is under embargo without an end',
    ],
    [
      "a withdrawal of a record",
      { article: { id: "a", status: "deleted" } },
      "removed 1 a status is deleted",
    ],
  ])("is not shown for %s", (_, value, expected) => {
    expect(outline(entriesOf(value))).toEqual([expected]);
  });
});

describe("a post of WordPress", () => {
  const POST = {
    id: 123,
    guid: { rendered: "https://site.example/?p=123" },
    link: "https://site.example/2025/12/ferry/",
    title: { rendered: "Ferry" },
    content: { rendered: "<p>Late.</p>", protected: false },
    author: 4,
    categories: [3, 9],
    tags: [],
  };
  const EMBEDDED = {
    _embedded: {
      author: [{ id: 4, name: "Ann Example" }],
      "wp:featuredmedia": [{ source_url: "https://site.example/harbour.jpg", alt_text: "The ferry" }],
      "wp:term": [[{ name: "Local", taxonomy: "category" }], [{ name: "ships", taxonomy: "post_tag" }]],
    },
  };
  const ID = "https://site.example/2025/12/ferry";

  it.each<readonly [string, object, object]>([
    ["numbers for names", {}, { author: null, section: null, tags: [] }],
    ["an author of Yoast", { yoast_head_json: { author: "Ann Example" } }, { author: "Ann Example" }],
    [
      "embedded records",
      EMBEDDED,
      {
        author: "Ann Example",
        section: "Local",
        tags: ["Local", "ships"],
        image: { url: "https://site.example/harbour.jpg", alt: "The ferry" },
      },
    ],
  ])("has the address as its id, and %s", (_, fields, expected) => {
    const [entry] = articlesOf(entriesOf([{ ...POST, ...fields }]));
    expect(entry).toMatchObject({
      article: { id: ID, title: "Ferry", text: "Late.", ...expected },
      alias: "https://site.example/?p=123",
    });
  });

  it.each([
    ['<guid isPermaLink="false">https://site.example/?p=123</guid>'],
    ["<guid>https://site.example/?p=123</guid>"],
    ["<guid>http://site.example/index.php?p=123</guid>"],
  ])("has the same id in the feed with %s", (guid) => {
    const feed = `<rss><channel><title>Site</title><link>https://site.example</link><item><title>Ferry</title><link>${POST.link}</link>${guid}<description>Late.</description></item></channel></rss>`;
    const entries = [...readSourceBytes({ name: "f.rss", bytes: Buffer.from(feed) })];
    expect(articlesOf(entries)).toMatchObject([{ article: { id: ID } }]);
    expect(articlesOf(entries)[0]?.alias).toMatch(/p=123$/);
  });

  it("is not shown if protected by a password, in an API response and in an export", () => {
    const hidden = { ...POST, content: { rendered: "", protected: true } };
    expect(outline(entriesOf(hidden))).toEqual([`skipped "${ID}" may not be shown: draft is yes`]);
    const item = (inside: string) =>
      `<item><title>T</title><content:encoded>X</content:encoded>${inside}</item>`;
    const items =
      item("<wp:post_password>x</wp:post_password>") + item("<wp:post_type>attachment</wp:post_type>");
    const bytes = Buffer.from(
      `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Site</title>${items}${item("")}</channel></rss>`,
    );
    expect([...readSourceBytes({ name: "export.xml", bytes })].map(({ kind }) => kind)).toEqual([
      "skipped",
      "skipped",
      "article",
    ]);
  });
});
