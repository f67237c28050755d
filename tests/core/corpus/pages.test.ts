import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const NOW = new Date("2025-12-31T12:00:00Z");
const PARAGRAPHS = [
  "The harbour council approved the new ferry timetable on Tuesday after a debate of four hours.",
  "Residents of the islands had asked for a later boat, and the operator agreed to run one at eleven on Fridays.",
  "The first of the new sailings leaves on the second of January, according to the harbour master.",
  "Fares stay as they are until the summer, when the council will look at them again.",
];
const STORY = `<h1>Ferry timetable approved</h1>${PARAGRAPHS.map((text) => `<p>${text}</p>`).join("")}`;
const ADDRESS = "https://ip.example/ferry";
const NEWS = {
  "@type": "NewsArticle",
  headline: "Ferry timetable approved",
  datePublished: "2025-12-09T10:00:00Z",
};

function page(data: string, body = `<article>${STORY}</article>`): string {
  return (
    `<!DOCTYPE html><html lang="en"><head><title>Ferry timetable approved | Island Post</title>` +
    `<link rel="canonical" href="${ADDRESS}"><script type="application/ld+json">${data}</script></head><body>${body}</body></html>`
  );
}

function read(html: string) {
  const entries = [...readSourceBytes({ name: "a.html", bytes: Buffer.from(html) }, { now: NOW })];
  return entries.map((entry) => {
    if (entry.kind === "article") return entry.article;
    return entry.kind === "problem" ? entry.problem : entry;
  })[0];
}

describe("the article of a page among several", () => {
  const teaser = {
    "@type": "Article",
    headline: "Teaser of another story",
    datePublished: "2019-05-05",
    author: { name: "Old Writer" },
    url: "https://ip.example/other",
  };
  const own = {
    ...NEWS,
    author: { "@type": "Person", name: "Ann Example" },
    publisher: { name: "Island Post" },
  };

  it.each<readonly [string, object]>([
    ["by its url, behind a teaser in a graph", { "@graph": [teaser, { ...own, url: ADDRESS }] }],
    ["by mainEntityOfPage", [teaser, { ...own, mainEntityOfPage: { "@type": "WebPage", "@id": ADDRESS } }]],
    ["by @id", [teaser, { ...own, "@id": `${ADDRESS}#article` }]],
    ["by an address with tracking", [teaser, { ...own, url: `http://www.ip.example/ferry?utm_source=x` }]],
    ["as the only one that is of no other page", [teaser, own]],
    ["as the main entity of a page", { "@type": "WebPage", mainEntity: { ...own, url: ADDRESS } }],
    ["of several types", [teaser, { ...own, "@type": ["Thing", "ReportageNewsArticle"], url: ADDRESS }]],
    [
      "with references to other objects",
      {
        "@graph": [
          teaser,
          { ...own, url: ADDRESS, author: { "@id": "#ann" }, publisher: { "@id": "#ip" } },
          { "@type": "Person", "@id": "#ann", name: "Ann Example" },
          { "@type": "Organization", "@id": "#ip", name: "Island Post" },
        ],
      },
    ],
  ])("is found %s", (_, data) => {
    expect(read(page(JSON.stringify(data)))).toMatchObject({
      publishedAt: "2025-12-09T10:00:00Z",
      author: "Ann Example",
      source: "Island Post",
    });
  });

  it("is not an item of a list of teasers", () => {
    const itemListElement = [{ "@type": "ListItem", item: { ...teaser, url: undefined } }];
    const list = { "@type": "ItemList", itemListElement };
    for (const data of [
      [list, own],
      { "@graph": [list, own] },
      { "@type": "WebPage", mainEntity: own, about: list },
    ])
      expect(read(page(JSON.stringify(data)))).toMatchObject({
        title: "Ferry timetable approved",
        publishedAt: "2025-12-09T10:00:00Z",
      });
  });

  it("uses its creators if it has no authors", () => {
    const data = { ...NEWS, author: null, creator: ["Ann Example", "Bo Li"] };
    expect(read(page(JSON.stringify(data)))).toMatchObject({ author: "Ann Example, Bo Li" });
  });

  it.each([
    ["<time>9 December 2025</time>", "2025-12-09"],
    ["<time>Posted on December 9, 2025</time>", "2025-12-09"],
    ["<time>an hour ago</time><time datetime='2025-12-09T10:00:00Z'>Tuesday</time>", "2025-12-09T10:00:00Z"],
    ["<time>an hour ago</time>", null],
  ])("is dated as %s", (time, publishedAt) => {
    expect(read(page("{}", `<article>${time}${STORY}</article>`))).toMatchObject({ publishedAt });
  });

  it.each(["prism.embargoDate", "prism:embargoDate", "embargo"])("is held by %s", (name) => {
    const embargo = (until: string) =>
      read(page("{}").replace("</title>", `</title><meta name="${name}" content="${until}">`));
    expect(embargo("2099-01-01T00:00:00Z")).toMatchObject({ kind: "skipped", until: "2099-01-01T00:00:00Z" });
    expect(embargo("2025-01-01T00:00:00Z")).toMatchObject({ title: expect.stringMatching(/^Ferry/) });
  });

  it("has the longest articleBody if no address decides", () => {
    const data = [
      { ...NEWS, datePublished: "2019-05-05", articleBody: "Short." },
      { ...NEWS, articleBody: PARAGRAPHS.join(" ") },
    ];
    expect(read(page(JSON.stringify(data)))).toMatchObject({ publishedAt: "2025-12-09T10:00:00Z" });
  });

  it.each([
    ["an aside", "<aside><article><time datetime='2011-01-01'>2011</time> Old story</article></aside>"],
    [
      "a box of related stories",
      "<div class='related-stories'><article><time datetime='2011-01-01'></time>Old</article></div>",
    ],
    ["a shorter article", "<article><h2>Old</h2><time datetime='2011-01-01'>2011</time></article>"],
  ])("does not take the date of %s", (_, before) => {
    const own = `<article>${STORY.replace("</h1>", "</h1><time datetime='2025-12-09T10:00:00Z'>Tuesday</time>")}</article>`;
    expect(read(page("{}", before + own))).toMatchObject({ publishedAt: "2025-12-09T10:00:00Z" });
  });
});

