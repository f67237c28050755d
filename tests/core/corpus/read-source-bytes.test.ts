import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseText } from "../../../packages/core/src/corpus/normalise-text.ts";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";
import type { Article } from "../../../packages/core/src/types.ts";
import { articlesOf, outline } from "../../fixtures/source-entries.ts";

const NOW = new Date("2026-01-01T00:00:00Z");

function read(
  name: string,
  content: string | Uint8Array,
  more: Partial<Parameters<typeof readSourceBytes>[0]> = {},
) {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return [...readSourceBytes({ name, bytes, ...more }, { now: NOW })];
}

function onlyArticle(name: string, content: string): Article {
  const entries = read(name, content);
  const [entry] = articlesOf(entries);
  if (entry === undefined) throw new Error(`no article: ${outline(entries).join("; ")}`);
  return entry.article;
}

describe("readSourceBytes on feeds", () => {
  it("reads RSS 1.0, whose items are outside of the channel", () => {
    const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.org/"><title>Example</title><link>https://example.org/</link></channel>
<item rdf:about="https://example.org/1"><title>One</title><link>https://example.org/1</link><description>Text.</description>
<dc:date>2025-12-10T08:00:00+09:00</dc:date><dc:creator>Ann</dc:creator><dc:creator>Bo</dc:creator><dc:subject>World</dc:subject></item></rdf:RDF>`;
    expect(onlyArticle("a.rdf", rdf)).toMatchObject({
      id: "https://example.org/1",
      source: "Example",
      author: "Ann, Bo",
      section: "World",
      publishedAt: "2025-12-09T23:00:00Z",
    });
  });

  it("reads Atom with XHTML content, inherited languages, relative links and categories", () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://example.org/blog/">
<title type="html">A &amp;amp; B</title><author><name>Feed Author</name></author>
<entry><id>urn:x:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">An <em>early</em> frost</div></title>
<link rel="enclosure" href="a.mp3"/><link href="1.html"/><updated>2025-12-10T08:00:00Z</updated><category term="w" label="Weather"/>
<content type="xhtml" xml:lang="fr"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un.</p><p>Deux<br/>trois.</p></div></content></entry></feed>`;
    expect(onlyArticle("a.xml", atom)).toMatchObject({
      id: "https://example.org/blog/1.html",
      title: "An early frost",
      text: "Un.\n\nDeux\ntrois.",
      url: "https://example.org/blog/1.html",
      source: "A & B",
      author: "Feed Author",
      section: "Weather",
      language: "fr",
      publishedAt: "2025-12-10T08:00:00Z",
      updatedAt: "2025-12-10T08:00:00Z",
    });
  });

  it("reads Atom 0.3", () => {
    const atom = `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title><entry><title>One</title><id>tag:x,2004:1</id>
<issued>2004-03-01T08:00:00Z</issued><modified>2004-03-02T08:00:00Z</modified><content type="text/html" mode="escaped">&lt;p&gt;Text.&lt;/p&gt;</content></entry></feed>`;
    expect(onlyArticle("a.atom", atom)).toMatchObject({
      text: "Text.",
      publishedAt: "2004-03-01T08:00:00Z",
      updatedAt: "2004-03-02T08:00:00Z",
    });
  });

  it("reads JSON Feed, and replaces an id that is not a URI by the page's address or scopes it by the feed", () => {
    const feed = {
      version: "https://jsonfeed.org/version/1.1",
      title: "Example",
      home_page_url: "https://example.org/",
      language: "en-GB",
      authors: [{ name: "Feed Author" }],
      items: [
        {
          id: 7,
          url: "/7",
          title: "Seven",
          content_html: "<p>Text <b>of</b> it.</p>",
          date_published: "2025-12-10T08:00:00Z",
          tags: ["World"],
        },
        {
          id: "https://example.org/8",
          summary: "Short.",
          url: "https://example.org/8",
          authors: [{ name: "Ann" }],
          date_modified: 5,
        },
        { id: "9" },
        3,
      ],
    };
    const entries = read("feed.json", JSON.stringify(feed, null, 1));
    expect(entries).toMatchObject([
      {
        article: {
          id: "https://example.org/7",
          title: "Seven",
          text: "Text of it.",
          url: "https://example.org/7",
          source: "Example",
          author: "Feed Author",
          section: "World",
          language: "en-GB",
          publishedAt: "2025-12-10T08:00:00Z",
        },
      },
      { article: { id: "https://example.org/8", author: "Ann" }, summaryOf: "https://example.org/8" },
      { problem: { reason: "entry has neither title nor text" } },
      { problem: { reason: "item must be an object" } },
    ]);
    expect(
      entries.every((entry) => "article" in entry || (entry.kind === "problem" && entry.problem.line > 20)),
    ).toBe(true);
  });

  it("keeps the other entries if one is broken", () => {
    const item = (date: string) =>
      `<item><title>T ${date}</title><description>D.</description><pubDate>${date}</pubDate></item>`;
    const rss = `<rss><channel>\n${["10 Dec 2025", "yesterday", "11 Dec 2025"].map(item).join("\n")}</channel></rss>`;
    expect(outline(read("a.rss", rss))).toEqual([
      "article 2 T 10 Dec 2025",
      "article 3 T yesterday",
      'note 3 publishedAt: date "yesterday" is not understood; write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ; the article is kept without it',
      "article 4 T 11 Dec 2025",
    ]);
  });

  it("drops mail addresses and keeps names", () => {
    const author = (text: string) =>
      onlyArticle(
        "a.rss",
        `<rss><channel><item><title>T</title><author>${text}</author></item></channel></rss>`,
      ).author;
    expect(author("ann@example.org (Ann Lee)")).toBe("Ann Lee");
    expect(author("ann@example.org")).toBeNull();
    expect(author("Ann Lee")).toBe("Ann Lee");
  });

  it("decodes by the header, by the document, or as UTF-8 if the text is valid UTF-8", () => {
    const text = (declared: string) =>
      `<?xml version="1.0" encoding="${declared}"?><rss><channel><item><title>Škoda výročí</title></item></channel></rss>`;
    const latin2 = (declared: string) =>
      Buffer.from(
        text(declared).replace(
          /[Šýčí]/g,
          (letter) => ({ Š: "\xa9", ý: "\xfd", č: "\xe8", í: "\xed" })[letter] ?? "",
        ),
        "latin1",
      );
    const title = (bytes: Uint8Array, contentType?: string) =>
      articlesOf(read("a.xml", bytes, contentType === undefined ? {} : { contentType }))[0]?.article.title;
    expect(title(latin2("ISO-8859-2"))).toBe("Škoda výročí");
    expect(title(latin2("ISO-8859-1"), "text/xml; charset=iso-8859-2")).toBe("Škoda výročí");
    expect(title(Buffer.from(text("ISO-8859-1")))).toBe("Škoda výročí");
    expect(title(Buffer.from(`\ufeff${text("UTF-16")}`, "utf16le"))).toBe("Škoda výročí");
  });

  it.each([
    ["other XML", "a.xml", "\n<svg/>", /^problem 2 XML of an unknown kind: its root <svg>/],
    [
      "a page as a feed",
      "a.rss",
      "<html><title>Gone</title></html>",
      /^problem 1 an HTML page, "Gone", where a feed was expected/,
    ],
    [
      "a cut feed",
      "a.xml",
      "<rss><channel>\n<item><title>T</title>",
      /^problem 2 not well-formed XML: unclosed tag: item/,
    ],
    ["no markup", "a.xml", "hello", /^problem 1 document has no element/],
    [
      "a page without text",
      "a.html",
      "<html><body><nav></nav></body></html>",
      /^problem 1 page has no article/,
    ],
    ["a feed without entries", "a.xml", "<rss><channel/></rss>", /^skipped feed without entries/],
    ["a picture", "a.xml", "\x89PNG\r\n", /^problem 1 file is a PNG image/],
  ])("explains the fault of %s", (_, name, content, expected) => {
    const [line, ...more] = outline(read(name, Buffer.from(content, "latin1")));
    expect(line).toMatch(expected);
    expect(more).toEqual([]);
  });
});

