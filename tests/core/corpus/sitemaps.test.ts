import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRemoteReader } from "../../../packages/core/src/adapters/source/open-remote-reader.ts";
import type { CorpusEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { type ReadCorpusOptions, readCorpus } from "../../../packages/core/src/corpus/read-corpus.ts";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";
import { type NewsServer, startNewsServer } from "../../fixtures/news-server.ts";
import { outline } from "../../fixtures/source-entries.ts";

const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
const NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"';
const STORY =
  "<p>The ministers met in Geneva on Monday to talk about the price of grain and of oil.</p>".repeat(4);

const page = (title: string, head = "") =>
  `<!doctype html><html><head><title>${title}</title>${head}</head><body><article><h1>${title}</h1>${STORY}</article></body></html>`;
const urlset = (urls: string) => `<?xml version="1.0"?><urlset ${NAMESPACE} ${NEWS}>${urls}</urlset>`;
const url = (address: string, inside = "") => `<url><loc>${address}</loc>${inside}</url>`;

let server: NewsServer | undefined;
let root = "";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "dateline-sitemaps-"));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
  await server?.close();
  server = undefined;
});

async function read(
  path: string,
  options: ReadCorpusOptions = { follow: true },
  followToPrivateAddresses = false,
): Promise<readonly CorpusEntry[]> {
  const http = { userAgent: "dateline/test", delayMs: 0 };
  const remote = openRemoteReader({ http, followToPrivateAddresses });
  const entries: CorpusEntry[] = [];
  for await (const entry of readCorpus(path, { remote, ...options })) entries.push(entry);
  return entries;
}

function short(entries: readonly CorpusEntry[]): readonly string[] {
  return entries.map((entry) => {
    if (entry.kind === "article") return entry.article.title;
    if (entry.kind === "problem") return `problem ${entry.problem.reason}`;
    return entry.kind === "skipped" ? `skipped ${entry.reason}` : entry.kind;
  });
}

/** Answers that name the server itself, as `ORIGIN`. */
async function serve(answers: Readonly<Record<string, string>>): Promise<NewsServer> {
  const started = await startNewsServer(
    Object.fromEntries(
      Object.entries(answers).map(([path, body]) => [
        path,
        (request) => body.replaceAll("ORIGIN", `http://${request.headers.host}`),
      ]),
    ),
  );
  server = started;
  return started;
}

