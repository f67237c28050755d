import { describe, expect, it } from "vitest";
import { listCorpusFiles } from "../../../packages/core/src/corpus/list-corpus-files.ts";
import { readSource } from "../../../packages/core/src/corpus/read-source.ts";
import { outline } from "../../fixtures/source-entries.ts";

const NOW = new Date("2026-06-01T12:00:00Z");

async function read(name: string, content: string | Uint8Array) {
  const entries = [];
  for await (const entry of readSource({ name, bytes: Buffer.from(content) }, { now: NOW }))
    entries.push(entry);
  return entries;
}

describe("a feed of mixed formats", () => {
  it.each([
    ["with a prefix", "atom:entry", "atom:", ' xmlns:atom="http://www.w3.org/2005/Atom"'],
    ["without a namespace", "entry", "", ""],
    ["in its own namespace", 'entry xmlns="http://www.w3.org/2005/Atom"', "", ""],
  ])("has entries of Atom among the items of RSS, %s", async (_, open, prefix, namespace) => {
    const close = open.split(" ")[0];
    const entry = `<${open}><${prefix}title>Two</${prefix}title><${prefix}link href="https://pier.example/2"/><${prefix}id>urn:x:2</${prefix}id><${prefix}updated>2026-05-01T10:00:00Z</${prefix}updated><${prefix}summary>Text of two.</${prefix}summary></${close}>`;
    const feed = `<rss${namespace}><channel><item><title>One</title><description>Text of one.</description></item>${entry}</channel></rss>`;
    expect(outline(await read("a.xml", feed))).toEqual(["article 1 One", "article 1 Two"]);
  });

  it("has items of RSS among the entries of Atom", async () => {
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Pier News</title><entry><id>urn:x:1</id><title>One</title><content>Text of one.</content></entry><item><title>Two</title><link>https://pier.example/2</link><pubDate>Fri, 01 May 2026 10:00:00 GMT</pubDate><description>Text of two.</description></item></feed>`;
    const entries = await read("a.xml", feed);
    expect(outline(entries)).toEqual(["article 1 One", "article 1 Two"]);
    expect(entries[1]).toMatchObject({
      article: { url: "https://pier.example/2", publishedAt: "2026-05-01T10:00:00Z", source: "Pier News" },
    });
  });
});

describe("a sitemap", () => {
  it.each([
    ["in capitals", "<URLSET><URL><LOC>https://pier.example/1</LOC></URL></URLSET>"],
    ["with comments, in text form", "# all pages\nhttps://pier.example/1\n"],
  ])("%s is read", async (_, content) => {
    expect((await read("sitemap", content))[0]).toMatchObject({
      kind: "link",
      address: "https://pier.example/1",
      leadsTo: "page",
    });
  });

  it.each([
    ["<sitemapindex><url><loc>https://pier.example/1.xml</loc></url></sitemapindex>"],
    ["<urlset><sitemap><loc>https://pier.example/1.xml</loc></sitemap></urlset>"],
  ])("with confused elements is read as a list of sitemaps: %s", async (content) => {
    expect((await read("sitemap.xml", content))[0]).toMatchObject({ kind: "link", leadsTo: "sitemap" });
  });
});

describe("a web archive", () => {
  const story =
    "<p>The council of the island agreed on Monday to rebuild the pier, which a storm had broken.</p>";
  const html = `<html><head><title>The pier</title></head><body><article>${story.repeat(4)}</article></body></html>`;
  const record = (type: string, contentType: string, block: string, end = "\r\n") => {
    const fields = ["WARC/1.0", `WARC-Type: ${type}`, "WARC-Target-URI: https://pier.example/1"];
    const head = [
      ...fields,
      `Content-Type: ${contentType}`,
      `Content-Length: ${Buffer.byteLength(block)}`,
      "",
      "",
    ];
    return `${head.join(end)}${block}${end}${end}`;
  };
  const http = (status: string, end = "\r\n") =>
    [`HTTP/1.1 ${status}`, "Content-Type: text/html", "", html].join(end);

  it.each([
    ["whose lines end with LF", record("response", "application/http", http("200 OK", "\n"), "\n")],
    ["with an answer of a proxy", record("response", "application/http", http("203 Other"))],
    ["of texts", record("conversion", "text/plain", "The pier\n\nThe council agreed.\n\nIt opens in May.")],
  ])("%s is read", async (_, archive) => {
    expect(outline(await read("a.warc", archive))).toEqual(["article 1 The pier"]);
  });
});

describe("a draft of Hexo", () => {
  it("is recognised by its layout", async () => {
    const draft = "---\ntitle: The pier\nlayout: draft\n---\n\nThe pier is rebuilt.\n";
    expect(outline(await read("a.md", draft))[0]).toContain("layout is draft");
    expect(outline(await read("a.md", draft.replace("layout: draft", "layout: post")))).toContain(
      "article 1 The pier",
    );
  });
});

describe("a withdrawal without an id", () => {
  it("is reported, and withdraws nothing", async () => {
    const kill = { type: "kill", headline: "Kill: the pier", text: "Please kill the story." };
    const [entry, ...others] = await read("a.json", JSON.stringify(kill));
    expect(entry).toMatchObject({ kind: "skipped", reason: expect.stringContaining("gives no id") });
    expect(others).toEqual([]);
  });
});

describe("a path", () => {
  it.each(["corpus/../other", "./corpus/a/../../other", "corpus/.."])(
    "%s leads out of its folder",
    async (path) => {
      await expect(listCorpusFiles(path).next()).rejects.toThrow(/leads out of "corpus"/);
    },
  );

  it.each(["../no-such-folder", "no-such/a/../b", "/no/../such"])("%s does not", async (path) => {
    await expect(listCorpusFiles(path).next()).rejects.not.toThrow(/leads out/);
  });
});
