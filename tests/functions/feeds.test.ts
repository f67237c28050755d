import { createHttpApp } from "@dateline-search/functions/http-app";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { openIndexOf, startTestService } from "./start-test-service.ts";

const HOSTILE = {
  id: "hostile",
  title: 'Wheat & profit: </title><script>alert("1")</script> ]]>',
  text: "Wheat <b>fell</b> & rose ]]> again.",
  url: "https://example.com/a?b=1&c=<d>",
  author: "A. <Writer>",
  section: "R&D",
  image: { url: "https://example.com/wheat.jpg?w=1&h=2", alt: 'A "field" & <sky>' },
  published_at: "2025-04-02T10:00:00Z",
};
const LINKS_NOWHERE = {
  id: "nowhere",
  title: "Wheat again",
  text: "Wheat is sold.",
  published_at: "2025-05-01",
};
const UNDATED = { id: "undated", title: "Wheat undated", text: "Wheat is bought." };

function startApp() {
  return createHttpApp(startTestService({ openIndex: () => openIndexOf([HOSTILE, LINKS_NOWHERE, UNDATED]) }));
}

describe("a saved search as JSON Feed", () => {
  test("lists each article once, the latest first, with a page after the last", async () => {
    const response = await startApp().request("/v1/search/feed.json?q=wheat&limit=2&mode=lexical");
    expect(response.headers.get("content-type")).toBe("application/feed+json; charset=utf-8");
    const feed = (await response.json()) as { items: object[]; next_url: string };
    expect(feed).toMatchObject({
      version: "https://jsonfeed.org/version/1.1",
      title: "Dateline: wheat",
      feed_url: "http://localhost/v1/search/feed.json?q=wheat&limit=2&mode=lexical",
      items: [
        { id: "nowhere", title: "Wheat again", date_published: "2025-05-01T00:00:00.000Z" },
        {
          id: "hostile",
          content_text: HOSTILE.text,
          authors: [{ name: "A. <Writer>" }],
          tags: ["R&D"],
          image: "https://example.com/wheat.jpg?w=1&h=2",
          date_published: "2025-04-02T10:00:00.000Z",
        },
      ],
    });
    expect(feed.items[0]).not.toHaveProperty("url");
    const next = await startApp().request(feed.next_url);
    expect(next.status).toBe(200);
    expect((await next.json()) as object).toMatchObject({ items: [{ id: "undated" }] });
  });
});

describe("an article of a story", () => {
  const text =
    "Police closed the harbour bridge on Tuesday evening after a lorry overturned. Nobody was hurt.";
  const wire = {
    id: "wire",
    title: "Bridge closed",
    text,
    source: "Wire",
    published_at: "2025-12-09T08:00:00Z",
  };
  const copy = { ...wire, id: "copy", source: "Post", published_at: "2025-12-09T10:00:00Z" };
  const app = () => createHttpApp(startTestService({ openIndex: () => openIndexOf([wire, copy, UNDATED]) }));

  test("has in JSON Feed the story, its start and its sources", async () => {
    const response = await app().request("/v1/search/feed.json?q=bridge&mode=lexical&collapse=article");
    const { items } = (await response.json()) as { items: { id: string; _dateline?: object }[] };
    const story = {
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      size: 2,
      firstSeenAt: "2025-12-09T08:00:00Z",
      latestAt: "2025-12-09T10:00:00Z",
      sources: ["Wire", "Post"],
      lead: {
        id: "wire",
        title: "Bridge closed",
        source: "Wire",
        url: null,
        publishedAt: "2025-12-09T08:00:00Z",
      },
    };
    expect(items.map(({ id, _dateline }) => [id, _dateline])).toEqual([
      ["copy", { story }],
      ["wire", { story }],
    ]);
    const other = await app().request("/v1/search/feed.json?q=wheat&mode=lexical");
    expect(((await other.json()) as { items: object[] }).items[0]).not.toHaveProperty("_dateline");
  });

  test("has the same in RSS", async () => {
    const response = await app().request("/v1/search/rss.xml?q=bridge&mode=lexical&collapse=article");
    const xml = await response.text();
    expect(XMLValidator.validate(xml)).toBe(true);
    const { rss } = new XMLParser({ ignoreAttributes: false }).parse(xml);
    expect(rss.channel.item[0]["dateline:story"]).toMatchObject({
      "@_xmlns:dateline": "urn:dateline:story",
      "@_size": "2",
      "@_firstSeenAt": "2025-12-09T08:00:00Z",
      "@_latestAt": "2025-12-09T10:00:00Z",
    });
  });
});