describe("a sitemap", () => {
  it("yields the pages that it lists, and fills in missing metadata", async () => {
    const news = `<news:news><news:publication><news:name>Example Post</news:name><news:language>fr</news:language></news:publication>
<news:publication_date>2025-12-10T08:00:00+01:00</news:publication_date><news:title>Grain talks</news:title></news:news>`;
    const { origin } = await serve({
      "/news.xml": urlset(url("ORIGIN/grain", news) + url("ORIGIN/oil")),
      "/grain": page("Grain"),
      "/oil": page("Oil", '<meta property="og:site_name" content="Oil Post">'),
    });
    const entries = await read(`${origin}/news.xml`);
    expect(entries).toMatchObject([
      {
        kind: "article",
        article: {
          title: "Grain",
          source: "Example Post",
          language: "fr",
          publishedAt: "2025-12-10T07:00:00Z",
          url: `${origin}/grain`,
        },
        origin: { file: `${origin}/grain` },
      },
      { kind: "article", article: { title: "Oil", source: "Oil Post", publishedAt: null } },
    ]);
  });

  it("that lists sitemaps yields their pages, each once, compressed or not", async () => {
    const started = await startNewsServer({
      "/index.xml": ({ headers: { host } }) =>
        `<sitemapindex ${NAMESPACE}><sitemap><loc>http://${host}/one.xml</loc></sitemap><sitemap><loc>http://${host}/two.xml.gz</loc></sitemap></sitemapindex>`,
      "/one.xml": ({ headers: { host } }) => urlset(url(`http://${host}/a`)),
      "/two.xml.gz": ({ headers: { host } }) => ({
        headers: { "content-type": "application/x-gzip" },
        body: gzipSync(urlset(url(`http://${host}/b`) + url(`http://${host}/a?utm_source=map`))),
      }),
      "/a": page("A"),
      "/b": page("B"),
    });
    server = started;
    const { origin } = started;
    expect(short(await read(`${origin}/index.xml`))).toEqual(["A", "B"]);
  });

  it("is fetched like everything else, with robots.txt for its pages", async () => {
    const { origin, paths } = await serve({
      "/robots.txt": "User-agent: *\nDisallow: /private",
      "/map.xml": urlset(url("ORIGIN/private/a") + url("ORIGIN/b")),
      "/private/a": page("A"),
      "/b": page("B"),
    });
    expect(short(await read(`${origin}/map.xml`))).toEqual([
      expect.stringMatching(/^problem cannot be fetched: the robots.txt of .* does not allow it$/),
      "B",
    ]);
    expect(paths()).not.toContain("/private/a");
  });

  it("fetches pages only up to the limit, the latest first", async () => {
    const dated = (path: string, date: string) => url(`ORIGIN${path}`, `<lastmod>${date}</lastmod>`);
    const { origin } = await serve({
      "/map.xml": urlset(
        dated("/old", "2020-01-01") + dated("/new", "2025-12-10T08:00Z") + url("ORIGIN/undated"),
      ),
      "/old": page("Old"),
      "/new": page("New"),
      "/undated": page("Undated"),
    });
    expect(short(await read(`${origin}/map.xml`, { follow: true, maxPages: 1 }))).toEqual([
      "New",
      "skipped 2 pages beyond the latest 1 are not fetched",
    ]);
  });

  it("is only reported without --follow", async () => {
    const { origin, paths } = await serve({ "/map.xml": urlset(url("ORIGIN/a") + url("ORIGIN/b")) });
    expect(short(await read(`${origin}/map.xml`, {}))).toEqual([
      "skipped 2 pages are linked but not fetched; fetch with --follow",
    ]);
    expect(paths()).toEqual(["/robots.txt", "/map.xml"]);
  });

  it("skips a page without an article, such as a section's", async () => {
    const { origin } = await serve({
      "/map.xml": urlset(url("ORIGIN/world")),
      "/world": "<html><body></body></html>",
    });
    expect(short(await read(`${origin}/map.xml`))).toEqual([
      "skipped page has no article: no main text found",
    ]);
  });

  it("in a file does not lead into the reader's own network, unless allowed", async () => {
    const { origin } = await serve({ "/a": page("A") });
    const path = join(root, "map.xml");
    await writeFile(path, urlset(url(`${origin}/a`)));
    expect(short(await read(path))).toEqual([expect.stringContaining("127.0.0.1 is private")]);
    expect(short(await read(path, { follow: true }, true))).toEqual(["A"]);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      "https://n.example/a\r\n\nhttps://n.example/b\n",
      ["link 1 https://n.example/a", "link 3 https://n.example/b"],
    ],
    ["https://n.example/a\nA ferry is late.\n", ["article 1 https://n.example/a A ferry is late."]],
  ])("may be a text of addresses alone: %j", (text, expected) => {
    expect(outline([...readSourceBytes({ name: "sitemap.txt", bytes: Buffer.from(text) })])).toEqual(
      expected,
    );
  });

  it("that lists itself ends", async () => {
    const { origin } = await serve({
      "/index.xml": `<sitemapindex ${NAMESPACE}><sitemap><loc>ORIGIN/index.xml?a</loc></sitemap></sitemapindex>`,
      "/index.xml?a": `<sitemapindex ${NAMESPACE}><sitemap><loc>ORIGIN/index.xml?b</loc></sitemap></sitemapindex>`,
      "/index.xml?b": `<sitemapindex ${NAMESPACE}><sitemap><loc>ORIGIN/index.xml?c</loc></sitemap></sitemapindex>`,
      "/index.xml?c": `<sitemapindex ${NAMESPACE}><sitemap><loc>ORIGIN/index.xml?d</loc></sitemap></sitemapindex>`,
    });
    expect(short(await read(`${origin}/index.xml`))).toEqual([
      `skipped ${origin}/index.xml?d is not fetched: too many sitemaps`,
    ]);
  });

  it.each([
    ["without a namespace", `<urlset>${url("https://ip.example/1")}</urlset>`],
    [
      "of Google's first version",
      `<urlset xmlns="http://www.google.com/schemas/sitemap/0.84">${url("https://ip.example/1")}</urlset>`,
    ],
    ["with blanks around its addresses", urlset(url("\n https://ip.example/1\n "))],
    ["with a bare &", urlset(url("https://ip.example/1") + url("https://ip.example/2?a=1&b=2"))],
  ])("is read %s", (_, source) => {
    const entries = [...readSourceBytes({ name: "map.xml", bytes: Buffer.from(source) })];
    expect(outline(entries)[0]).toBe("link 1 https://ip.example/1");
  });

  it("reports an entry without an address, and reads the others", () => {
    const source = urlset(`${url("mailto:a@b.example")}${url("https://ip.example/1")}`);
    expect(outline([...readSourceBytes({ name: "map.xml", bytes: Buffer.from(source) })])).toEqual([
      "problem 1 <url> has no <loc> with a web address",
      "link 1 https://ip.example/1",
    ]);
  });
});

