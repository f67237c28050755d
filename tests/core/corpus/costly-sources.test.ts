import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsePageDocument } from "@dateline-search/core/corpus/html/page-document";
import { readCorpusFile } from "@dateline-search/core/corpus/read-corpus-file";
import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

/** Whole pages of one kind of element, and how many of them a page of this length must have to be read without a tree. */
const DENSE_PAGES: readonly (readonly [string, string])[] = [
  ["bold letters", "<b>x</b>"],
  ["links", '<a href="/a">x</a> '],
  ["paragraphs that are not closed", "<p>x"],
  ["paragraphs", "<p>x</p>"],
  ["boxes", "<div>x</div>"],
  ["line breaks", "x<br>"],
  ["list items", "<ul><li>x</ul>"],
  ["table cells", "<table><tr><td>x</table>"],
  ["unknown elements", "<x-y>x</x-y>"],
  ["images", '<img src="a">x'],
];
const MEGABYTE = 1_000_000;

function page(content: string): string {
  return `<html lang="en"><head><title>Ferry late</title><meta property="og:title" content="Ferry late again"><script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-02-01T10:00:00Z"}</script></head><body>${content}</body></html>`;
}

describe("a page of a megabyte that is", () => {
  test.each(DENSE_PAGES)("only %s is read without a tree, and keeps its text", (_, element) => {
    const html = page(element.repeat(MEGABYTE / element.length));
    const { document, streamedText } = parsePageDocument(html);
    expect([...document.querySelectorAll("*")].length).toBeLessThan(10);
    expect(streamedText?.replace(/\s+/g, "").length).toBe(Math.floor(MEGABYTE / element.length));
    const [entry] = readSourceBytes({ name: "page.html", bytes: Buffer.from(html) });
    expect(entry).toMatchObject({
      kind: "article",
      article: { title: "Ferry late again", language: "en", publishedAt: "2026-02-01T10:00:00Z" },
    });
  });

  test("an article of many short paragraphs keeps its tree", () => {
    const text = "The ferry to the island was two hours late because of fog at the pier on Sunday. ";
    const html = page(`<article>${`<p>${text.repeat(2)}</p>`.repeat(MEGABYTE / 180)}</article>`);
    expect(parsePageDocument(html).streamedText).toBeNull();
  });

  test("read without a tree skips what surrounds the article", () => {
    const dense = "<b>x</b>".repeat(20_000);
    const beside = "<nav>Home</nav><aside>Related</aside><form>Subscribe</form><footer>Imprint</footer>";
    const whole = parsePageDocument(page(`${beside}<p>Fog.</p>${dense}`)).streamedText;
    expect(whole).toMatch(/^Fog\.\n\nx+$/);
    const marked = parsePageDocument(
      page(`${dense}<article>${beside}<p>Fog.</p></article>Teaser`),
    ).streamedText;
    expect(marked).toBe("Fog.");
  });

  test.each([
    ["boxes within boxes", 400, "<div>", "</div>"],
    ["boxes that are not closed", 900, "<div>", ""],
    ["lists within lists", 250, "<ul><li>", "</ul>"],
    ["quotations", 300, "<blockquote>", "</blockquote>"],
  ])("%s, more deeply nested than any real page, is read without a tree", (_, depth, open, close) => {
    const html = page(`${open.repeat(depth)}<p>The ferry was late.</p>${close.repeat(depth)}`);
    expect(parsePageDocument(html).streamedText).toBe("The ferry was late.");
  });

  test("a page of nested tables, as in newsletters, keeps its tree", () => {
    const html = page(`${"<table><tr><td>".repeat(40)}The ferry was late.${"</table>".repeat(40)}`);
    expect(parsePageDocument(html).streamedText).toBeNull();
  });

  test("900 elements of 900 attributes is rejected", () => {
    const attributes = Array.from({ length: 900 }, (_, at) => `a${at}`).join(" ");
    const bytes = Buffer.from(page(`<p ${attributes}>x</p>`.repeat(900)));
    const [entry] = readSourceBytes({ name: "page.html", bytes });
    const reason = "HTML has too many elements with many attributes";
    expect(entry).toMatchObject({ kind: "problem", problem: { reason } });
  });
});

describe("a source whose records cannot be read", () => {
  const BROKEN: readonly (readonly [string, string, string])[] = [
    ["lines that are no JSON", "a.jsonl", "{\n".repeat(100_000)],
    ["records without a text", "a.jsonl", "{}\n".repeat(100_000)],
    ["numbers in a list", "a.json", `[${"1,".repeat(99_999)}1]`],
    ["rows without a text", "a.csv", `title,text\n${",\n".repeat(100_000)}`],
  ];

  test.each(BROKEN)("%s is given up after one per kilobyte", async (_, name, content) => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, content);
    const format = name.endsWith("jsonl") ? "json-lines" : name.endsWith("csv") ? "csv" : "json";
    const ofBytes = [...readSourceBytes({ name, bytes: Buffer.from(content) })];
    const ofFile = [];
    for await (const entry of readCorpusFile({ kind: "file", path, name, format } as never, {}))
      ofFile.push(entry);
    for (const entries of [ofBytes, ofFile]) {
      expect(entries.length).toBeLessThan(1_000 + content.length / 1_000 + 3);
      expect(entries.at(-1)).toMatchObject({
        kind: "problem",
        problem: { reason: expect.stringMatching(/more than 1,\d{3} of its records cannot be read/) },
      });
    }
  });

  test("does not stop many readable ones", () => {
    const good = JSON.stringify({ id: "a", title: "Ferry", text: "The ferry was late. ".repeat(60) });
    const bytes = Buffer.from(`${good}\n{\n`.repeat(1_500));
    const entries = [...readSourceBytes({ name: "a.jsonl", bytes })];
    expect(entries.filter(({ kind }) => kind === "article")).toHaveLength(1_500);
  });
});

