import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRemoteReader } from "../../../packages/core/src/adapters/source/open-remote-reader.ts";
import type { CorpusEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { type ReadCorpusOptions, readCorpus } from "../../../packages/core/src/corpus/read-corpus.ts";
import { type NewsServer, startNewsServer } from "../../fixtures/news-server.ts";

const PARAGRAPH =
  "<p>The ministers met in Geneva on Monday to talk about the price of grain and of oil. ".repeat(8);
const PAGE = `<!doctype html><html lang="en"><head><title>Grain talks</title>
<meta name="author" content="Ann Lee"><meta property="article:section" content="World"></head>
<body><nav>Home News Sport</nav><article><h1>Grain talks</h1>${PARAGRAPH}</article></body></html>`;

function feed(origin: string, items: string): string {
  return `<rss version="2.0"><channel><title>Example Post</title><link>${origin}/</link>${items}</channel></rss>`;
}

let root = "";
let server: NewsServer | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "dateline-sources-"));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
  await server?.close();
  server = undefined;
});

async function read(
  paths: string | readonly string[],
  options: ReadCorpusOptions = {},
): Promise<readonly CorpusEntry[]> {
  const remote = openRemoteReader({ http: { userAgent: "dateline/test", delayMs: 0 } });
  const entries: CorpusEntry[] = [];
  for await (const entry of readCorpus(paths, { remote, ...options })) entries.push(entry);
  return entries;
}

function titles(entries: readonly CorpusEntry[]): readonly string[] {
  return entries.map((entry) => {
    if (entry.kind === "article") return entry.article.title;
    return entry.kind === "problem" ? `problem ${entry.problem.reason}` : entry.kind;
  });
}

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe("readCorpus on the standard input", () => {
  it.each([
    [
      "a feed",
      [feed("https://example.org", "<item><title>A</title><description>T.</description></item>")],
      ["A"],
    ],
    ["JSON Lines", ['{"title":"A","text":"T."}\n{"title":', '"B","text":"T."}\n'], ["A", "B"]],
    ["a JSON list", ['[{"title":"A","text":"T."},{"title":"B","text":"T."}]'], ["A", "B"]],
    ["text", ["Title: A\n\nThe text."], ["A"]],
    ["a page", [PAGE], ["Grain talks"]],
  ])("recognises %s by its content", async (_, texts, expected) => {
    expect(titles(await read("-", { stdin: chunks(...texts) }))).toEqual(expected);
  });

  it("is rejected if there is none", async () => {
    await expect(read("-")).rejects.toMatchObject({ code: "invalid-input" });
  });
});

describe("readCorpus on the web", () => {
  it("reads several places as one corpus, in their order", async () => {
    server = await startNewsServer({ "/a": { headers: { "content-type": "text/html" }, body: PAGE } });
    await writeFile(join(root, "a.txt"), "Title: File\n\nThe text.");
    await writeFile(join(root, "b.txt"), "Title: File\n\nThe text.");
    const entries = await read([join(root, "a.txt"), `${server.origin}/a`, join(root, "b.txt")]);
    expect(titles(entries)).toEqual(["File", "Grain talks", "duplicate"]);
    expect(entries[1]).toMatchObject({
      article: { url: `${server.origin}/a`, author: "Ann Lee", section: "World", language: "en" },
      origin: { file: `${server.origin}/a`, line: 1 },
    });
  });

  it("reads a list of addresses, and reports those that cannot be fetched with file, line and reason", async () => {
    server = await startNewsServer({ "/a": PAGE });
    const list = join(root, "feeds.urls");
    await writeFile(list, `# my feeds\n\n${server.origin}/a\n${server.origin}/gone\nexample.org\n`);
    const entries = await read(list);
    expect(titles(entries)).toEqual([
      "Grain talks",
      "problem cannot be fetched: the server answered 404",
      'problem "example.org" is not an address beginning with https://, http:// or s3://',
    ]);
    expect(entries[2]).toMatchObject({ problem: { file: "feeds.urls", line: 5 } });
  });

  it("rejects addresses if nothing can fetch them", async () => {
    await expect(read("https://example.org/", { remote: undefined })).rejects.toMatchObject({
      code: "invalid-input",
    });
  });
});

describe("readCorpus with follow", () => {
  const items = (origin: string) =>
    `<item><guid isPermaLink="false">x-1</guid><title>Grain</title><link>${origin}/a</link><description>Short.</description></item>
     <item><title>Gone</title><link>${origin}/gone</link><description>Summary.</description></item>
     <item><title>Whole</title><link>${origin}/b</link><content:encoded>All of it.</content:encoded></item>`;

  async function startFeed(): Promise<string> {
    const pages: Record<string, string> = { "/a": PAGE };
    server = await startNewsServer(pages);
    pages["/feed.xml"] = feed(server.origin, items(server.origin));
    return `${server.origin}/feed.xml`;
  }

  it("reads the pages behind summaries, keeps the feed's metadata, and reports missing pages", async () => {
    const address = await startFeed();
    const entries = await read(address, { follow: true });
    expect(titles(entries)).toEqual([
      "Grain",
      "Gone",
      `problem only the summary is kept: ${server?.origin}/gone cannot be fetched: the server answered 404`,
      "Whole",
    ]);
    expect(entries[0]).toMatchObject({
      article: { id: expect.stringMatching(/\/a$/), source: "Example Post", author: "Ann Lee" },
    });
    const [first] = entries;
    expect(first?.kind === "article" && first.article.text).toMatch(/^(Grain talks\n\n)?The ministers met/);
    expect(server?.paths()).not.toContain("/b");
  });

  it("does not follow links from a public feed to this machine", async () => {
    server = await startNewsServer({ "/a": PAGE });
    const file = join(root, "feed.rss");
    await writeFile(file, feed("https://example.org", items(server.origin)));
    const entries = await read(file, { follow: true });
    expect(titles(entries)).toEqual([
      "Grain",
      expect.stringMatching(/^problem only the summary is kept: .* cannot be fetched: /),
      "Gone",
      expect.stringMatching(/^problem only the summary is kept: .* cannot be fetched: /),
      "Whole",
    ]);
    expect(server.paths()).toEqual([]);
  });

  it("follows them if allowed", async () => {
    server = await startNewsServer({ "/a": PAGE });
    const file = join(root, "feed.rss");
    await writeFile(file, feed("https://example.org", items(server.origin)));
    const http = { userAgent: "dateline/test", delayMs: 0 };
    const remote = openRemoteReader({ http, followToPrivateAddresses: true });
    const [first] = await read(file, { follow: true, remote });
    expect(first?.kind === "article" && first.article.text).toMatch(/The ministers met/);
  });

  it("fetches only the feed without it", async () => {
    const address = await startFeed();
    expect(titles(await read(address))).toEqual(["Grain", "Gone", "Whole"]);
    expect(server?.paths()).toEqual(["/robots.txt", "/feed.xml"]);
  });
});
