import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";
import { articlesOf } from "../../fixtures/source-entries.ts";

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
    expect(found.notes).toEqual([expect.stringMatching(new RegExp(`^line ${line}: .*; read anyway$`))]);
  });

  it.each(["<br>", "<img src='a.png'>", "<hr>", "<IMG src='a.png' alt='A'>", "<img src='a.png'/>"])(
    "keeps the text after %s",
    (tag) => {
      const source = rss(item("One", `${tag}Behind it. <br>`));
      const [entry] = articlesOf([...readSourceBytes({ name: "feed.xml", bytes: Buffer.from(source) })]);
      expect(entry?.article.text).toMatch(/Behind it\.$/);
    },
  );

  it.each(["description", "content:encoded"])("reads an unclosed CDATA section in %s", (name) => {
    const unended = `<item><title>One</title><${name}><![CDATA[<p>Text.</p></${name}></item>`;
    const found = read(rss(`${unended}\n${item("Two")}`));
    expect(found.titles).toEqual(["One", "Two"]);
    expect(found.notes).toEqual([
      `line 3: not well-formed XML: the CDATA section of <${name}> has no end; read anyway`,
    ]);
    const ended = unended.replace(`</${name}>`, `]]></${name}>`).replace("One", "Two");
    expect(read(rss(ended + unended)).titles).toEqual(["Two", "One"]);
  });

  const two = (end: string, ends: Record<string, string> = {}) => {
    const { title = "</title>", link = "</link>", description = "</description>" } = ends;
    return `<item><title>Two${title}<link>https://n.example/two${link}<description>Text two.${description}\n${end}\n`;
  };
  it.each([
    ["letters exchanged", two("</itme>"), 5, "</itme> belongs to <item>"],
    ["a capital", two("</Item>"), 5, "</Item> belongs to <item>"],
    ["a letter too many", two("</items>"), 5, "</items> belongs to <item>"],
    ["a letter too few", two("</itm>"), 5, "</itm> belongs to <item>"],
    ["without its end", two("</item"), 5, "</item has no"],
    ["of Atom", two("</entry>"), 5, "unexpected close tag"],
    ["misspelt in a title", two("</item>", { title: "</titel>" }), 4, "</titel> belongs to <title>"],
    ["without its end in a title", two("</item>", { title: "</title" }), 4, "</title has no"],
    ["of another field", two("</item>", { title: "</link>" }), 4, "unexpected close tag"],
    ["that is a start tag", two("</item>", { title: "<title>" }), 5, "unexpected close tag"],
    ["missing", two("</item>", { link: "" }), 5, "unexpected close tag"],
    ["misspelt in a link", two("</item>", { link: "</lnik>" }), 4, "</lnik> belongs to <link>"],
    ["misspelt in a text", two("</item>", { description: "</descripton>" }), 4, "</descripton> belongs"],
    ["of a misspelt start", two("</item>").replace("<item>", "<itme>"), 4, "</item> belongs to <itme>"],
  ])("keeps all entries and their fields with an end tag %s", (_, second, line, reason) => {
    const source = rss(item("One") + second + item("Three"));
    const entries = [...readSourceBytes({ name: "feed.xml", bytes: Buffer.from(source) })];
    expect(articlesOf(entries).map(({ article }) => article)).toMatchObject([
      { title: "One" },
      { title: "Two", url: "https://n.example/two", text: "Text two." },
      { title: "Three" },
    ]);
    expect(read(source).notes).toEqual([expect.stringContaining(reason)]);
    expect(read(source).notes[0]).toMatch(new RegExp(`^line ${line}: `));
  });

  it.each(["</entyr>", "</Entry>", "</entri>", "</item>", "</entry", ""])(
    "keeps all entries of Atom with %j in place of an end tag",
    (end) => {
      const entry = (id: string, last = "</entry>") =>
        `<entry><id>urn:${id}</id><title>${id}</title><content>Text.</content>${last}`;
      const entries = entry("One") + entry("Two", end) + entry("Three");
      for (const namespace of [' xmlns="http://www.w3.org/2005/Atom"', ""])
        expect(read(`<feed${namespace}><title>News</title>${entries}</feed>`).titles).toEqual([
          "One",
          "Two",
          "Three",
        ]);
    },
  );

  it.each([
    '<enclosure url="https://n.example/a.jpg" type="image/jpeg" length="0"/>',
    '<media:content url="https://n.example/a.jpg" medium="image" />',
    '<itunes:image href="https://n.example/a.jpg"/><comments/>',
    '<atom:link rel="self" href="https://n.example/feed"/>',
  ])("keeps content after an empty element: %s", (empty) => {
    const entry = `<item>${empty}<title>Smith & Jones</title><guid>a</guid>${empty}<description>Text.</description></item>`;
    const source = rss(entry + item("Three"));
    const entries = [...readSourceBytes({ name: "feed.xml", bytes: Buffer.from(source) })];
    expect(articlesOf(entries).map(({ article }) => article)).toMatchObject([
      { title: "Smith & Jones", text: "Text." },
      { title: "Three" },
    ]);
  });

  it("leaves end tags within CDATA and comments alone", () => {
    const html = "<![CDATA[<p>1 < 2</itme></p>]]><!-- </itme> -->";
    expect(read(rss(item("One", html) + item("Two & more"))).titles).toEqual(["One", "Two & more"]);
  });

  it("ignores what a server appends to the feed", () => {
    const found = read(`${rss(item("One"))}\n<script>x()</script>`);
    expect(found.titles).toEqual(["One"]);
    expect(found.problems).toEqual([]);
  });

  it("silently reads control characters as blanks", () => {
    expect(read(rss(item("One\u0003two")))).toEqual({ titles: ["One two"], notes: [], problems: [] });
  });

  it("silently reads a zero byte as a blank", () => {
    const items = item("One\u0000two") + item("Three").repeat(3);
    expect(read(rss(items)).titles[0]).toBe("One two");
  });

  it("reads HTML that was escaped twice", () => {
    const twice = item("One").replace(
      "Text of it.",
      "&amp;lt;p&amp;gt;A &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; text&amp;lt;/p&amp;gt;",
    );
    const entries = [...readSourceBytes({ name: "feed.xml", bytes: Buffer.from(rss(twice)) })];
    expect(articlesOf(entries)).toMatchObject([{ article: { text: "A bold text" } }]);
  });

  it.each([
    [7, "in a text"],
    [-8, "in the last tags"],
    [-40, "in a text of the last item"],
  ])("keeps the complete items of a feed truncated at character %i (%s)", (at, _) => {
    const whole = rss(item("One") + item("Three"));
    const second = whole.indexOf("<title>Three");
    const found = read(at > 0 ? whole.slice(0, second + at) : whole.slice(0, at));
    expect(found.titles).toContain("One");
    expect(found.problems).toEqual([
      {
        file: "feed.xml",
        line: expect.any(Number),
        reason: expect.stringContaining("everything before it is read"),
      },
    ]);
  });

  it.each([
    ["a cut between items", rss(item("One") + item("Two")).replace(/<\/channel>[\s\S]*/, ""), ["One", "Two"]],
    ["a CDATA section at the start of the file", `<![CDATA[<p>x]]>${rss(item("One"))}`, ["One"]],
    ["a comment without an end", rss(`${item("One")}<!-- ${item("Two")}`), ["One"]],
    [
      "a CDATA section that a later item ends",
      rss(
        `<item><title>One</title><description><![CDATA[Text.</description></item><item><title>Two</title>` +
          `<description><![CDATA[Text.]]></description></item>${item("Three")}`,
      ),
      ["One", "Two", "Three"],
    ],
  ])("keeps all complete items after %s, with a note", (_, xml, titles) => {
    const found = read(xml);
    expect(found.titles).toEqual(titles);
    expect(found.problems.length + found.notes.length).toBe(1);
  });

  it.each([
    [
      "two channels",
      rss(item("One")).replace("</channel>", `</channel><channel><title>B</title>${item("Two")}</channel>`),
    ],
    ["items in a list", rss(`<items>${item("One")}${item("Two")}</items>`)],
    ["capitals within", rss(item("One") + item("Two")).replace(/(<\/?)item>/g, "$1Item>")],
  ])("keeps the items of %s", (_, xml) => {
    expect(read(xml)).toEqual({ titles: ["One", "Two"], notes: [], problems: [] });
  });

  it("is rejected if nothing of it can be read", () => {
    const found = read("<rss><channel><title>News");
    expect(found).toMatchObject({
      titles: [],
      problems: [{ reason: expect.stringContaining("unclosed tag") }],
    });
  });

  it.each([
    ["of CDATA sections in one another", "<![CDATA[".repeat(35_000)],
    ["of CDATA sections without an end", "<item><d><![CDATA[x</d></item>".repeat(100_000)],
  ])("takes seconds to read, not minutes, if it consists %s", (_, content) => {
    const before = process.cpuUsage();
    const { titles, notes, problems } = read(rss(content));
    expect(titles).toEqual([]);
    expect(notes.length + problems.length).toBeGreaterThan(0);
    const { user, system } = process.cpuUsage(before);
    // Room for a slow machine. Looking for each end anew, the first took 20 s.
    expect((user + system) / 1e6).toBeLessThan(15);
  });
});
