import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidRecord } from "../../../packages/core/src/corpus/invalid-record.ts";
import { parseXml } from "../../../packages/core/src/corpus/xml/parse-xml.ts";
import { recoverXml } from "../../../packages/core/src/corpus/xml/recover-xml.ts";
import { childText, textOf } from "../../../packages/core/src/corpus/xml/xml-element.ts";

describe("parseXml", () => {
  it("distinguishes vocabularies under any prefix, and returns lines", () => {
    const root = parseXml(
      `\n<rss xmlns:d="http://purl.org/dc/elements/1.1/"\n xmlns:a="http://www.w3.org/2005/Atom">\n<d:creator>Ann</d:creator><a:updated/></rss>`,
    );
    expect(root).toMatchObject({ name: "rss", line: 3 });
    expect(root.children).toMatchObject(["\n", { name: "dc:creator", line: 4 }, { name: "atom:updated" }]);
  });

  it("accepts feeds with invalid XML: HTML characters, control characters, undeclared prefixes", () => {
    const root = parseXml("<rss><title>a&nbsp;b&eacute;\u0003</title><media:x>y</media:x></rss>");
    expect(childText(root, "title")).toBe("a\u00a0bé");
    expect(childText(root, "media:x")).toBe("y");
  });

  it.each([
    ["<a>\n<b>\n</a>", 3, "not well-formed XML: unexpected close tag"],
    ["<a>", 1, "not well-formed XML: unclosed tag: a"],
    [
      "<a>\nAT & T; x</a>",
      2,
      'XML uses the entity & T; which neither XML nor HTML defines; write a bare "&" as &amp;',
    ],
    ["<a x='1' x='2'/>", 1, "not well-formed XML: duplicate attribute: x"],
    ["", 1, "not well-formed XML: document must contain a root element"],
    ["plain text", 1, "not well-formed XML"],
  ])("refuses %j", (source, line, reason) => {
    const parse = () => parseXml(source);
    expect(parse).toThrow(InvalidRecord);
    expect(parse).toThrow(reason);
    expect(parse).toThrow(expect.objectContaining({ line }));
  });

  it("throws nothing but InvalidRecord, and gives the same tree for the same text", () => {
    const piece = fc.constantFrom(
      "<a>",
      "</a>",
      "<b x='&amp;'>",
      "</b>",
      "&lt;",
      "&x;",
      "<![CDATA[",
      "]]>",
      "<!--",
      "-->",
      "<?p",
      "?>",
      "<!DOCTYPE a [",
      "]>",
      "\n",
      "text",
    );
    const source = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(source, (text) => {
        try {
          expect(parseXml(text)).toEqual(parseXml(text));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRecord);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("parseXml on hostile documents", () => {
  it("rejects a billion laughs instead of expanding them", () => {
    const levels = Array.from({ length: 9 }, (_, i) => {
      const name = i === 0 ? "lol" : `lol${i}`;
      return `<!ENTITY lol${i + 1} "${`&${name};`.repeat(10)}">`;
    });
    const bomb = `<!DOCTYPE rss [<!ENTITY lol "lol">${levels.join("\n")}]>\n<rss>&lol9;</rss>`;
    expect(() => parseXml(bomb)).toThrow("XML uses the entity &lol9; which neither XML nor HTML defines");
  });

  it("rejects a quadratic blow-up", () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "${"a".repeat(100_000)}">]><rss>${"&a;".repeat(100_000)}</rss>`;
    expect(() => parseXml(bomb)).toThrow("XML uses the entity &a;");
  });

  it.each(["file:///etc/passwd", "http://127.0.0.1:1/secret"])("reads no external entity: %s", (address) => {
    const document = `<!DOCTYPE rss [<!ENTITY xxe SYSTEM "${address}">]><rss><title>&xxe;</title></rss>`;
    expect(() => parseXml(document)).toThrow("XML uses the entity &xxe;");
  });

  it("reads no external DTD and no parameter entity", () => {
    const document =
      '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><rss>text</rss>';
    expect(textOf(parseXml(document))).toBe("text");
  });

  it("rejects documents that are nested too deeply", () => {
    expect(() => parseXml("<a>".repeat(100_000))).toThrow("XML nests deeper than 256 elements");
    expect(parseXml("<a>".repeat(256) + "</a>".repeat(256)).name).toBe("a");
  });

  it("rejects documents with too many elements or attributes", () => {
    expect(() => parseXml(`<a>${"<b/>".repeat(1_000_001)}</a>`)).toThrow("more than 1,000,000 elements");
    const attributes = Array.from({ length: 1000 }, (_, i) => `x${i}=""`).join(" ");
    expect(() => parseXml(`<a>${`<b ${attributes}/>`.repeat(1001)}</a>`)).toThrow(
      "more than 1,000,000 elements",
    );
  });
});

describe("recoverXml", () => {
  it("does not change a complete document", () => {
    expect(recoverXml("<a>x</a>")).toEqual({ root: parseXml("<a>x</a>"), fault: null });
  });

  it.each([
    ["a bare &", "<a>\nSmith & Jones</a>", "\nSmith & Jones", 2],
    ["a bare & before a semicolon", "<a>AT & T; x</a>", "AT & T; x", 1],
    ["& of an address", "<a>/2?a=1&b=2&amp;c=3</a>", "/2?a=1&b=2&c=3", 1],
    ["an entity of nobody", "<a>x &foo; y</a>", "x &foo; y", 1],
    ["a bare <", "<a>profit < 5</a>", "profit < 5", 1],
    ["an element that is not closed", "<a>One<br>two</a>", "Onetwo", 1],
    ["an end without a beginning", "<a>One</b>two</a>", "Onetwo", 1],
    ["something behind the root", "<a>x</a>\n<script>y()</script>", "x", 2],
    ["a character that XML does not have", "<a>x&#11;y</a>", "x&#11;y", 1],
    ["an attribute without quotes", "<a><b c=d>x</b></a>", "x", 1],
    ["a text before the root", "Warning: x\n<a>y</a>", "y", 2],
  ])("continues after %s", (_, source, text, line) => {
    const { root, fault } = recoverXml(source);
    expect(textOf(root)).toBe(text.trim());
    expect(fault).toMatchObject({ line, isCut: false });
  });

  it("reports a missing end", () => {
    const { root, fault } = recoverXml("<rss><channel><item><title>A</title></item><item><title>B</ti");
    expect(root.name).toBe("rss");
    expect(fault).toMatchObject({ isCut: true });
  });

  it("ends a record where the next one begins", () => {
    const { root } = recoverXml("<rss><item><title>A</title><item><title>B</title></item></rss>");
    expect(root.children).toHaveLength(2);
  });

  it.each([
    '<!DOCTYPE r [<!ENTITY a "aa">]><r>&a; & b</r>',
    '<!DOCTYPE r [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><r>& &xxe;</r>',
  ])("rejects entities that the document declares, even if it is broken elsewhere: %s", (source) => {
    expect(() => recoverXml(source)).toThrow("which neither XML nor HTML defines");
  });
});