describe("readSourceBytes on news exchange formats", () => {
  const item = (meta: string, content: string) =>
    `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:x:1" xml:lang="en-GB"><itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:REUTERS"/>
<versionCreated>2025-12-11T08:00:00Z</versionCreated><firstCreated>2025-12-10T08:00:00+01:00</firstCreated>${meta}</itemMeta>
<contentMeta><located><name>Berlin</name></located><by>By Ann Lee</by><subject qcode="medtop:1"><name xml:lang="de">Arbeit</name><name xml:lang="en-GB">Labour</name></subject><headline>Head</headline></contentMeta>
<contentSet>${content}</contentSet></newsItem>`;
  const XHTML = `<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>No text</title></head><body><p>One.</p><p>Two.</p></body></html></inlineXML>`;

  it("reads NewsML-G2 with XHTML", () => {
    expect(onlyArticle("a.xml", item('<pubStatus qcode="stat:usable"/>', XHTML))).toMatchObject({
      id: "urn:newsml:x:1",
      title: "Head",
      text: "One.\n\nTwo.",
      source: "REUTERS",
      author: "Ann Lee",
      section: "Labour",
      place: "Berlin",
      language: "en-GB",
      publishedAt: "2025-12-10T07:00:00Z",
      updatedAt: "2025-12-11T08:00:00Z",
    });
  });

  it.each([
    ['<inlineData contenttype="text/plain">One.\n\nTwo.</inlineData>'],
    ['<inlineData contenttype="text/html">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</inlineData>'],
    [
      '<remoteContent href="a.jpg"/><inlineXML><nitf><body><body.content><p>One.</p><p>Two.</p></body.content></body></nitf></inlineXML>',
    ],
  ])("reads %s", (content) => {
    expect(onlyArticle("a.xml", item("", content)).text).toBe("One.\n\nTwo.");
  });

  it.each([
    ['<pubStatus qcode="stat:canceled"/>', "removed 1 urn:newsml:x:1 pubStatus is canceled"],
    ['<pubStatus qcode="stat:withheld"/>', "removed 1 urn:newsml:x:1 pubStatus is withheld"],
    [
      '<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>',
      "removed 1 urn:newsml:x:1 pubStatus is canceled",
    ],
    [
      "<embargoed>2026-01-01T00:00:01Z</embargoed>",
      'skipped "urn:newsml:x:1" is under embargo until 2026-01-01T00:00:01Z',
    ],
    ["<embargoed/>", 'skipped "urn:newsml:x:1" is under embargo without an end'],
    ["<embargoed>2026-01-01T00:00:00Z</embargoed>", "article 1 Head"],
    [
      "<embargoed>soon</embargoed>",
      'skipped "urn:newsml:x:1" is under embargo, and its embargoed is "soon", which cannot be read as a date',
    ],
  ])("heeds %s", (meta, expected) => {
    expect(outline(read("a.xml", item(meta, XHTML)))).toEqual([expected]);
  });

  it("skips pictures", () => {
    const picture = item("", XHTML).replace("ninat:text", "ninat:picture");
    expect(outline(read("a.xml", picture))).toEqual(['skipped "urn:newsml:x:1" is picture, not text']);
  });

  it("reads NITF", () => {
    const nitf = `<nitf><head><title>Short</title><tobject tobject.type="news"><tobject.subject tobject.subject.type="Economy"/></tobject>
<docdata management-status="usable"><doc-id id-string="x-1"/><date.issue norm="20251210T080000Z"/></docdata></head><body xml:lang="en"><body.head><hedline><hl1>The <em>headline</em></hl1></hedline>
<byline>By <person>Ann Lee</person>, <byttl>Staff</byttl></byline><dateline><location><city>Bonn</city>, Germany</location></dateline><abstract><p>Short.</p></abstract></body.head>
<body.content><p>One.</p><media media-type="image"><media-reference source="a.jpg"/><media-caption>A caption.</media-caption></media><hl2>Between</hl2><p>Two.</p></body.content></body></nitf>`;
    expect(onlyArticle("a.nitf", nitf)).toMatchObject({
      id: "x-1",
      title: "The headline",
      text: "One.\n\nA caption.\n\nBetween\n\nTwo.",
      author: "Ann Lee",
      section: "Economy",
      place: "Bonn",
      language: "en",
      publishedAt: "2025-12-10T08:00:00Z",
    });
    const withdrawn = nitf.replace('management-status="usable"', 'management-status="withheld"');
    expect(outline(read("a.xml", withdrawn))).toEqual(["removed 1 x-1 management-status is withheld"]);
  });

  it.each([
    [
      "1.x",
      {
        uri: "urn:x:1",
        type: "text",
        versioncreated: "2025-12-10T08:00:00Z",
        pubstatus: "usable",
        headline: "Head",
        body_xhtml: "<p>One.</p><p>Two.</p>",
        byline: "By Ann Lee",
        located: "Bonn",
        language: "en",
        subject: [{ name: "Economy" }],
      },
    ],
    [
      "3.x",
      {
        uri: "urn:x:1",
        type: "text",
        firstCreated: "2025-12-10T08:00:00Z",
        pubStatus: "usable",
        headlines: [
          { role: "short", value: "H" },
          { role: "main", value: "Head" },
        ],
        bodies: [{ role: "main", contentType: "text/html", value: "<p>One.</p><p>Two.</p>" }],
        by: "Ann Lee",
        places: [{ name: "Bonn" }],
        language: "en",
        subjects: [{ name: "Economy" }],
      },
    ],
  ])("reads ninjs %s", (_, ninjs) => {
    for (const [name, content] of [
      ["a.json", JSON.stringify(ninjs)],
      ["a.jsonl", `${JSON.stringify(ninjs)}\n`],
    ] as const) {
      expect(onlyArticle(name, content)).toMatchObject({
        id: "urn:x:1",
        title: "Head",
        text: "One.\n\nTwo.",
        author: "Ann Lee",
        section: "Economy",
        place: "Bonn",
        language: "en",
        publishedAt: "2025-12-10T08:00:00Z",
      });
    }
  });

  it("withdraws, withholds and skips ninjs", () => {
    const list = [
      { uri: "a", pubstatus: "canceled" },
      { uri: "b", type: "picture", versioncreated: "2025-12-10" },
      { uri: "c", type: "text", body_text: "T.", embargoed: "2030-01-01T00:00:00Z" },
      { uri: "d", type: "text", body_text: " " },
    ];
    expect(outline(read("a.json", JSON.stringify(list, null, 1)))).toEqual([
      "removed 2 a pubstatus is canceled",
      'skipped "b" is picture, not text',
      'skipped "c" is under embargo until 2030-01-01T00:00:00Z',
      'problem 17 "d" has no text',
    ]);
  });
});

