import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";
import type { Article } from "../../../packages/core/src/types.ts";
import { articlesOf, outline } from "../../fixtures/source-entries.ts";

const NOW = new Date("2026-06-01T12:00:00Z");
const STORY =
  "<p>The council of the island agreed on Monday to rebuild the pier, which a storm had broken in the winter.</p>".repeat(
    4,
  );
const page = (head: string, body: string, attributes = "") =>
  `<!doctype html><html${attributes}><head>${head}</head><body>${body}</body></html>`;
const read = (html: string) => [
  ...readSourceBytes({ name: "a.html", bytes: Buffer.from(html) }, { now: NOW }),
];
function article(html: string): Article {
  const [entry] = articlesOf(read(html));
  if (entry === undefined) throw new Error(`no article: ${outline(read(html)).join("; ")}`);
  return entry.article;
}

describe("a page instead of an article", () => {
  it.each([
    ["consent", "Pier News", "<p>We and our partners use cookies. You can accept all or reject all.</p>"],
    ["consent in Spanish", "Diario", "<p>Nuestros socios usan cookies. Puede aceptar o rechazar todas.</p>"],
    ["maintenance", "Pier News", "<p>This site is currently down for scheduled maintenance.</p>"],
    ["no JavaScript", "Pier News", "<p>JavaScript must be enabled to read Pier News.</p>"],
    ["a missing page", "Pier News", "<p>The page you requested could not be found.</p>"],
    ["a check", "Un momento…", "<p>Comprobamos su conexión.</p>"],
    ["robots", "Pier News", "<p>We saw unusual traffic from your network, so please wait a while.</p>"],
  ])("such as of %s is reported", (_, title, body) => {
    expect(outline(read(page(`<title>${title}</title>`, body)))).toEqual([
      `problem 1 page has no article: it is ${JSON.stringify(title)}, sent instead of one`,
    ]);
  });

  it.each([
    [
      "Cookies in the canteen make a village famous",
      "The cookies of the canteen have made the village famous.",
    ],
    ["Under maintenance: the life of a lift engineer", "A lift that is under maintenance has a friend."],
    ["JavaScript turns 30", "JavaScript is 31 years old, and its inventor does not regret it."],
  ])("is not a story named %s", (title, first) => {
    const html = page(
      `<title>${title}</title>`,
      `<article><h1>${title}</h1><p>${first}</p>${STORY}</article>`,
    );
    expect(article(html)).toMatchObject({ title, text: expect.stringContaining(first) });
  });

  it("is not one that declares an article in JSON-LD", () => {
    const data = `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Captcha"}</script>`;
    const body = `<div><p>Please enable JavaScript to see the chart.</p>${STORY}${STORY}</div>`;
    expect(article(page(data, body)).title).toBe("Captcha");
  });
});

describe("the date of a page", () => {
  it.each([
    ["its address", '<link rel="canonical" href="https://pier.example/2026/3/7/pier">', "", "2026-03-07"],
    ["a path of numbers, not", '<link rel="canonical" href="https://pier.example/2026/37/7/pier">', "", null],
    ["an id, not", '<link rel="canonical" href="https://pier.example/20260307/pier">', "", null],
    [
      "RDFa",
      "",
      '<span property="dc:x datePublished" content="2026-03-07T10:00:00Z"></span>',
      "2026-03-07T10:00:00Z",
    ],
    ["hAtom", "", '<abbr class="published" title="2026-03-07">last week</abbr>', "2026-03-07"],
    ["a shown date", "", '<p class="entry-date">7 March 2026</p>', "2026-03-07"],
    ["a shown update, not", "", '<p class="date-updated">7 March 2026</p>', null],
    ["a reader's comment, not", "", '<div class="comment"><time datetime="2026-03-07">x</time></div>', null],
    [
      "the publication, not the update",
      "",
      '<time class="modified" datetime="2026-03-09">b</time><time datetime="2026-03-07">a</time>',
      "2026-03-07",
    ],
    ["Highwire's name", '<meta name="citation_date" content="2026/03/07">', "", "2026-03-07"],
  ])("is taken from %s", (_, head, inside, expected) => {
    const html = page(head, `<article><h1>The pier is rebuilt</h1>${inside}${STORY}</article>`);
    expect(article(html).publishedAt).toBe(expected);
  });
});

describe("the text and names of a page", () => {
  it("exclude consent boxes, advertisement labels and player messages", () => {
    const notice = `<p>${"We store cookies on your device to show you advertising. ".repeat(30)}</p>`;
    const html = page(
      "<title>The pier is rebuilt</title>",
      `<div class="didomi-popup">${notice}</div><article><h1>The pier is rebuilt</h1><p>Publicidade</p>${STORY}<p>Story continues after advertisement</p><p>Your browser does not support HTML5 video.</p><p>It opens in May, after the last storms have gone.</p></article>`,
    );
    const { text } = article(html);
    expect(text).toContain("It opens in May");
    expect(text).not.toMatch(/cookies|ublicidade|advertisement|browser/);
  });

  it.each([
    ["Von Ann Lee", "Ann Lee"],
    ["Von Trapp", "Von Trapp"],
    ["Bo Li <bo@pier.example>", "Bo Li"],
    ["bo@pier.example (Bo Li)", "Bo Li"],
    ["bo@pier.example", null],
  ])("have of the author %s %s", (stated, expected) => {
    const content = stated.replace("<", "&lt;").replace(">", "&gt;");
    const html = page(`<meta name="author" content="${content}">`, `<article>${STORY}</article>`);
    expect(article(html).author).toBe(expected);
  });

  it("use the only heading if the title also names the site", () => {
    const html = page(
      "<title>The pier is rebuilt | Pier News</title>",
      `<h1>The pier is rebuilt</h1>${STORY}`,
    );
    expect(article(html).title).toBe("The pier is rebuilt");
  });

  it("come from several JSON-LD objects without an enclosing list", () => {
    const data = '{"@type":"Organization","name":"Pier News"} {"@type":"NewsArticle","headline":"The pier"}';
    const html = page(`<script type="application/ld+json">${data}</script>`, `<article>${STORY}</article>`);
    expect(article(html).title).toBe("The pier");
  });
});
