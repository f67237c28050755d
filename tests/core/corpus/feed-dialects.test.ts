import { describe, expect, it } from "vitest";
import {
  type ReadSourceOptions,
  readSourceBytes,
} from "../../../packages/core/src/corpus/read-source-bytes.ts";
import { articlesOf, outline } from "../../fixtures/source-entries.ts";

const VOCABULARIES = `xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"`;
const rss = (channel: string, attributes = VOCABULARIES) =>
  `<rss version="2.0" ${attributes}><channel><title>Island Post</title>${channel}</channel></rss>`;

function read(source: string, name = "feed.xml") {
  return articlesOf([...readSourceBytes({ name, bytes: Buffer.from(source) })]).map(({ article }) => article);
}

function outlineOf(source: string, options: ReadSourceOptions = {}) {
  const name = source.startsWith("{") ? "feed.json" : "feed.xml";
  return outline([...readSourceBytes({ name, bytes: Buffer.from(source) }, options)]);
}

describe("the text of an entry", () => {
  it.each([
    ["media:description", "<media:description>The ferry is seen.</media:description>", "The ferry is seen."],
    [
      "media:description in a group",
      '<media:group><media:content url="https://v.example/1"/><media:description type="html">&lt;p&gt;The ferry.&lt;/p&gt;</media:description></media:group>',
      "The ferry.",
    ],
    [
      "media:description in its content",
      '<media:content url="https://v.example/1"><media:description>The ferry.</media:description></media:content>',
      "The ferry.",
    ],
    ["itunes:summary", "<itunes:summary>The bees are well.</itunes:summary>", "The bees are well."],
    ["itunes:subtitle", "<itunes:subtitle>Bees.</itunes:subtitle>", "Bees."],
    [
      "the longer of description and itunes:summary",
      "<description>Bees.</description><itunes:summary>The bees are well.</itunes:summary>",
      "The bees are well.",
    ],
    [
      "content:encoded",
      "<description>A teaser.</description><content:encoded><![CDATA[<p>All of it,</p><p>in two.</p>]]></content:encoded>",
      "All of it,\n\nin two.",
    ],
    [
      "the description where content:encoded is empty",
      "<description>All of it.</description><content:encoded><![CDATA[]]></content:encoded>",
      "All of it.",
    ],
    [
      "the description where content:encoded is a teaser",
      "<description>All of it, in many words.</description><content:encoded>All …</content:encoded>",
      "All of it, in many words.",
    ],
    [
      "XHTML",
      '<body xmlns="http://www.w3.org/1999/xhtml"><p>All of it,</p><p>in two.</p></body><description>A teaser.</description>',
      "All of it,\n\nin two.",
    ],
    ["an Atom summary", "<atom:summary>The ferry is late.</atom:summary>", "The ferry is late."],
    ["the title, where there is nothing else", "", "Ferry"],
  ])("is %s", (_, inside, text) => {
    expect(read(rss(`<item><title>Ferry</title>${inside}</item>`))).toMatchObject([{ title: "Ferry", text }]);
  });

  it("of a video in Atom is its description", () => {
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>Films</title>
<entry><id>urn:x:1</id><updated>2025-12-10T08:00:00Z</updated><media:group><media:title>Ferry film</media:title>
<media:description>The ferry is seen from above.</media:description></media:group></entry></feed>`;
    expect(read(feed)).toMatchObject([{ title: "Ferry film", text: "The ferry is seen from above." }]);
  });

  it.each([
    ["media:title", "<media:title>Ferry</media:title>"],
    ["itunes:title", "<itunes:title>Ferry</itunes:title>"],
  ])("uses %s as its title if it has no other", (_, title) => {
    expect(read(rss(`<item>${title}<description>Text.</description></item>`))).toMatchObject([
      { title: "Ferry" },
    ]);
  });

  it("has the speaker of a podcast as its author", () => {
    const item = "<item><title>Bees</title><itunes:author>Ann Example</itunes:author></item>";
    expect(read(rss(item))).toMatchObject([{ author: "Ann Example" }]);
  });
});

describe("a feed that only feed readers understand", () => {
  const item =
    "<item><title>Ferry</title><link>https://ip.example/1</link><description>Text.</description></item>";

  it.each([
    [
      "in capitals",
      rss(`${item}`).toUpperCase().replace("HTTPS://IP.EXAMPLE", "https://ip.example"),
      /ferry/i,
    ],
    ["without rss around its channel", `<channel><title>Island Post</title>${item}</channel>`, /^Ferry$/],
    ["without a version", `<rss><channel><title>Island Post</title>${item}</channel></rss>`, /^Ferry$/],
    [
      "as Atom without a namespace",
      '<feed><title>Island Post</title><entry><title>Ferry</title><link href="https://ip.example/1"/><summary>Text.</summary></entry></feed>',
      /^Ferry$/,
    ],
    [
      "with the namespace of RSS 2.0's first days",
      rss(item, 'xmlns="http://backend.userland.com/rss2"'),
      /^Ferry$/,
    ],
  ])("is read %s", (_, source, title) => {
    const [article, ...others] = read(source);
    expect(article?.title).toMatch(title);
    expect(article?.url).toMatch(/^https:\/\/ip\.example\/1$/i);
    expect(others).toEqual([]);
  });

  it.each([
    ["https", "https://purl.org/dc/elements/1.1/"],
    ["capitals", "http://PURL.org/dc/elements/1.1/"],
    ["no slash at its end", "http://purl.org/dc/elements/1.1"],
    ["version 1.0", "http://purl.org/dc/elements/1.0/"],
  ])("recognises Dublin Core by a name with %s, under any prefix", (_, vocabulary) => {
    const one = "<item><title>Ferry</title><x:creator>Ann</x:creator><x:date>2025-12-10</x:date></item>";
    expect(read(rss(one, `xmlns:x="${vocabulary}"`))).toMatchObject([
      { author: "Ann", publishedAt: "2025-12-10" },
    ]);
  });

  it("resolves the addresses of entries against the feed's own if it names no site", () => {
    const channel = `<atom:link rel="self" href="https://ip.example/feeds/all.xml"/><item><title>Ferry</title><link>/2025/ferry</link></item>`;
    expect(read(rss(channel))).toMatchObject([{ url: "https://ip.example/2025/ferry" }]);
  });

  it("uses an external page's address if a JSON Feed has no other", () => {
    const feed = {
      version: "https://jsonfeed.org/version/1.1",
      title: "Links",
      items: [{ id: "1", external_url: "https://else.example/ferry", content_text: "Look at this." }],
    };
    expect(read(JSON.stringify(feed), "feed.json")).toMatchObject([{ url: "https://else.example/ferry" }]);
  });
});

describe("an entry with nothing but a title", () => {
  it.each([
    ["an episode", '<enclosure url="https://ip.example/1.mp3" type="audio/mpeg" length="1"/>'],
    ["an episode whose type is not said", '<enclosure url="https://ip.example/1.mp3?x=1"/>'],
    ["a video", '<media:group><media:content url="https://ip.example/v" type="video/mp4"/></media:group>'],
    ["a video by its medium", '<media:content url="https://ip.example/v" medium="video"/>'],
    ["an episode by its length", "<itunes:duration>1:00</itunes:duration>"],
  ])("is skipped if it is %s, unless titles are kept", (_, media) => {
    const source = rss(`<item><title>Ferry</title>${media}</item>`);
    expect(outlineOf(source)).toEqual([
      expect.stringMatching(/^skipped line \d+: audio or video with only a title, "Ferry"$/),
    ]);
    expect(outlineOf(source, { keepTitles: true })).toEqual([expect.stringMatching(/^article \d+ Ferry$/)]);
  });

  it.each([
    ["has a picture", '<enclosure url="https://ip.example/1.jpg" type="image/jpeg"/>'],
    ["is a headline", ""],
    [
      "describes itself",
      '<enclosure url="https://ip.example/1.mp3"/><itunes:summary>The ferry.</itunes:summary>',
    ],
  ])("is kept if it %s", (_, inside) => {
    expect(outlineOf(rss(`<item><title>Ferry</title>${inside}</item>`))).toEqual([
      expect.stringMatching(/^article \d+ Ferry$/),
    ]);
  });

  it("is skipped in JSON Feed and Atom in the same way", () => {
    const json = {
      version: "https://jsonfeed.org/version/1.1",
      items: [
        { id: "1", title: "Ferry", attachments: [{ url: "https://ip.example/1", mime_type: "audio/mpeg" }] },
      ],
    };
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:x:1</id><title>Ferry</title>
<link rel="enclosure" type="audio/mpeg" href="https://ip.example/1"/></entry></feed>`;
    for (const source of [JSON.stringify(json), atom]) {
      expect(outlineOf(source)).toEqual([expect.stringContaining("audio or video with only a title")]);
    }
  });
});