describe("readSourceBytes on pages", () => {
  const paragraphs =
    `<p>${"The ministers met in Geneva to talk about the price of grain. ".repeat(6)}</p>`.repeat(3);
  const page = (head: string) =>
    `<!doctype html><html lang="en"><head>${head}</head><body><article>${paragraphs}</article></body></html>`;

  it("prefers JSON-LD to meta elements, also in a graph and next to broken JSON", () => {
    const data = {
      "@graph": [
        { "@type": "BreadcrumbList" },
        {
          "@type": ["NewsArticle"],
          headline: "From data",
          datePublished: "2025-12-10T08:00:00+01:00",
          dateModified: "2025-12-11T08:00:00Z",
          author: [{ name: "Ann" }, { name: "Bo" }],
          publisher: { name: "Example Post" },
          articleSection: ["World", "Asia"],
          inLanguage: "en-GB",
          mainEntityOfPage: { "@id": "https://example.org/a?utm_source=x" },
        },
      ],
    };
    const head = `<meta property="article:published_time" content="2001-01-01"><script type="application/ld+json">{broken</script><script type="application/ld+json">${JSON.stringify({ "@context": "https://schema.org", ...data })}</script>`;
    expect(onlyArticle("a.html", page(head))).toMatchObject({
      url: "https://example.org/a?utm_source=x",
      source: "Example Post",
      author: "Ann, Bo",
      section: "World",
      language: "en-GB",
      publishedAt: "2025-12-10T07:00:00Z",
      updatedAt: "2025-12-11T08:00:00Z",
    });
  });

  it("falls back to time elements and to its own address", () => {
    const html = page("<title>A title</title>").replace(
      "<article>",
      '<article><time datetime="2025-12-10T08:00:00Z">today</time>',
    );
    const [entry] = read("https://example.org/a", html, {
      url: "https://example.org/a#top",
      contentType: "text/html",
    });
    expect(entry).toMatchObject({
      article: { url: "https://example.org/a#top", publishedAt: "2025-12-10T08:00:00Z" },
    });
  });

  it("decodes according to a meta element, and recognises a page without html by its name", () => {
    const latin1 = Buffer.from(
      page('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><title>Fête</title>'),
      "latin1",
    );
    expect(articlesOf(read("a.html", latin1))[0]?.article.title).toBe("Fête");
    for (const bare of [
      "<!doctype html><title>Bare</title>",
      "<title>Bare</title>",
      "<html><head><title>Bare</title></head>",
    ]) {
      const article = onlyArticle("a.htm", bare + paragraphs);
      expect(article.title).toBe("Bare");
      expect(article.text).toMatch(/^The ministers met/);
    }
  });

  it("distinguishes feeds from pages whatever their address ends with", () => {
    const rss = "<rss><channel><item><title>One</title></item></channel></rss>";
    expect(outline(read("https://example.org/feed.html", rss, { contentType: "text/html" }))).toEqual([
      "article 1 One",
    ]);
  });

  it("rejects pages that are nested too deeply, and streams pages that are too large", () => {
    expect(outline(read("a.html", "<div>".repeat(5_000)))).toEqual([
      "problem 1 HTML nests deeper than 1,000 elements",
    ]);
    const [large] = read("a.html", "<p>x</p>".repeat(100_001));
    const text = Array.from({ length: 100_001 }, () => "x").join("\n\n");
    expect(large).toMatchObject({ kind: "article", article: { text } });
  });
});

