import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import { describe, expect, it } from "vitest";
import { articlesOf } from "../../fixtures/source-entries.ts";

const FIRST = "The harbour of Port Ellis is closed until Thursday, since a storm is expected.";
const SECOND = "Boats were brought ashore.";
const TEXT = `${FIRST}\n\n${SECOND}`;
const HTML = `<p>${FIRST}</p><p>${SECOND}</p>`;
const NOW = new Date("2025-12-10T12:00:00Z");

function read(content: object) {
  const bytes = Buffer.from(JSON.stringify(content));
  return [...readSourceBytes({ name: "a.json", bytes }, { now: NOW })];
}

/** `removed ID`, `skipped`, or the kind. */
function outcome(content: object) {
  const [entry] = read(content);
  return entry?.kind === "removed" ? `removed ${entry.id}` : entry?.kind;
}

const block = (text: string) => ({ _type: "block", style: "normal", children: [{ _type: "span", text }] });
const node = (type: string, ...content: readonly object[]) => ({ type, content });

describe("articles as content systems export them", () => {
  it.each<readonly [string, object, object]>([
    [
      "The New York Times",
      {
        response: {
          docs: [
            {
              web_url: "https://n.example/a",
              abstract: "Short.",
              lead_paragraph: FIRST,
              headline: { main: "Ferry", kicker: null },
              keywords: [{ name: "glocations", value: "Port Ellis", rank: 1 }],
            },
          ],
        },
      },
      { title: "Ferry", text: FIRST, tags: ["Port Ellis"] },
    ],
    [
      "trafilatura",
      {
        title: "Ferry",
        text: TEXT,
        source: "https://n.example/a",
        "source-hostname": "News",
        hostname: "n.example",
      },
      { url: "https://n.example/a", source: "News" },
    ],
    ["newspaper3k", { title: "Ferry", text: TEXT, meta_lang: "en" }, { language: "en" }],
    [
      "CC-News",
      { title: "Ferry", plain_text: TEXT, responded_url: "https://n.example/a" },
      { text: TEXT, url: "https://n.example/a" },
    ],
    [
      "Aylien",
      {
        stories: [
          {
            title: "Ferry",
            body: TEXT,
            links: { permalink: "https://n.example/a" },
            media: [{ type: "image", url: "https://n.example/i.jpg" }],
          },
        ],
      },
      { url: "https://n.example/a", image: { url: "https://n.example/i.jpg" } },
    ],
    [
      "Event Registry",
      {
        articles: { results: [{ title: "Ferry", body: TEXT, source: { uri: "n.example", title: "News" } }] },
      },
      { source: "News" },
    ],
    [
      "Bing",
      {
        _type: "News",
        value: [
          { name: "Ferry", url: "https://n.example/a", description: FIRST, provider: [{ name: "News" }] },
        ],
      },
      { title: "Ferry", source: "News" },
    ],
    [
      "schema.org",
      {
        headline: "Ferry",
        articleBody: TEXT,
        articleSection: "World",
        mainEntityOfPage: { "@type": "WebPage", "@id": "https://n.example/a" },
      },
      { section: "World", url: "https://n.example/a" },
    ],
    [
      "Arc XP",
      {
        _id: "A1",
        type: "story",
        headlines: { basic: "Ferry" },
        description: { basic: "Short." },
        content_elements: [
          { type: "text", content: FIRST },
          { type: "image", url: "https://n.example/in.jpg", caption: "A boat" },
          { type: "interstitial_link", content: "Read more", url: "https://n.example/b" },
          { type: "text", content: "Boats were <b>brought</b> ashore." },
        ],
        credits: { by: [{ type: "author", name: "Ann Lee" }] },
        canonical_url: "/news/ferry/",
        taxonomy: { primary_section: { _id: "/news", name: "News" }, tags: [{ text: "x", name: "ferry" }] },
        promo_items: { basic: { type: "image", url: "https://n.example/i.jpg" } },
        revision: { published: true },
      },
      {
        id: "A1",
        title: "Ferry",
        text: TEXT,
        author: "Ann Lee",
        section: "News",
        url: null,
        image: { url: "https://n.example/i.jpg" },
      },
    ],
    [
      "Substack",
      { title: "Ferry", body_html: HTML, publishedBylines: [{ name: "Ann Lee" }] },
      { author: "Ann Lee", text: TEXT },
    ],
    [
      "Contentful",
      {
        items: [
          { sys: { id: "c1", createdAt: "2025-12-01T05:00:00Z" }, fields: { title: "Ferry", body: TEXT } },
        ],
      },
      { id: "c1", publishedAt: "2025-12-01T05:00:00Z" },
    ],
    [
      "Sanity",
      { result: [{ _id: "s1", _type: "post", title: "Ferry", body: [block(FIRST), block(SECOND)] }] },
      { id: "s1", text: TEXT },
    ],
    [
      "ProseMirror",
      {
        title: "Ferry",
        body: node(
          "doc",
          node(
            "paragraph",
            { type: "text", text: FIRST.slice(0, 10) },
            { type: "text", text: FIRST.slice(10) },
          ),
          { type: "image", attrs: { src: "x" } },
          node("paragraph", { type: "text", text: SECOND }),
        ),
      },
      { text: TEXT },
    ],
    [
      "Editor.js",
      {
        title: "Ferry",
        body: {
          blocks: [
            { type: "paragraph", data: { text: FIRST } },
            { type: "paragraph", data: { text: SECOND } },
          ],
        },
      },
      { text: TEXT },
    ],
    [
      "Strapi",
      { data: [{ id: 3, attributes: { title: "Ferry", content: TEXT, locale: "en" } }] },
      { language: "en" },
    ],
    [
      "Logstash",
      { title: "Ferry", text: TEXT, "@timestamp": "2025-12-01T05:00:00Z" },
      { publishedAt: "2025-12-01T05:00:00Z" },
    ],
    [
      "Dublin Core",
      { "dc:title": "Ferry", text: TEXT, "dc.date.issued": "2025-12-01" },
      { title: "Ferry", publishedAt: "2025-12-01" },
    ],
    [
      "Open Graph",
      { title: "Ferry", "og:title": "Ferry | News", text: TEXT, "article:published_time": "2025-12-01" },
      { title: "Ferry", publishedAt: "2025-12-01" },
    ],
    [
      "feedparser",
      { title: "Ferry", summary: TEXT, published_parsed: [2025, 12, 1, 5, 0, 0, 0, 335, 0] },
      { publishedAt: "2025-12-01T05:00:00Z" },
    ],
    [
      "an object of dates",
      { title: "Ferry", text: TEXT, dates: { published: "2025-12-01", modified: "2025-12-02" } },
      { publishedAt: "2025-12-01", updatedAt: "2025-12-02" },
    ],
    [
      "an object of forms of a date",
      { title: "Ferry", text: TEXT, published: { iso: "2025-12-01" } },
      { publishedAt: "2025-12-01" },
    ],
    ["a path in the place of an address", { title: "Ferry", text: TEXT, url: "/news/ferry" }, { url: null }],
  ])("%s", (_, content, expected) => {
    expect(articlesOf(read(content)).map(({ article }) => article)).toMatchObject([expected]);
  });

  it("are read from an object keyed by id", () => {
    const content = { a1: { title: "Ferry", text: TEXT }, a2: { id: "own", title: "Boats", text: SECOND } };
    expect(articlesOf(read(content)).map(({ article }) => article.id)).toEqual(["a1", "own"]);
  });

  it.each<readonly [string, object, string]>([
    ["Sanity's draft", { _id: "drafts.s1", _type: "post", title: "Ferry", body: TEXT }, "skipped"],
    [
      "Arc XP, not published",
      {
        _id: "a",
        headlines: { basic: "F" },
        content_elements: [{ type: "text", content: TEXT }],
        revision: { published: false },
      },
      "skipped",
    ],
    ["Arc XP's operation", { _id: "a", type: "story", operation: "unpublish-story" }, "removed a"],
    ["an event in capitals", { id: "a", eventType: "ARTICLE_DELETED" }, "removed a"],
    ["an event of an update", { id: "a", title: "F", text: TEXT, eventType: "ARTICLE_UPDATED" }, "article"],
    [
      "an event that kills nothing",
      { id: "a", title: "F", text: TEXT, event: "Deleted scenes festival" },
      "article",
    ],
    ["validFrom", { id: "a", title: "F", text: TEXT, validFrom: "2099-01-01" }, "skipped"],
    ["an id that begins alike", { id: "drafts-of-law", title: "F", text: TEXT }, "article"],
  ])("state whether they may be shown: %s", (_, content, expected) => {
    expect(outcome(content)).toBe(expected);
  });
});