describe("a source of records of a few bytes", () => {
  const TINY: readonly (readonly [string, string, string])[] = [
    ["lines", "a.jsonl", '{"text":"a"}\n'.repeat(100_000)],
    ["lists", "a.json", `[${'{"text":"a"},'.repeat(99_999)}{"text":"a"}]`],
    ["rows", "a.csv", `text\n${"a\n".repeat(100_000)}`],
    [
      "items of a feed",
      "a.rss",
      `<rss><channel>${"<item><title>a</title></item>".repeat(50_000)}</channel></rss>`,
    ],
  ];

  test.each(TINY)(
    "is read up to 1,000 records plus one per 32 bytes (%s), with a note",
    (_, name, content) => {
      const entries = [...readSourceBytes({ name, bytes: Buffer.from(content) })];
      const most = 1_000 + Math.floor(content.length / 32);
      expect(entries.length).toBeGreaterThan(most);
      expect(entries.length).toBeLessThan(most + 3);
      expect(entries.at(-1)).toMatchObject({
        kind: "problem",
        problem: { reason: expect.stringContaining("records of fewer than 32 bytes each") },
      });
    },
  );

  test("is read completely if each is a headline", () => {
    const headlines = "20030219,aba decides against licence\n".repeat(5_000);
    const entries = [
      ...readSourceBytes({ name: "a.csv", bytes: Buffer.from(`published,text\n${headlines}`) }),
    ];
    expect(entries.filter(({ kind }) => kind === "article")).toHaveLength(5_000);
    expect(entries.filter(({ kind }) => kind === "problem")).toEqual([]);
  });
});

describe("a source that nests deeply", () => {
  const lists = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const DEEP: readonly (readonly [string, string, string])[] = [
    ["JSON", "a.json", `{"id":"a","text":"x","a":${lists(5_000)}}`],
    ["a field of JSON", "a.json", `{"id":"a","text":"x","tags":${lists(5_000)}}`],
    ["JSON that ends early", "a.json", `{"id":"a","text":"x","a":${"[".repeat(100_000)}`],
    ["YAML", "a.md", `---\na: ${lists(7_000)}\n---\ntext`],
    ["YAML that is not closed", "a.md", `---\na: ${"[".repeat(15_000)}\n---\ntext`],
    ["YAML with a quote", "a.md", `---\na: b"\nc: ${"[".repeat(15_000)}\n---\ntext`],
    ["lists of YAML on one line", "a.md", `---\n${"- ".repeat(10_000)}a\n---\ntext`],
    ["TOML", "a.md", `+++\na = ${lists(7_000)}\n+++\ntext`],
    ["JSON front matter", "a.md", `{\n"a": ${lists(7_000)}\n}\ntext`],
  ];

  test.each(DEEP)("is rejected and does not stop others: %s", (_, name, content) => {
    const entries = [...readSourceBytes({ name, bytes: Buffer.from(content) })];
    expect(entries).toMatchObject([
      { kind: "problem", problem: { reason: expect.stringMatching(/nests|deep/) } },
    ]);
  });

  test("loses only its own line of JSON Lines", () => {
    const lines = `{"text":"x","a":${lists(5_000)}}\n{"id":"b","text":"y [[[ \\" ["}`;
    expect([...readSourceBytes({ name: "a.jsonl", bytes: Buffer.from(lines) })]).toMatchObject([
      { kind: "problem" },
      { kind: "article", article: { id: "b" } },
    ]);
  });

  test.each([
    ["valid", lists(8_000)],
    ["not closed", "[".repeat(20_000)],
    ["with a quote too many", `{"a":"b"","c":${"[".repeat(20_000)}`],
  ])("in JSON-LD keeps the page: %s", (_, json) => {
    const html = page(`<article><p>${"The ferry is late again. ".repeat(20)}</p></article>`);
    const deep = html.replace("</head>", `<script type="application/ld+json">${json}</script></head>`);
    expect([...readSourceBytes({ name: "a.html", bytes: Buffer.from(deep) })]).toMatchObject([
      { kind: "article", article: { title: "Ferry late again" } },
    ]);
  });

  test("front matter of a megabyte is rejected before it is parsed", () => {
    const bytes = Buffer.from(`{\n${'"a": [1],\n'.repeat(90_000)}"b": 1\n}\ntext`);
    expect([...readSourceBytes({ name: "a.md", bytes })]).toMatchObject([
      {
        kind: "problem",
        problem: { reason: expect.stringMatching(/^front matter has 900,0\d\d characters/) },
      },
    ]);
  });
});