describe("readSourceBytes on anything", () => {
  const names = fc.constantFrom(
    "a.xml",
    "a.rss",
    "a.atom",
    "a.html",
    "a.json",
    "a.jsonl",
    "a.txt",
    "a.md",
    "a.nitf",
    "a",
    "https://example.org/",
  );

  function check(name: string, bytes: Uint8Array): void {
    const entries = read(name, bytes);
    expect(read(name, bytes)).toEqual(entries);
    for (const { article } of articlesOf(entries)) {
      expect(article.text).not.toBe("");
      expect(normaliseText(article.text)).toBe(article.text);
    }
  }

  it("normalises the text after a dateline", () => {
    const [entry] = articlesOf(read("a.txt", Buffer.from("KYIV (AP) — CafÃ© cafÃ© closed.")));
    expect(entry?.article.text).toBe("Café café closed.");
  });

  it("never throws, and returns equal entries for equal bytes", () => {
    fc.assert(fc.property(names, fc.uint8Array({ maxLength: 200 }), check), { numRuns: 500 });
  });

  it("never throws for random combinations of markup and JSON", () => {
    const piece = fc.constantFrom(
      '<rss version="2.0">',
      "<channel>",
      "<item>",
      "</item>",
      "<title>",
      "</title>",
      "<guid>",
      "<link>",
      "<description>",
      "<pubDate>",
      "</channel></rss>",
      '<feed xmlns="http://www.w3.org/2005/Atom">',
      "<entry>",
      '<content type="xhtml">',
      "</entry></feed>",
      "<nitf>",
      "<body>",
      "<body.content>",
      '<newsItem guid="x">',
      "<contentSet>",
      "<inlineXML>",
      "<html>",
      "<head>",
      "<p>",
      "text ",
      "&amp;",
      "&lt;b&gt;",
      "<![CDATA[<p>x]]>",
      "<![CDATA[",
      "]]>",
      '<meta name="date" content="x">',
      '{"items":[',
      '{"uri":"x","bodies":',
      "]}",
      "\n",
      "1 Jan 2025",
      "\u0000",
      "http://x/",
      "OSLO\n\n",
      "KYIV (AP) — ",
      "Ã©",
      "By Ann Lee\n\n",
      "(서울=연합뉴스) 김철수 기자\n\n",
      "EMBARGOED UNTIL 10:00 1 JANUARY 2030\n",
      "Advertisement\n",
      "  ",
      "<div class='gdpr'>",
      "<time datetime='2025-01-01'>",
      "<url><loc>",
    );
    const source = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join("")));
    fc.assert(fc.property(names, source, check), { numRuns: 500 });
  });
});
