import { createHash } from "node:crypto";
import { brotliCompressSync, deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { SourceEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { readSource } from "../../../packages/core/src/corpus/read-source.ts";
import { articlesOf, outline } from "../../fixtures/source-entries.ts";

async function entriesOf(name: string, bytes: string | Uint8Array): Promise<readonly SourceEntry[]> {
  const entries: SourceEntry[] = [];
  for await (const entry of readSource({ name, bytes: Buffer.from(bytes) })) entries.push(entry);
  return entries;
}

const read = async (name: string, bytes: string | Uint8Array) =>
  articlesOf(await entriesOf(name, bytes)).map(({ article }) => article);

const STORY =
  "<p>The ministers met in Geneva on Monday to talk about the price of grain and of oil.</p>".repeat(4);
const page = (title: string) =>
  `<html><head><title>${title}</title></head><body><article><h1>${title}</h1>${STORY}</article></body></html>`;

/** RFC 4648, as digests in web archives are written. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Number.parseInt(group, 2))).join("");
}

describe("a web archive", () => {
  const record = (headers: readonly string[], block: string | Uint8Array) => {
    const bytes = Buffer.from(block);
    const head = ["WARC/1.0", ...headers, `Content-Length: ${bytes.length}`].join("\r\n");
    return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bytes, Buffer.from("\r\n\r\n")]);
  };
  const answer = (body: string | Uint8Array, headers = "", status = "200 OK") =>
    Buffer.concat([
      Buffer.from(`HTTP/1.1 ${status}\r\nContent-Type: text/html; charset=utf-8\r\n${headers}\r\n`),
      Buffer.from(body),
    ]);
  const response = (path: string, block: Uint8Array, more: readonly string[] = []) =>
    record(
      [
        "WARC-Type: response",
        `WARC-Target-URI: https://ip.example/${path}`,
        "Content-Type: application/http; msgtype=response",
        ...more,
      ],
      block,
    );
  const chunked = (body: string) =>
    `5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)};x=1\r\n${body.slice(5)}\r\n0\r\n\r\n`;
  const INFO = record(["WARC-Type: warcinfo", "Content-Type: application/warc-fields"], "software: x\r\n");

  it.each([
    ["plain", (parts: readonly Buffer[]) => Buffer.concat(parts)],
    [
      "packed record by record, as Common Crawl does",
      (parts: readonly Buffer[]) => Buffer.concat(parts.map((part) => gzipSync(part))),
    ],
    ["packed as a whole", (parts: readonly Buffer[]) => gzipSync(Buffer.concat(parts))],
  ])("yields the articles of its responses: %s", async (_, pack) => {
    const archive = pack([
      INFO,
      record(["WARC-Type: request", "WARC-Target-URI: https://ip.example/a"], "GET /a HTTP/1.1\r\n\r\n"),
      response("a", answer(page("A"))),
      response("gone", answer(page("Gone"), "", "404 Not Found")),
      response("i.png", Buffer.from("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG")),
      record(["WARC-Type: metadata", "WARC-Target-URI: https://ip.example/a"], "x: y"),
      response("b", answer(page("B"))),
    ]);
    const articles = articlesOf(await entriesOf("news.warc.gz", archive));
    expect(articles).toMatchObject([
      { article: { title: "A", url: "https://ip.example/a" }, origin: { file: "news.warc.gz", line: 3 } },
      { article: { title: "B", url: "https://ip.example/b" }, origin: { file: "news.warc.gz", line: 7 } },
    ]);
  });

  it.each([
    ["in chunks", answer(chunked(page("A")), "Transfer-Encoding: chunked\r\n")],
    ["without the chunks that its header names", answer(page("A"), "Transfer-Encoding: chunked\r\n")],
    ["packed", answer(gzipSync(page("A")), "Content-Encoding: gzip\r\n")],
    ["unpacked, with the header of the packed", answer(page("A"), "Content-Encoding: gzip\r\n")],
    ["packed by Brotli", answer(brotliCompressSync(page("A")), "Content-Encoding: br\r\n")],
    ["unpacked, with a header of Brotli", answer(page("A"), "Content-Encoding: br\r\n")],
    ["packed by deflate", answer(deflateRawSync(page("A")), "Content-Encoding: deflate\r\n")],
    [
      "over HTTP/2, as crawlers write it",
      Buffer.concat([Buffer.from("HTTP/2 200\r\ncontent-type: text/html\r\n\r\n"), Buffer.from(page("A"))]),
    ],
    ["with a folded header", answer(page("A"), "X-Long: a\r\n b\r\n")],
  ])("reads a response that was stored %s", async (_, block) => {
    expect(await read("a.warc", response("a", block))).toMatchObject([{ title: "A" }]);
  });

  it.each(["letter.eml", "report.pdf", "minutes.docx", "crawl.warc", "archive.mbox"])(
    "reads a page as a page even if its address ends like another format: %s",
    async (path) => {
      expect(await read("a.warc", response(path, answer(page("A"))))).toMatchObject([
        { title: "A", url: `https://ip.example/${path}` },
      ]);
    },
  );

  /**
   * Written after the specification and what Common Crawl says of its news, as no record of it could be fetched here: each
   * record in a gzip member of its own, with digests, an address in each, bodies unpacked and their headers renamed.
   */
  it("is read as Common Crawl writes its news", async () => {
    const digest = (bytes: Uint8Array) => `sha1:${base32(createHash("sha1").update(bytes).digest())}`;
    const id = (last: number) => `<urn:uuid:6b1f9a0e-2c7d-4c1e-9f43-00000000000${last}>`;
    const date = "WARC-Date: 2025-12-03T08:15:30Z";
    const target = "WARC-Target-URI: https://www.ip.example/2025/12/ferry";
    const body = Buffer.from(page("Ferry sails"));
    const answered = Buffer.concat([
      Buffer.from(
        `HTTP/1.1 200 OK\r\nDate: Wed, 03 Dec 2025 08:15:29 GMT\r\nContent-Type: text/html; charset=UTF-8\r\nX-Crawl-Transfer-Encoding: chunked\r\nX-Crawl-Content-Encoding: gzip\r\nVary: Accept-Encoding\r\nContent-Length: ${body.length}\r\n\r\n`,
      ),
      body,
    ]);
    const request = Buffer.from(
      "GET /2025/12/ferry HTTP/1.1\r\nUser-Agent: CCBot/2.0\r\nHost: www.ip.example\r\n\r\n",
    );
    const members = [
      record(
        [
          "WARC-Type: warcinfo",
          date,
          `WARC-Record-ID: ${id(1)}`,
          "WARC-Filename: CC-NEWS-20251203081530-00001.warc.gz",
          "Content-Type: application/warc-fields",
        ],
        "isPartOf: CC-NEWS\r\nformat: WARC File Format 1.0\r\n\r\n",
      ),
      record(
        [
          "WARC-Type: request",
          target,
          "Content-Type: application/http; msgtype=request",
          date,
          `WARC-Record-ID: ${id(2)}`,
          `WARC-Block-Digest: ${digest(request)}`,
        ],
        request,
      ),
      record(
        [
          "WARC-Type: response",
          target,
          `WARC-Concurrent-To: ${id(2)}`,
          "WARC-IP-Address: 192.0.2.7",
          "Content-Type: application/http; msgtype=response",
          date,
          `WARC-Record-ID: ${id(3)}`,
          `WARC-Payload-Digest: ${digest(body)}`,
          `WARC-Block-Digest: ${digest(answered)}`,
          "WARC-Identified-Payload-Type: text/html",
        ],
        answered,
      ),
    ];
    const articles = await read(
      "CC-NEWS-20251203081530-00001.warc.gz",
      Buffer.concat(members.map((member) => gzipSync(member))),
    );
    expect(articles).toMatchObject([
      {
        title: "Ferry sails",
        id: "https://ip.example/2025/12/ferry",
        url: "https://www.ip.example/2025/12/ferry",
      },
    ]);
  });

  it("reads pages in the encoding that their response names", async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n";
    const [a, b] = page("T").split("T");
    const title = Buffer.from([0xcd, 0xee, 0xe2, 0xee, 0xf1, 0xf2, 0xe8]);
    const body = Buffer.concat([
      Buffer.from(`${head}${a}`),
      title,
      Buffer.from(`${b}${page("T").split("T").slice(2).join("T")}`),
    ]);
    expect(await read("a.warc", response("a", body))).toMatchObject([{ title: "Новости" }]);
  });

  it("has resources, and feeds", async () => {
    const feed = '<rss version="2.0"><channel><title>P</title><item><title>B</title></item></channel></rss>';
    const archive = Buffer.concat([
      record(
        ["WARC-Type: resource", "WARC-Target-URI: <https://ip.example/a>", "Content-Type: text/html"],
        page("A"),
      ),
      record(
        ["WARC-Type: resource", "WARC-Target-URI: https://ip.example/f", "Content-Type: application/rss+xml"],
        feed,
      ),
    ]);
    expect(await read("a.warc", archive)).toMatchObject([{ title: "A" }, { title: "B" }]);
  });

  it("skips pages without an article, and reports those that the crawl truncated", async () => {
    const archive = Buffer.concat([
      response("front", answer("<html><body></body></html>")),
      response("long", answer(page("Long").slice(0, -40)), ["WARC-Truncated: length"]),
    ]);
    expect(outline(await entriesOf("a.warc", archive))).toEqual([
      "skipped https://ip.example/front: page has no article: no main text found",
      "article 2 Long",
      "note 2 https://ip.example/long: truncated by the crawl; read up to there",
    ]);
  });

  it.each([
    ["within a record", (whole: Buffer) => whole.subarray(0, -200), "it ends within a record"],
    [
      "within its gzip",
      (whole: Buffer) => gzipSync(whole).subarray(0, -20),
      "its gzip data is damaged or truncated",
    ],
  ])("that breaks off %s yields what comes before", async (_, cut, reason) => {
    const whole = Buffer.concat([response("a", answer(page("A"))), response("b", answer(page("B")))]);
    const [first, problem] = outline(await entriesOf("a.warc.gz", cut(whole)));
    expect(first).toBe("article 1 A");
    expect(problem).toContain(reason);
  });

  it("is recognised by its content, and rejected if it is invalid", async () => {
    expect(await read("standard input", response("a", answer(page("A"))))).toMatchObject([{ title: "A" }]);
    expect(outline(await entriesOf("a.warc", "Some text.\r\n\r\n"))).toEqual([
      "problem 1 record 1: it is not a web archive",
    ]);
  });
});

