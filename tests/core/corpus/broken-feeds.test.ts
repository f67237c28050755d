import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const item = (title: string, inside = "") =>
  `<item><title>${title}</title><link>https://n.example/${title.length}</link><description>Text of it.${inside}</description></item>\n`;
const rss = (items: string) =>
  `<?xml version="1.0"?>\n<rss version="2.0"><channel><title>News</title>\n${items}</channel></rss>`;

/** Titles of the articles, and the lines that tell what is wrong. */
function read(source: string) {
  const entries = [...readSourceBytes({ name: "feed.xml", bytes: Buffer.from(source) })];
  return {
    titles: entries.flatMap((entry) => (entry.kind === "article" ? [entry.article.title] : [])),
    notes: entries.flatMap((entry) => (entry.kind === "skipped" ? [entry.reason] : [])),
    problems: entries.flatMap((entry) => (entry.kind === "problem" ? [entry.problem] : [])),
  };
}

describe("a feed with one fault", () => {
  it.each([
    ["a bare &", item("One") + item("Smith & Jones") + item("Three"), ["One", "Smith & Jones", "Three"], 4],
    ["an unknown entity", item("One") + item("A &foo; B") + item("Three"), ["One", "A &foo; B", "Three"], 4],
    ["an unclosed <br>", item("One", "<br>more") + item("Three"), ["One", "Three"], 3],
    ["an unclosed item", item("One").replace("</item>", "") + item("Three"), ["One", "Three"], 5],
    ["a bare <", item("1 < 2") + item("Three"), ["1 < 2", "Three"], 3],
  ])("keeps all entries: %s", (_, items, titles, line) => {
    const found = read(rss(items));
    expect(found.titles).toEqual(titles);
    expect(found.problems).toEqual([]);
    expect(found.notes).toEqual([expect.stringMatching(new RegExp(`^line ${line}: .*; read all the same$`))]);
  });

  it("passes over what a server writes behind the feed", () => {
    const found = read(`${rss(item("One"))}\n<script>x()</script>`);
    expect(found.titles).toEqual(["One"]);
    expect(found.problems).toEqual([]);
  });

  it("reads control characters as blanks without a word", () => {
    expect(read(rss(item("One\u0003two")))).toEqual({ titles: ["One two"], notes: [], problems: [] });
  });

  it.each([
    [7, "in a text"],
    [-8, "in the last tags"],
    [-40, "in a text of the last item"],
  ])("keeps the whole items of a feed that is cut, %i characters in (%s)", (at, _) => {
    const whole = rss(item("One") + item("Three"));
    const second = whole.indexOf("<title>Three");
    const found = read(at > 0 ? whole.slice(0, second + at) : whole.slice(0, at));
    expect(found.titles).toContain("One");
    expect(found.problems).toEqual([
      {
        file: "feed.xml",
        line: expect.any(Number),
        reason: expect.stringContaining("what comes before is read"),
      },
    ]);
  });

  it("is refused when nothing of it can be read", () => {
    const found = read("<rss><channel><title>News");
    expect(found).toMatchObject({
      titles: [],
      problems: [{ reason: expect.stringContaining("unclosed tag") }],
    });
  });
});
