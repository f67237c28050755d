import { describe, expect, it } from "vitest";
import { deriveTitle } from "../../../packages/core/src/corpus/derive-title.ts";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

function read(name: string, content: string | object | Uint8Array) {
  const isBytes = content instanceof Uint8Array;
  const text = isBytes || typeof content === "string" ? content : JSON.stringify(content);
  const [entry] = readSourceBytes({ name, bytes: isBytes ? content : Buffer.from(text as string) });
  if (entry?.kind !== "article") throw new Error(JSON.stringify(entry));
  return entry.article;
}

describe("bodies and names of ninjs", () => {
  const nitf = "<nitf><body><body.content><p>One.</p><p>Two.</p></body.content></body></nitf>";
  it.each<readonly [string, object]>([
    ["NITF by its type", { bodies: [{ role: "main", contentType: "application/nitf+xml", value: nitf }] }],
    ["NITF without a type", { bodies: [{ value: `<?xml version="1.0"?>\n${nitf}` }] }],
    [
      "content of NITF",
      {
        bodies: [{ contentType: "text/nitf", value: "<body.content><p>One.</p><p>Two.</p></body.content>" }],
      },
    ],
    ["HTML by its type", { bodies: [{ contentType: "text/html", value: "<p>One.</p><p>Two.</p>" }] }],
    ["HTML without a type", { bodies: [{ value: "<p>One.</p><p>Two.</p>" }] }],
    ["HTML in body_text", { body_text: "<p>One.</p><p>Two.</p>" }],
    ["XHTML beside empty HTML", { body_xhtml: "", body_html: "<p>One.</p><p>Two.</p>" }],
    ["plain text", { bodies: [{ contentType: "text/plain", value: "One.\n\nTwo." }] }],
  ])("read %s", (_, body) => {
    expect(read("a.json", { uri: "urn:x:1", versioncreated: "2025-12-10", ...body }).text).toBe(
      "One.\n\nTwo.",
    );
  });

  it.each<readonly [string, object, object]>([
    ["a byline with a role", { byline: "By Ann Example, AP Writer" }, { author: "Ann Example" }],
    ["names as texts", { place: ["London"], subject: ["ships"] }, { place: "London", tags: ["ships"] }],
    ["one name in place of a list", { place: { name: "London" } }, { place: "London" }],
    ["NITF in body_nitf", { body_text: undefined, body_nitf: nitf }, { text: "One.\n\nTwo." }],
    ["references in plain text", { headline: "Caf&eacute; &amp; bar" }, { title: "Café & bar" }],
    ["only AP's summary", { body_text: "", description_summary: "Short." }, { text: "Short." }],
    ["only a description", { body_text: undefined, description_text: "Short." }, { text: "Short." }],
  ])("read %s", (_, fields, expected) => {
    const item = { uri: "urn:x:1", versioncreated: "2025-12-10", body_text: "Text.", ...fields };
    expect(read("a.json", item)).toMatchObject(expected);
  });

  it("leave < in plain text alone", () => {
    const item = { uri: "urn:x:1", versioncreated: "2025-12-10", body_text: "5 < 7 and a <b or c> d" };
    expect(read("a.json", item).text).toBe("5 < 7 and a <b or c> d");
  });

  it.each([
    [{ infoSources: [{ name: "Island Post" }] }, "Island Post"],
    [{ infosource: [{ name: "Island Post" }] }, "Island Post"],
    [{ provider: { name: "Island Post" } }, "Island Post"],
    [{ provider: "Island Post" }, "Island Post"],
    [{ source: "Island Post" }, "Island Post"],
  ])("take the source of %j", (fields, source) => {
    expect(read("a.json", { uri: "urn:x:1", body_text: "One.", ...fields }).source).toBe(source);
  });
});

describe("bylines of NITF", () => {
  it.each([
    ["<byline>By Ann Lee<byttl>Staff Writer</byttl></byline>", "Ann Lee"],
    ["<byline>By Ann Lee, <byttl>AP Science Writer</byttl></byline>", "Ann Lee"],
    ["<byline><person>Ann Lee</person><byttl>Staff Writer</byttl></byline>", "Ann Lee"],
  ])("are names alone: %s", (byline, author) => {
    const xml = `<nitf><body><body.head>${byline}</body.head><body.content><p>One.</p></body.content></body></nitf>`;
    expect(read("a.xml", xml).author).toBe(author);
  });
});

describe("derived titles", () => {
  it.each([
    [
      "The report was written for the office of Mr. Smith and his colleagues. It is long.",
      "The report was written for the office of Mr. Smith and his colleagues.",
    ],
    [
      "The bill was signed in the morning by Gov. Lee of the island. All came.",
      "The bill was signed in the morning by Gov. Lee of the island.",
    ],
    [
      "A new harbour was opened on the island by J. Example on Monday. All came.",
      "A new harbour was opened on the island by J. Example on Monday.",
    ],
    [
      "The ferry was bought last week by Example Corp. of London for a price. All came.",
      "The ferry was bought last week by Example Corp. of London for a price.",
    ],
  ])("do not end at an abbreviation: %s", (text, title) => {
    expect(deriveTitle(text)).toBe(title);
  });
});

describe("similar encodings", () => {
  it("distinguishes Mac Roman from windows-1252", () => {
    const bytes = Buffer.from(
      "Caf\x8e opens\n\nThe caf\x8e opened in S\x8bo Paulo, where the r\x8esum\x8e of the fianc\x8ee was read.",
      "latin1",
    );
    expect(read("a.txt", bytes)).toMatchObject({
      title: "Café opens",
      text: expect.stringContaining("São Paulo"),
    });
  });

  it("keeps windows-1252 if that is the encoding", () => {
    const bytes = Buffer.from(
      "Caf\xe9 opens\n\nThe caf\xe9 opened in S\xe3o Paulo, where the r\xe9sum\xe9 of the fianc\xe9e was read \x96 aloud.",
      "latin1",
    );
    expect(read("a.txt", bytes).text).toContain(
      "São Paulo, where the résumé of the fiancée was read – aloud",
    );
  });

  it("distinguishes windows-1253 from ISO-8859-7", () => {
    // "Ο πρωθυπουργός Άννα", and again in a sentence, in windows-1253, where Ά is 0xA2.
    const word = Buffer.from([
      0xcf, 0x20, 0xf0, 0xf1, 0xf9, 0xe8, 0xf5, 0xf0, 0xef, 0xf5, 0xf1, 0xe3, 0xfc, 0xf2, 0x20, 0xa2, 0xed,
      0xed, 0xe1,
    ]);
    const bytes = Buffer.concat([word, Buffer.from(" "), word, Buffer.from(" "), word, Buffer.from(".")]);
    expect(read("a.txt", bytes).text).toContain("Ο πρωθυπουργός Άννα");
  });
});

describe("references that were encoded twice", () => {
  it("are decoded in feeds", () => {
    const rss =
      "<rss><channel><item><title>O&amp;amp;#8217;Brien wins</title><guid>1</guid>" +
      "<description>&lt;p&gt;Profits of O&amp;amp;#8217;Brien are &amp;amp;pound;3m up.&lt;/p&gt;</description></item></channel></rss>";
    expect(read("a.xml", rss)).toMatchObject({
      title: "O’Brien wins",
      text: "Profits of O’Brien are £3m up.",
    });
  });

  it("stay if a text is about markup", () => {
    const rss =
      "<rss><channel><item><title>Write &amp;amp;lt; for a less-than sign</title><guid>1</guid></item></channel></rss>";
    expect(read("a.xml", rss).title).toBe("Write &lt; for a less-than sign");
  });
});
