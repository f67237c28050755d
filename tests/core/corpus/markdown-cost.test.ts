import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import { describe, expect, test } from "vitest";

function read(markdown: string) {
  const [entry] = readSourceBytes({ name: "a.md", bytes: Buffer.from(`# Title\n\n${markdown}`) });
  return entry;
}

function textOf(markdown: string): string | undefined {
  const entry = read(markdown);
  return entry?.kind === "article" ? entry.article.text : undefined;
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

/** Each took the parser from many seconds to many minutes. */
const HOSTILE: Readonly<Record<string, string>> = {
  emphasis: "*a_".repeat(100_000),
  "quotes in one another": "> ".repeat(200_000),
  "items in one another on a line": `${"- ".repeat(10_000)}x`,
  "items in one another line by line": lines(1_400, (index) => `${" ".repeat(index)}- x`),
  "numbered items in one another": `${"1. ".repeat(50_000)}x`,
  "quotes and items in turn": `${"> - ".repeat(50_000)}x`,
  "runs of backticks of all lengths": lines(1_200, (index) => "`".repeat(index)),
  "image openers": "![a](".repeat(100_000),
  "openers of comments": "x<!--".repeat(100_000),
  "openers of destinations": "[a](<b".repeat(100_000),
  "short blocks": "a\n\n".repeat(300_000),
  "short items": "- a\n".repeat(200_000),
  definitions: lines(60_000, (index) => `[r${index}]: x`),
  "references of definitions": `${lines(10_000, (index) => `[r${index}]: x`)}\n\n${"[r1]".repeat(10_000)}`,
};

test.each(Object.entries(HOSTILE))(
  "a text of %s takes the parser no longer than two seconds of a processor for each MB",
  (_, markdown) => {
    const before = process.cpuUsage();
    expect(read(markdown)?.kind).toMatch(/^(article|problem)$/);
    const { user, system } = process.cpuUsage(before);
    // Room for a slow machine; before, the shortest of these took five times as long.
    expect((user + system) / 1e6).toBeLessThan(10);
  },
);

test.each([
  ["quotes in one another", "> ".repeat(40)],
  ["items in one another", `${"- ".repeat(40)}x`],
  ["items indented more and more", lines(40, (index) => `${"  ".repeat(index)}- x`)],
])("more than 32 %s are reported", (_, markdown) => {
  const reason = "Markdown nests quotes or lists deeper than 32 levels";
  expect(read(markdown)).toMatchObject({ kind: "problem", problem: { reason } });
});

describe("ordinary texts are read as before", () => {
  test("32 nested quotes", () => {
    expect(textOf(`${"> ".repeat(32)}Deep.`)).toBe("Deep.");
  });

  test("a list of 2,000 items with emphasis and links", () => {
    const text = textOf(
      lines(2_000, (index) => `- **Item** [${index}](https://example.org/${index}), *new*`),
    );
    expect(text?.split("\n").slice(0, 2)).toEqual(["Item 0, new", "Item 1, new"]);
  });

  test("thematic breaks, however long", () => {
    expect(textOf(`Before.\n\n${"- ".repeat(100)}\n\n${"* ".repeat(100)}\n\nAfter.`)).toBe(
      "Before.\n\nAfter.",
    );
  });

  test("5,000 paragraphs with emphasis and code", () => {
    const text = textOf("A *short* paragraph with `code` and **more**.\n\n".repeat(5_000));
    expect(text?.startsWith("A short paragraph with code and more.\n\nA short")).toBe(true);
  });
});

test("a text whose emphasis would take minutes is read with its markup", () => {
  expect(textOf("*a_".repeat(5_000))).toBe("*a_".repeat(5_000));
});

test("long front matter is reported", () => {
  const keys = lines(6_000, (index) => `key${index}: v`);
  const [entry] = readSourceBytes({ name: "a.md", bytes: Buffer.from(`---\n${keys}\n---\nText.`) });
  const reason = expect.stringContaining("more than 32,000");
  expect(entry).toMatchObject({ kind: "problem", problem: { reason } });
});
