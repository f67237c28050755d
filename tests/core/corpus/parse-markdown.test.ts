import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidRecord } from "../../../packages/core/src/corpus/invalid-record.ts";
import { parseMarkdown as parse } from "../../../packages/core/src/corpus/parse-markdown.ts";

const CONTEXT = { now: new Date("2025-12-31T12:00:00Z"), note: () => {}, passOver: () => {} };
const parseMarkdown = (source: string) => parse(source, CONTEXT);

describe("parseMarkdown", () => {
  it("reads front matter under the names of JSON records", () => {
    const source =
      "---\ntitle: 1984\nid: 007\ndate: 2025-12-10\nlink: https://example.org/a\npublisher: Example Post\n" +
      "authors: [Kim Min, Lee Jae]\ncategory: Asia\nlanguage: en\nplace: ~\nupdated: 2025-12-11T08:00:00+09:00\n---\n\nText.\n";
    expect(parseMarkdown(source)).toEqual({
      id: "007",
      title: "1984",
      titleDerived: false,
      text: "Text.",
      url: "https://example.org/a",
      image: null,
      tags: [],
      source: "Example Post",
      author: "Kim Min, Lee Jae",
      section: "Asia",
      place: null,
      agency: null,
      language: "en",
      publishedAt: "2025-12-10",
      updatedAt: "2025-12-10T23:00:00Z",
    });
  });

  it("uses the first heading of level 1 as the title, and removes it from the text if nothing precedes it", () => {
    expect(parseMarkdown("# A *good* title\n\nText.")).toMatchObject({
      title: "A good title",
      titleDerived: false,
      text: "Text.",
    });
    expect(parseMarkdown("Before.\n\n# Title\n\nText.")).toMatchObject({
      title: "Title",
      text: "Before.\n\nTitle\n\nText.",
    });
    expect(parseMarkdown("---\ntitle: Stated\n---\n# Heading\n\nText.")).toMatchObject({
      title: "Stated",
      text: "Heading\n\nText.",
    });
    expect(parseMarkdown("## Part\n\nText.")).toMatchObject({ title: "Part", titleDerived: true });
  });

  it.each([
    "---\ntitle: Talks resume\n---\n\n# Talks resume\n\nText.",
    "---\ntitle: Talks  resume\n---\n\n# *Talks* RESUME\n\nText.",
    "---\ntitle: Talks resume\n---\n\nTalks resume\n===\n\nText.",
    "---\ntitle: Talks resume\n---\n\n<!-- from the archive -->\n\n# Talks resume\n\nText.",
    "<!-- from the archive -->\n\n# Talks resume\n\nText.",
  ])("removes a leading heading that repeats the title: %j", (source) => {
    expect(parseMarkdown(source).text).toBe("Text.");
  });

  it("keeps a later heading that repeats the title, and a leading one with other words", () => {
    expect(parseMarkdown("---\ntitle: Talks\n---\nBefore.\n\n# Talks\n\nText.").text).toBe(
      "Before.\n\nTalks\n\nText.",
    );
    expect(parseMarkdown("---\ntitle: Talks\n---\n# Talks resume\n\nText.").text).toBe(
      "Talks resume\n\nText.",
    );
    expect(parseMarkdown("---\ntitle: Talks\n---\n# Only a heading").text).toBe("Only a heading");
  });

  it.each([
    ["---\ntitle: Talks resume\ndate: 2025-11-16\n---\n\n# Talks resume\n\n", ""],
    ["---\ntitle: Talks resume\ndate: 2025-11-16\n---\n\n# Brexit: talks\n\n", "Brexit: talks\n\n"],
    ["---\ndate: 2025-11-16\n---\n\n# Talks resume\n\n## The first day\n\n", "The first day\n\n"],
  ])("finds the dateline in the first paragraph below the headings of %j", (head, headings) => {
    const article = parseMarkdown(
      `${head}BRUSSELS, Nov 15 (Reuters) - Negotiators met.\n\nThey will meet again.`,
    );
    expect(article).toMatchObject({ place: "BRUSSELS", agency: "Reuters", source: "Reuters" });
    expect(article.text).toBe(`${headings}Negotiators met.\n\nThey will meet again.`);
  });

  it("converts Markdown to plain text", () => {
    const source = [
      "A [link](https://example.org), *stress*, `code` &amp; ![a picture](p.png)<b>bold</b>  ",
      "hard break<br>tag\nsoft break",
      "",
      "## Heading",
      "",
      "- one",
      "- two",
      "  - deep",
      "",
      "> quoted",
      ">",
      "> twice",
      "",
      "<div>dropped</div>",
      "",
      "```",
      "x &amp; y",
      "```",
      "",
      "***",
      "",
      "[ref]: https://example.org",
    ].join("\n");
    expect(parseMarkdown(source).text).toBe(
      "A link, stress, code & a picturebold\nhard break\ntag soft break\n\nHeading\n\none\ntwo\ndeep\n\n" +
        "quoted\n\ntwice\n\nx &amp; y",
    );
  });

  it("removes the dateline from the text and completes it with the front matter's date", () => {
    const article = parseMarkdown("---\ndate: 2025-12-10\n---\n\nSEOUL, Dec 9 (Yonhap) -- The talks began.");
    expect(article).toMatchObject({
      place: "SEOUL",
      agency: "Yonhap",
      source: "Yonhap",
      publishedAt: "2025-12-10",
    });
    expect(article.text).toBe("The talks began.");
  });

  it.each([
    ['---\ntitle: A\nsource: "open\n---\n\nText.', 3, "front matter is not valid YAML"],
    ["---\ntitle: A\ntitle: B\n---\n\nText.", 3, "front matter is not valid YAML: Map keys must be unique"],
    ["---\ntitle: {a: b}\n---\n\nText.", 1, "title must be a text, got an object"],
    ["---\n- a list\n---\n\nText.", 1, "record must be an object"],
    ["---\ntitle: Never closed\n\nText.", 1, "front matter is not closed"],
    ["---\ntitle: A\n---\n", 1, "text is empty"],
    ["# Only a title", 1, "text is empty"],
    ["---\ntitle: Only a title\n---\n# Only a title", 1, "text is empty"],
    ["word ".repeat(200_001), 1, "Markdown has 1,000,005 characters, more than 1,000,000"],
  ])("rejects %.80j at line %d: %s", (source, line, reason) => {
    expect(() => parseMarkdown(source)).toThrow(InvalidRecord);
    expect(() => parseMarkdown(source)).toThrow(
      expect.objectContaining({ line, reason: expect.stringContaining(reason) }),
    );
  });

  it("throws nothing but InvalidRecord for arbitrary Markdown and front matter", () => {
    const markdown = fc.stringMatching(/^[a-z#>*_`[\]()<!&;: \n-]{0,120}$/);
    const frontMatter = fc.tuple(fc.string(), markdown).map(([yaml, body]) => `---\n${yaml}\n---\n${body}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), markdown, frontMatter), (source) => {
        try {
          expect(parseMarkdown(source)).toEqual(parseMarkdown(source));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRecord);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("rejects front matter whose aliases would exhaust memory", () => {
    const levels = ["a", "b", "c", "d", "e", "f", "g"];
    const yaml = levels.map(
      (name, i) => `${name}: &${name} [${Array(9).fill(i === 0 ? "x" : `*${levels[i - 1]}`)}]`,
    );
    expect(() => parseMarkdown(`---\n${yaml.join("\n")}\n---\nText.`)).toThrow(
      "front matter cannot be read as fields",
    );
  });

  it("rejects quotes nested too deeply for the stack instead of crashing", () => {
    expect(() => parseMarkdown(`${"> ".repeat(10_000)}deep`)).toThrow(InvalidRecord);
  });
});