describe("mail", () => {
  const mail = (headers: readonly string[], body: string) => `${headers.join("\r\n")}\r\n\r\n${body}`;
  const HEADERS = [
    "From: Ann Example <ann@ip.example>",
    "Subject: =?utf-8?Q?Caf=C3=A9_opens?= =?utf-8?B?IHRvZGF5?=",
    "Date: Wed, 10 Dec 2025 08:00:00 +0100",
    "Message-ID: <abc@ip.example>",
    'List-Id: "Island Post Daily" <daily.ip.example>',
    "Content-Language: en",
    "MIME-Version: 1.0",
  ];
  const alternatives = (plain: string, html: string) =>
    [
      ...["--B", "Content-Type: text/plain; charset=utf-8", "", plain],
      ...[
        "--B",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        html,
      ],
      "--B--",
      "",
    ].join("\r\n");
  const MULTIPART = [...HEADERS, 'Content-Type: multipart/alternative; boundary="B"'];

  it("from a newsletter has the subject, list, sender, date, and text of the HTML", async () => {
    const body = alternatives(
      "View this in your browser",
      "<p>The caf=C3=A9 opened its doors on Mon=\r\nday.</p><p>It was full.</p>",
    );
    expect(await read("a.eml", mail(MULTIPART, body))).toMatchObject([
      {
        id: "mid:abc@ip.example",
        title: "Café opens today",
        source: "Island Post Daily",
        author: "Ann Example",
        language: "en",
        publishedAt: "2025-12-10T07:00:00Z",
        text: "The café opened its doors on Monday.\n\nIt was full.",
      },
    ]);
  });

  it("has the plain part if the HTML is almost empty", async () => {
    const body = alternatives("The café opened its doors on Monday. It was full.", "<p>Hello.</p>");
    expect(await read("a.eml", mail(MULTIPART, body))).toMatchObject([
      { text: "The café opened its doors on Monday. It was full." },
    ]);
  });

  it.each([
    [
      "base64",
      ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64"],
      Buffer.from("Café.").toString("base64"),
      "Café.",
    ],
    [
      "Latin 1 in quoted-printable",
      ["Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: quoted-printable"],
      "Caf=E9.",
      "Café.",
    ],
    ["HTML alone", ["Content-Type: text/html; charset=utf-8"], "<p>One.</p><p>Two.</p>", "One.\n\nTwo."],
    ["no type", [], "One.\r\n\r\nTwo.", "One.\n\nTwo."],
  ])("is read as %s", async (_, headers, body, text) => {
    expect(await read("a.eml", mail([...HEADERS, ...headers], body))).toMatchObject([{ text }]);
  });

  it.each([
    [
      "the name of its list",
      ["From: Ann <a@x.example>", "List-Id: Post <p.example>"],
      { source: "Post", author: "Ann" },
    ],
    [
      "the address of its list",
      ["From: Ann <a@x.example>", "List-Id: <p.example>"],
      { source: "p.example", author: "Ann" },
    ],
    ["its sender", ["From: Island Post <a@x.example>"], { source: "Island Post", author: null }],
    ["the domain of its sender", ["From: a@x.example"], { source: "x.example", author: null }],
  ])("has as its source %s", async (_, headers, expected) => {
    expect(await read("a.eml", mail([...headers, "Subject: S"], "Text."))).toMatchObject([expected]);
  });

  it("in a mailbox becomes one article each, with the line on which it begins", async () => {
    const mailbox = [
      "From ann@ip.example Wed Dec 10 08:00:00 2025",
      "Subject: One",
      "",
      "Text one.",
      ">From here on it is quoted.",
      "From Monday on there is no ferry.",
      "",
      "From bo@ip.example Wed Dec 10 09:00:00 2025",
      "Subject: Two",
      "",
      "Text two.",
      "",
    ].join("\n");
    expect(outline(await entriesOf("a.mbox", mailbox))).toEqual(["article 1 One", "article 8 Two"]);
    const [one] = await read("a.mbox", mailbox);
    expect(one?.text).toBe("Text one.\nFrom here on it is quoted.\nFrom Monday on there is no ferry.");
  });

  it("without a text is reported, and the others in its mailbox are read", async () => {
    const mailbox =
      "From a@x Wed Dec 10 08:00:00 2025\nSubject: One\n\n\nFrom a@x Wed Dec 10 08:00:00 2025\nSubject: Two\n\nText.\n";
    expect(outline(await entriesOf("a.mbox", mailbox))).toEqual([
      "problem 1 mail has no text",
      "article 5 Two",
    ]);
  });

  it("nests up to a limit", async () => {
    const deep = Array.from(
      { length: 200 },
      (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`,
    ).join("");
    const [entry] = await entriesOf("a.eml", `Subject: S\r\n${deep}`);
    expect(entry?.kind).toBe("problem");
  });

  it("is recognised by its content", async () => {
    expect(await read("standard input", mail(HEADERS, "Text."))).toMatchObject([
      { title: "Café opens today" },
    ]);
    expect(
      await read("standard input", "Title: Ferry\nDate: 2025-12-10\n\nThe ferry is late."),
    ).toMatchObject([{ title: "Ferry", publishedAt: "2025-12-10" }]);
  });
});