describe("a compressed file", () => {
  it("is read by its decompressed name", async () => {
    await writeFile(join(root, "stories.jsonl.gz"), gzipSync('{"title":"A","text":"T."}\n'));
    await writeFile(
      join(root, "feed.rss.gz"),
      gzipSync("<rss><channel><item><title>B</title></item></channel></rss>"),
    );
    expect(short(await read(root))).toEqual(["B", "A"]);
  });

  it("is rejected if it exceeds the size limit or is damaged", () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
    expect(outline([...readSourceBytes({ name: "a.txt.gz", bytes: bomb })])).toEqual([
      "problem 1 it has more than 64 MB when unpacked",
    ]);
    const damaged = gzipSync("some text").subarray(0, 15);
    expect(outline([...readSourceBytes({ name: "a.txt.gz", bytes: damaged })])).toEqual([
      "problem 1 its gzip data is damaged",
    ]);
  });
});

describe("a page that names feeds", () => {
  const feed = (title: string) =>
    `<rss version="2.0"><channel><title>Post</title><item><title>${title}</title><description>T.</description></item></channel></rss>`;
  const HEAD = `<link rel="alternate" type="application/rss+xml" title="News" href="/news.rss">
<link rel="alternate home" type="application/atom+xml; charset=utf-8" href="ORIGIN/sport.atom">
<link rel="alternate" type="application/rss+xml" title="Post » Comments Feed" href="/comments/feed">
<link rel="alternate" type="application/json+oembed" href="/oembed"><link rel="alternate" hreflang="fr" href="/fr">
<link rel="stylesheet" type="application/rss+xml" href="/style">`;

  it("is replaced by these with --discover", async () => {
    const { origin, paths } = await serve({
      "/": page("Front", HEAD),
      "/news.rss": feed("News"),
      "/sport.atom": feed("Sport"),
    });
    expect(short(await read(origin, { discover: true }))).toEqual(["News", "Sport"]);
    expect(paths()).toEqual(["/robots.txt", "/", "/news.rss", "/sport.atom"]);
  });

  it("is read itself without --discover, or if it names none", async () => {
    const { origin } = await serve({ "/": page("Front", HEAD), "/none": page("None") });
    expect(short(await read(origin, {}))).toEqual(["Front"]);
    expect(short(await read(`${origin}/none`, { discover: true }))).toEqual(["None"]);
  });

  it("names them relative to its base", async () => {
    const base = '<base href="/feeds/"><link rel="alternate" type="application/feed+json" href="all.json">';
    const json = {
      version: "https://jsonfeed.org/version/1.1",
      title: "P",
      items: [{ id: "1", title: "One" }],
    };
    const { origin } = await serve({
      "/": page("Front", base),
      "/feeds/all.json": JSON.stringify(json),
    });
    expect(short(await read(origin, { discover: true }))).toEqual(["One"]);
  });

  it("stays a page if a feed's summary leads to it", async () => {
    const item = "<item><title>A</title><link>ORIGIN/a</link><description>T.</description></item>";
    const { origin } = await serve({
      "/": page("Front", '<link rel="alternate" type="application/rss+xml" href="/f.rss">'),
      "/f.rss": `<rss><channel><title>P</title>${item}</channel></rss>`,
      "/a": page("A", HEAD),
    });
    const [entry] = await read(origin, { discover: true, follow: true });
    expect(entry).toMatchObject({ article: { text: expect.stringContaining("ministers met") } });
  });
});