describe("JSON-LD that is not JSON", () => {
  const fields = '"@type":"NewsArticle","headline":"Ferry","datePublished":"2025-12-09T10:00:00Z"';
  it.each([
    ["a comma at the end", `{${fields},}`],
    ["comments", `{/* ours */${fields} // theirs\n}`],
    ["CDATA", `//<![CDATA[\n{${fields}}\n//]]>`],
    ["CDATA in a comment", `/*<![CDATA[*/{${fields}}/*]]>*/`],
    ["a comment of HTML", `<!--\n{${fields}}\n-->`],
    ["a line break in a text", `{${fields},"description":"One\nline"}`],
    ["a semicolon behind it", `{${fields}};`],
    ["a missing bracket", `[{${fields}}`],
  ])("is read nevertheless: %s", (_, data) => {
    expect(read(page(data))).toMatchObject({ publishedAt: "2025-12-09T10:00:00Z" });
  });

  it("is ignored if it cannot be repaired", () => {
    expect(read(page("{]]broken"))).toMatchObject({ url: ADDRESS, publishedAt: null });
  });
});

describe("references of HTML in what a page states", () => {
  it("are decoded in JSON-LD and in meta elements", () => {
    const data = {
      ...NEWS,
      author: { name: "Se&aacute;n O&#039;Brien" },
      publisher: { name: "Smith &amp; Sons" },
      articleSection: "Arts &amp; Culture",
    };
    const expected = { author: "Seán O'Brien", source: "Smith & Sons", section: "Arts & Culture" };
    expect(read(page(JSON.stringify(data)))).toMatchObject(expected);
    const meta = page("{}").replace(
      "</head>",
      `<meta name="author" content="Se&amp;aacute;n O&amp;#039;Brien"><meta property="og:site_name" content="Smith &amp;amp; Sons"><meta property="article:section" content="Arts &amp; Culture"></head>`,
    );
    expect(read(meta)).toMatchObject(expected);
  });
});