describe("the id of an entry", () => {
  const item = (guid: string, link: string) =>
    `<item><guid isPermaLink="false">${guid}</guid><link>${link}</link><title>T</title><description>D.</description></item>`;
  const ids = (items: string) => read(rss(`<link>https://ip.example/</link>${items}`)).map(({ id }) => id);

  it("is the address of its page if the feed's id is meaningful only within the feed", () => {
    const items =
      item("4711", "https://www.ip.example/ferry?utm_source=rss") + item("post:2", "https://ip.example/bees");
    expect(ids(items)).toEqual(["https://ip.example/ferry", "https://ip.example/bees"]);
    const [page] = read(
      `<html><head><link rel="canonical" href="https://ip.example/ferry"></head><body><article>${"<p>The ferry is late again, the harbour said.</p>".repeat(5)}</article></body></html>`,
      "page.html",
    );
    expect(page?.id).toBe("https://ip.example/ferry");
  });

  it("is the feed's id if several entries have one page, or their page is the site's front page", () => {
    expect(ids(item("1", "https://ip.example/live") + item("2", "https://ip.example/live"))).toEqual([
      "ip.example:Island Post:1",
      "ip.example:Island Post:2",
    ]);
    expect(ids(item("1", "https://ip.example"))).toEqual(["ip.example:Island Post:1"]);
  });

  const entry = (id: string, link: string) =>
    `<entry><id>${id}</id><link href="${link}"/><title>T</title><content>C.</content></entry>`;
  const atom = (entries: string) =>
    read(
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>Island Post</title><link href="https://ip.example/"/>${entries}</feed>`,
      "feed.atom",
    ).map(({ id }) => id);
  const json = (id: string, url: string) =>
    read(
      JSON.stringify({
        version: "https://jsonfeed.org/version/1.1",
        title: "Island Post",
        home_page_url: "https://ip.example/",
        items: [{ id, url, content_text: "C." }],
      }),
      "feed.json",
    ).map(({ id: found }) => found);

  it("is never one that all entries share", () => {
    const pages = [1, 2, 3].map((number) => `https://ip.example/${number}`);
    for (const shared of ["https://ip.example/", "4711", "tag:ip.example,2025:feed"]) {
      expect(ids(pages.map((page) => item(shared, page)).join(""))).toEqual(pages);
      expect(atom(pages.map((page) => entry(shared, page)).join(""))).toEqual(pages);
    }
    const two = item("tag:ip.example,2025:1", "https://ip.example/old-title");
    const entries = read(rss(two + two.replace("old", "new")), "feed.xml");
    expect(entries.map(({ id }) => id)).toHaveLength(2);
  });

  it.each([
    "urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    "tag:ip.example,2025:1",
    "urn:newsml:ip.example:20251203:ferry",
    "4c1e6f0a-9d2b-4f7e-8b8a-0d1c2b3a4f5e",
    "https://ip.example/?p=4711",
    "http://www.ip.example/node/12",
  ])("is the address of its page, whatever the feed's id: %s", (guid) => {
    const page = ["https://ip.example/ferry"];
    expect(ids(item(guid, "https://ip.example/ferry?utm_medium=feed"))).toEqual(page);
    expect(atom(entry(guid, "https://www.ip.example/ferry"))).toEqual(page);
    expect(json(guid, "http://ip.example/ferry/")).toEqual(page);
  });

  it.each(["urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427", "tag:ip.example,2025:1"])(
    "is unchanged if no page belongs to the entry alone: %s",
    (guid) => {
      expect(ids(item(guid, "https://ip.example/"))).toEqual([guid]);
      expect(atom(entry(guid, "https://ip.example"))).toEqual([guid]);
      const live = "https://ip.example/live";
      expect(atom(entry(guid, live) + entry("tag:ip.example,2025:2", live))).toEqual([
        guid,
        "tag:ip.example,2025:2",
      ]);
    },
  );

  it.each([
    ["https://talk.example/item?id=9", "the page of a discussion"],
    ["https://talk.example/2025/ferry", "the page of another publisher"],
  ])("stays an address of another server: %s, %s", (id) => {
    expect(atom(entry(id, "https://ip.example/ferry"))).toEqual([id]);
  });

  it("stays an address that the feed declares to be the page's", () => {
    const permalink = `<item><guid>https://ip.example/ferry</guid><link>https://ip.example/go?to=ferry</link><title>T</title><description>D.</description></item>`;
    expect(ids(permalink)).toEqual(["https://ip.example/ferry"]);
  });

  it("is the address behind a tracking redirect, also in Atom", () => {
    const counted = `<entry><id>tag:ip.example,2025:1</id><link href="https://feedproxy.example/~r/1"/><feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">https://ip.example/ferry</feedburner:origLink><title>T</title><content>C.</content></entry>`;
    expect(atom(counted)).toEqual(["https://ip.example/ferry"]);
  });
});