test.each([
  ["news.example", "https://news.example/v1/search/feed.json?q=wheat&limit=1"],
  ["news.example:8443, inner", "https://news.example:8443/v1/search/feed.json?q=wheat&limit=1"],
  ["evil.example/path?", "http://localhost/v1/search/feed.json?q=wheat&limit=1"],
  ["a@b.example", "http://localhost/v1/search/feed.json?q=wheat&limit=1"],
])("behind a router with the address %s, a feed and its pages are at %s", async (host, address) => {
  const headers = { "x-forwarded-host": host };
  const response = await startApp().request("/v1/search/feed.json?q=wheat&limit=1", { headers });
  const feed = (await response.json()) as { feed_url: string; next_url: string };
  expect(feed.feed_url).toBe(address);
  expect(feed.next_url).toContain(`${new URL(address).origin}/v1/search/feed.json?q=wheat`);
});

describe("a saved search as RSS", () => {
  test("is valid XML for any articles, with their content as text", async () => {
    const response = await startApp().request("/v1/search/rss.xml?q=wheat&mode=lexical");
    expect(response.headers.get("content-type")).toBe("application/rss+xml; charset=utf-8");
    const xml = await response.text();
    expect(XMLValidator.validate(xml)).toBe(true);
    const { rss } = new XMLParser({ ignoreAttributes: false }).parse(xml);
    const [latest, hostile, undated] = rss.channel.item;
    expect(hostile["media:content"]).toMatchObject({
      "@_url": "https://example.com/wheat.jpg?w=1&h=2",
      "@_medium": "image",
      "media:description": 'A "field" & <sky>',
    });
    expect(latest).not.toHaveProperty("media:content");
    expect(rss.channel.title).toBe("Dateline: wheat");
    expect(hostile).toMatchObject({
      title: HOSTILE.title,
      description: "Wheat &lt;b&gt;fell&lt;/b&gt; &amp; rose ]]&gt; again.",
      "dc:creator": { "#text": "A. <Writer>" },
      category: "R&D",
      pubDate: "Wed, 02 Apr 2025 10:00:00 GMT",
      guid: { "#text": "hostile", "@_isPermaLink": "false" },
    });
    expect(new URL(hostile.link).hostname).toBe("example.com");
    expect(latest).not.toHaveProperty("link");
    expect(undated).not.toHaveProperty("pubDate");
  });

  test("is valid XML for any ids", async () => {
    const odd = { id: "odd\u{FFFF}", title: "Wheat", text: "Wheat is sold." };
    const app = createHttpApp(startTestService({ openIndex: () => openIndexOf([odd]) }));
    const xml = await (await app.request("/v1/search/rss.xml?q=wheat&mode=lexical")).text();
    expect(xml).toContain(">odd\u{FFFD}</guid>");
    expect(xml).not.toContain("\u{FFFF}");
  });

  test("can be sorted and filtered like a search", async () => {
    const response = await startApp().request(
      "/v1/search/rss.xml?q=wheat%07&sort=relevance&articleId=undated",
    );
    const { rss } = new XMLParser().parse(await response.text());
    // XML has no form for the control character.
    expect(rss.channel.title).toBe("Dateline: wheat\u{FFFD}");
    expect(rss.channel.item).toMatchObject({ guid: "undated" });
  });
});