describe("the text of a page", () => {
  it("is articleBody if that is longer than the visible text", () => {
    const data = { ...NEWS, isAccessibleForFree: false, articleBody: PARAGRAPHS.join(" ") };
    const shown = `<article><h1>Ferry</h1><p>${PARAGRAPHS[0]}</p></article>`;
    expect(read(page(JSON.stringify(data), shown))).toMatchObject({ text: PARAGRAPHS.join(" ") });
  });

  it("is articleBody without its tags", () => {
    const data = { ...NEWS, articleBody: PARAGRAPHS.map((text) => `<p>${text}</p>`).join("") };
    const body = `<article><p>${PARAGRAPHS[0]}</p></article>`;
    expect(read(page(JSON.stringify(data), body))).toMatchObject({ text: PARAGRAPHS.join("\n\n") });
  });

  it.each([
    [
      "an offer",
      "<div class='paywall'><h2>Subscribe to continue reading</h2><p>Already a subscriber? Log in. Unlimited digital access for one euro a month, cancel anytime you like.</p></div>",
    ],
    [
      "a newsletter",
      "<section id='newsletter-box'><p>Sign up for our newsletter and get the best of the islands every morning, free of charge, in your inbox.</p></section>",
    ],
    [
      "a pointer",
      "<p class='read-more'>Read more: The old timetable and why nobody liked it, by our own correspondent</p>",
    ],
    ["a pointer without a class", "<p><a href='/x'>Read more: Boat sinks off the coast</a></p>"],
    ["a heading of pointers", "<h3>Related stories</h3>"],
    ["a French pointer", "<p>À lire aussi : <a href='/x'>Le bateau coule</a></p>"],
    ["an invitation", "<p>Sign up for our newsletter</p>"],
    ["another invitation", "<p>Follow us on WhatsApp</p>"],
    ["a time alone", "<div><time datetime='2025-12-09'>Tuesday</time></div>"],
    ["navigation", "<nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav>"],
    [
      "German",
      "<div class='c-offer'><p>Jetzt testen: vier Wochen lang alle Artikel lesen, danach monatlich kündbar für zehn Euro.</p></div>",
    ],
  ])("has no text of %s", (_, box) => {
    const story = STORY.replace("</p><p>Fares", `</p>${box}<p>Fares`);
    expect(read(page(JSON.stringify(NEWS), `<article>${story}</article>`))).toMatchObject({
      text: PARAGRAPHS.join("\n\n"),
    });
  });

  it("keeps subscriber-only text that the page contains", () => {
    const data = { ...NEWS, hasPart: { isAccessibleForFree: "False", cssSelector: ".paywall" } };
    const [shown, ...walled] = PARAGRAPHS.map((text) => `<p>${text}</p>`);
    const body = `<article><h1>Ferry timetable approved</h1>${shown}<div class="paywall">${walled.join("")}</div></article>`;
    expect(read(page(JSON.stringify(data), body))).toMatchObject({ text: PARAGRAPHS.join("\n\n") });
  });

  it.each([
    "<p>Read more than one page before you sign.</p>",
    "<p>Sign up for the vaccination starts on Monday, the ministry said.</p>",
    "<p>The boat leaves at <time>11:00</time> on Fridays.</p>",
    "<p>Related to this is the question of the fares.</p>",
  ])("keeps %s", (sentence) => {
    const story = STORY.replace("</p><p>Fares", `</p>${sentence}<p>Fares`);
    const text = sentence.replace(/<[^>]*>/g, "");
    expect(read(page(JSON.stringify(NEWS), `<article>${story}</article>`))).toMatchObject({
      text: [...PARAGRAPHS.slice(0, 3), text, PARAGRAPHS[3]].join("\n\n"),
    });
  });

  it("excludes navigation on a short page", () => {
    const body =
      "<nav><a href='/'>Home</a></nav><article><h1>Ferry timetable approved</h1><p>The ferry is late.</p></article>";
    expect(read(page(JSON.stringify(NEWS), body))).toMatchObject({ text: "The ferry is late." });
  });
});

describe("names of a page", () => {
  const HEADLINE = "Ferry timetable approved after long debate";
  const withHead = (head: string, body = STORY) =>
    `<html><head><title>Something | Island Post</title>${head}</head><body><article>${body}</article></body></html>`;
  const linked = (text: string) => withHead(`<script type="application/ld+json">${text}</script>`);
  const data = { ...NEWS, headline: HEADLINE };

  it.each([
    ["a comment and a trailing comma", linked(`/* x */ {"@type":"NewsArticle","headline":"${HEADLINE}",}`)],
    ["CDATA", linked(`//<![CDATA[\n${JSON.stringify(data)}\n//]]>`)],
    ["an HTML comment", linked(`<!--\n${JSON.stringify(data)}\n-->`)],
    ["a list of types", linked(JSON.stringify({ ...data, "@type": ["NewsArticle", "Article"] }))],
    ["a type as an address", linked(JSON.stringify({ ...data, "@type": "http://schema.org/NewsArticle" }))],
    ["microdata", withHead("", `<h1 itemprop="headline">${HEADLINE}</h1>${STORY}`)],
  ])("has the headline of %s", (_, html) => {
    expect(read(html)).toMatchObject({ title: HEADLINE });
  });

  it("has the whole title if the headline is truncated", () => {
    const html = linked(JSON.stringify({ ...data, headline: "Ferry timetable appr…" }));
    expect(read(html.replace("Something | Island Post", HEADLINE))).toMatchObject({ title: HEADLINE });
  });

  it("does not mistake the front page for the page", () => {
    const bytes = Buffer.from(withHead('<link rel="canonical" href="https://ip.example/">'));
    const entries = [...readSourceBytes({ name: ADDRESS, url: ADDRESS, contentType: "text/html", bytes })];
    expect(entries).toMatchObject([{ article: { id: ADDRESS } }]);
  });

  it("also recognises the page by its number", () => {
    const head = `<link rel="canonical" href="${ADDRESS}"><link rel="shortlink" href="https://ip.example/?p=12">`;
    const entries = [...readSourceBytes({ name: "a.html", bytes: Buffer.from(withHead(head)) })];
    expect(entries).toMatchObject([{ article: { id: ADDRESS }, alias: "https://ip.example/?p=12" }]);
  });
});

