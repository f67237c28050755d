import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

test("check reports the content of every file without building anything", async () => {
  const folder = corpusOf({
    "empty.jsonl": "",
    "feed.xml": `<rss version="2.0"><channel><title>Island Post</title><link>https://ip.example</link>
<item><guid>1</guid><title>Ferry late</title><description>The ferry is late.</description><pubDate>Wed, 10 Dec 2025 08:00:00 GMT</pubDate></item>
<item><guid>2</guid><link>https://ip.example/2</link></item></channel></rss>`,
    "notes.md": "---\ntitle: Bees\nlang: en\nlayout: post\ntags: [bees]\n---\n\nThe bees are well.\n",
    "picture.png": "no text",
    "stories.jsonl": [
      { id: "a", title: "Old", body: "One text.", date: "2025-12-01", lang: "fr", mood: "good" },
      { id: "a", title: "New", body: "Another text.", date: "2025-12-02", lang: "fr" },
      { id: "b", title: "Undated", body: "A text.", date: "soon", kicker: "x" },
      { id: "b", title: "Undated", body: "A text." },
      { id: "c", title: "Secret", body: "Not yet.", embargoed: "2099-01-01" },
      { id: "d", pubstatus: "canceled" },
    ]
      .map((record) => JSON.stringify(record))
      .join("\n"),
  });
  const { exitCode, stdout, stderr } = await runCommand(["check", folder]);
  expect(exitCode).toBe(1);
  expect(stdout).toBe(`empty.jsonl: no articles
feed.xml: 1 article
  fields: title, source, publishedAt
  languages: und
  dates: 2025-12-10T08:00:00Z
  left out: line 3: entry has neither title nor text
notes.md: 1 article
  fields: title, tags, language
  not read: layout
  languages: en
  dates: 1 undated
picture.png: no articles
  skipped: unknown format ".png"
stories.jsonl: 3 articles
  fields: title, language 2, publishedAt 2
  not read: mood, kicker
  languages: fr 2, und 1
  dates: 2025-12-01 to 2025-12-02, 1 undated
  skipped: "c" is under embargo until 2099-01-01
  withdrawn: line 6: d: pubstatus is canceled
  duplicate: line 4: b, first in stories.jsonl:3
  note: line 3: publishedAt: date "soon" is not understood; write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ; the article is kept without it
same id: a
  stories.jsonl:1: Old
  stories.jsonl:2: New (this one is indexed)
all files: 5 articles
  fields: title, source 1, tags 1, language 3, publishedAt 3
  not read: layout, mood, kicker
  languages: und 2, en 1, fr 2
  dates: 2025-12-01 to 2025-12-10T08:00:00Z, 2 undated
5 articles in 5 files. 1 record left out.
`);
  expect(stderr).toContain("Reading 4/4 files");
});

test("check detects undeclared languages, as a build does", async () => {
  const text =
    "Die Fähre zu den Inseln fällt am Mittwoch wegen Nebels aus, sagte der Hafenmeister am Morgen.";
  const folder = corpusOf({ "a.txt": text });
  const { stdout } = await runCommand(["check", folder, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ total: { languages: { de: 1 } } });
});

test("check prints the same as JSON, and exits with 0 if everything could be read", async () => {
  const folder = corpusOf({ "a.txt": "Seoul, Dec 10 (IANS) The ferry is late." });
  const { exitCode, stdout } = await runCommand(["check", folder, "--json"]);
  expect(exitCode).toBe(0);
  const counts = {
    articles: 1,
    fields: { source: 1, place: 1, agency: 1 },
    passedOver: [],
    languages: { und: 1 },
    dates: { earliest: null, latest: null, undated: 1 },
  };
  expect(JSON.parse(stdout)).toEqual({
    readable: true,
    files: [
      {
        file: "a.txt",
        ...counts,
        duplicates: [],
        problems: [],
        skipped: [],
        takenBack: [],
        notes: [],
      },
    ],
    total: counts,
    collisions: [],
  });
});

test("only the first of many similar lines are printed, and the rest are counted", async () => {
  const folder = corpusOf({ "a.jsonl": "{\n".repeat(25) });
  const { stdout } = await runCommand(["check", folder]);
  expect(stdout.match(/left out: line/g)).toHaveLength(20);
  expect(stdout).toContain("  … and 5 more lines\n");
});

test("a missing file is a usage error", async () => {
  const { exitCode, stderr } = await runCommand(["check", join(temporaryFolder(), "gone.txt")]);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("Cannot read the corpus: no such file")]);
});

test.each(["--store", "--index", "--from"])(
  "%s is rejected together with paths of articles",
  async (flag) => {
    const { exitCode, stderr } = await runCommand(["check", "corpus", flag, temporaryFolder()]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`Cannot check: ${flag} applies to an index, not to paths of articles`);
  },
);

function corpusOf(files: Readonly<Record<string, string>>): string {
  const folder = join(temporaryFolder(), "corpus");
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}