describe("a page sent instead of a feed", () => {
  const html = `<html><head><title>Our news</title></head><body><article>${STORY}</article></body></html>`;
  it.each(["feed.xml", "rss.xml", "a/atom.xml", "https://n.example/feed", "https://n.example/rss/", "f.rss"])(
    "is reported: %s",
    (name) => {
      const source = { name, bytes: Buffer.from(html), contentType: "text/html" };
      expect([...readSourceBytes(source)]).toMatchObject([
        { problem: { reason: 'an HTML page, "Our news", where a feed was expected' } },
      ]);
    },
  );
});

describe("a page sent instead of an article", () => {
  const other = (title: string, body: string) =>
    `<html><head><title>${title}</title></head><body>${body}</body></html>`;
  it.each([
    [
      "Log in - Island Post",
      "<main><form><input type='password'></form><p>Please log in to continue to the site.</p></main>",
    ],
    ["Island Post", "<form><input name='user'><input type='password'></form><p>Your account, please.</p>"],
    [
      "Site maintenance",
      "<p>We are updating our servers. Please come back in an hour, when all will be better.</p>",
    ],
    [
      "We’ll be right back",
      "<p>We are updating our servers. Please come back in an hour, when all will be better.</p>",
    ],
    [
      "Just a moment...",
      "<p>Checking your browser before accessing the site. This takes a few seconds only.</p>",
    ],
    [
      "Access Denied",
      "<p>You do not have permission to access this page on this server, says the proxy.</p>",
    ],
    ["Blocked by proxy", "<p>Access to this address is denied by the policy of your company.</p>"],
    ["503 Service Temporarily Unavailable", "<center><h1>503 Service Temporarily Unavailable</h1></center>"],
    ["502 Bad Gateway", "<hr><center>nginx</center>"],
    ["Redirecting…", "<p>You are taken to another page. Please wait, or press the link.</p>"],
    ["Object moved", "<h2>Object moved to <a href='/x'>here</a>.</h2>"],
    ["Anmelden | Inselpost", "<p>Bitte melden Sie sich an, damit Sie weiterlesen können.</p>"],
    ["Página no encontrada - El Diario", "<p>La página que busca no existe o ha cambiado de sitio.</p>"],
    ["Forbidden", "<p>You do not have permission to see this page on this server.</p>"],
    ["404 Not Found", "<p>The page that you asked for could not be found on this server.</p>"],
  ])("is reported and not indexed: %s", (title, body) => {
    expect(read(other(title, body))).toMatchObject({ reason: expect.stringMatching(/^page has no article/) });
  });

  it.each([
    "Maintenance of the bridge begins",
    "Blocked road opens again",
    "Forbidden city is open",
    "Subscribers leave the paper",
    "503 people saved from the ferry",
    "Unavailable for years, the book is back",
  ])("is not assumed for a short story with such a title: %s", (title) => {
    const html = other(title, `<article><h1>${title}</h1><p>The harbour council said so.</p></article>`);
    expect(read(html)).toMatchObject({ text: expect.stringContaining("harbour council") });
  });

  it("is not assumed because of its headline alone", () => {
    const html = other("Maintenance of the bridge begins", `<article>${STORY}${STORY.repeat(6)}</article>`);
    expect(read(html)).toMatchObject({ text: expect.stringContaining("harbour council") });
  });
});

it.each(["<!doctype html><html g=", "<html ", "<!doctype html>", "<html><body x=", "<html><head><title>T"])(
  "a page that is truncated like %j is read as far as possible",
  (html) => {
    const [entry] = readSourceBytes({
      name: "page.html",
      bytes: Buffer.from(html),
      url: "https://example.com/",
    });
    expect(entry?.kind).toMatch(/^(problem|skipped)$/);
  },
);

it.each([
  [
    "60,000 attributes on one element",
    `<p ${Array.from({ length: 60_000 }, (_, at) => `a${at}=1`).join(" ")}>Text.</p>`,
    "HTML has an element with more than 1,000 attributes",
  ],
  [
    "50,000 elements within 900 open ones",
    `${"<b>".repeat(900)}${"<i>x</i>".repeat(50_000)}`,
    "HTML has too many elements within many others",
  ],
])("a page with %s is rejected before a tree is built", (_, body, reason) => {
  const bytes = Buffer.from(`<html><body>${body}</body></html>`);
  const [entry] = readSourceBytes({ name: "page.html", bytes, url: "https://example.com/" });
  expect(entry).toMatchObject({ kind: "problem", problem: { reason: expect.stringContaining(reason) } });
});
