import { describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import type { SourceEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { loadOptional } from "../../../packages/core/src/corpus/document/load-optional.ts";
import { reflowLines } from "../../../packages/core/src/corpus/document/reflow-lines.ts";
import { withoutRunningLines } from "../../../packages/core/src/corpus/document/running-lines.ts";
import { InvalidRecord } from "../../../packages/core/src/corpus/invalid-record.ts";
import { readSource } from "../../../packages/core/src/corpus/read-source.ts";
import { articlesOf, outline } from "../../fixtures/source-entries.ts";

async function entriesOf(name: string, bytes: Uint8Array): Promise<readonly SourceEntry[]> {
  const entries: SourceEntry[] = [];
  for await (const entry of readSource({ name, bytes })) entries.push(entry);
  return entries;
}

const read = async (name: string, bytes: Uint8Array) =>
  articlesOf(await entriesOf(name, bytes)).map(({ article }) => article);

async function zip(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const paragraph = (text: string, style = "") =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

const documentXml = (body: string) =>
  `<?xml version="1.0"?><w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`;

const DOCUMENT_PARTS = {
  "[Content_Types].xml":
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
  "_rels/.rels":
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
};

const docx = (body: string, properties = "") =>
  zip({
    ...DOCUMENT_PARTS,
    "word/document.xml": documentXml(body),
    ...(properties !== "" && {
      "docProps/core.xml": `<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">${properties}</cp:coreProperties>`,
    }),
  });

describe("a Word document", () => {
  it("has its first heading, its text and its author", async () => {
    const body = `${paragraph("Ferry late", "Heading1")}${paragraph("SEOUL, Dec 10, 2025 (IANS) The ferry is late.")}${paragraph("Nobody knows why.")}`;
    const bytes = await docx(body, "<dc:title>Document1</dc:title><dc:creator>Ann Example</dc:creator>");
    expect(await read("a.docx", bytes)).toMatchObject([
      {
        title: "Ferry late",
        author: "Ann Example",
        text: "The ferry is late.\n\nNobody knows why.",
        place: "SEOUL",
        publishedAt: "2025-12-10",
      },
    ]);
  });

  it.each([
    ["the title that it states", "<dc:title>Ferry late</dc:title>", "The ferry is late.", "Ferry late"],
    [
      "its headline, where the program named it",
      "<dc:title>Microsoft Word - x.doc</dc:title>",
      "Ferry late",
      "Ferry late",
    ],
    ["its headline, where it states none", "", "Ferry late", "Ferry late"],
  ])("without a heading has %s", async (_, properties, first, title) => {
    const bytes = await docx(paragraph(first) + paragraph("Nobody knows why."), properties);
    expect(await read("a.docx", bytes)).toMatchObject([{ title }]);
  });

  it("may have a header like plain text", async () => {
    const body = `<w:p><w:r><w:t>Title: Ferry late</w:t><w:br/><w:t>Date: 2025-12-10</w:t></w:r></w:p>${paragraph("The ferry.")}`;
    expect(await read("a.docx", await docx(body))).toMatchObject([
      { title: "Ferry late", publishedAt: "2025-12-10", text: "The ferry." },
    ]);
  });

  it.each([
    ["Microsoft Office User", null],
    ["Windows User", null],
    ["python-docx", null],
    ["Pandoc 3.1.2", null],
    ["LibreOffice", null],
    ["admin2", null],
    ["Ann Example", "Ann Example"],
    ["Root Example", "Root Example"],
    ["The Microsoft Office Reporter", "The Microsoft Office Reporter"],
  ])("whose properties name %s has the author %s", async (creator, author) => {
    const bytes = await docx(paragraph("The ferry is late."), `<dc:creator>${creator}</dc:creator>`);
    expect(await read("a.docx", bytes)).toMatchObject([{ author }]);
  });

  it.each([
    ["<cp:keywords>ferry; harbour</cp:keywords>", { tags: ["ferry", "harbour"] }],
    ["<cp:keywords/>", { tags: [] }],
    ["<dc:language>de-AT</dc:language>", { language: "de-AT" }],
    ["<dc:language>German (Austria)</dc:language>", { language: null }],
  ])("has the properties %s", async (properties, expected) => {
    expect(await read("a.docx", await docx(paragraph("The ferry."), properties))).toMatchObject([expected]);
  });

  it("prefers the tags in its text to those in its properties", async () => {
    const body = paragraph("Title: Ferry late") + paragraph("The ferry.");
    const header = `<w:p><w:r><w:t>Title: Ferry late</w:t><w:br/><w:t>Tags: sea</w:t></w:r></w:p>${body}`;
    const bytes = await docx(header, "<cp:keywords>port</cp:keywords>");
    expect(await read("a.docx", bytes)).toMatchObject([{ tags: ["sea"] }]);
  });

  const cell = (...texts: readonly string[]) =>
    `<w:tc>${texts.map((text) => paragraph(text)).join("")}</w:tc>`;
  const row = (...cells: readonly string[]) => `<w:tr>${cells.join("")}</w:tr>`;
  const long = "The ferry is late again, as the harbour said. ".repeat(10).trim();

  it.each([
    ["rows", row(cell("Port"), cell("Ships")) + row(cell("Oslo"), cell("7")), "Port Ships\nOslo 7"],
    ["an empty cell", row(cell("Port"), cell("")) + row(cell("Oslo"), cell("7")), "Port\nOslo 7"],
    ["texts", row(cell(long)) + row(cell(long)), `${long}\n\n${long}`],
    ["several paragraphs in a cell", row(cell("One.", "Two.")), "One.\n\nTwo."],
  ])("has tables with %s", async (_, rows, text) => {
    const body = `${paragraph("Ferry late", "Heading1")}${paragraph("It is.")}<w:tbl>${rows}</w:tbl>`;
    expect(await read("a.docx", await docx(body))).toMatchObject([{ text: `It is.\n\n${text}` }]);
  });

  it.each(["footnote", "endnote"])("has the texts of each %s without its marks", async (kind) => {
    const reference = `<w:p><w:r><w:t>It is [1] late.</w:t></w:r><w:r><w:${kind}Reference w:id="2"/></w:r></w:p>`;
    const bytes = await zip({
      ...DOCUMENT_PARTS,
      "word/_rels/document.xml.rels": `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}s" Target="${kind}s.xml"/></Relationships>`,
      [`word/${kind}s.xml`]: `<?xml version="1.0"?><w:${kind}s xmlns:w="${WORD}"><w:${kind} w:id="2">${paragraph("By an hour.")}</w:${kind}></w:${kind}s>`,
      "word/document.xml": documentXml(`${paragraph("Ferry late", "Heading1")}${reference}`),
    });
    expect(await read("a.docx", bytes)).toMatchObject([{ text: "It is [1] late.\n\nBy an hour." }]);
  });

  it.each([
    ["a paragraph", paragraph("PRESS RELEASE") + paragraph("Ferry late")],
    ["a heading", paragraph("News Release", "Heading1") + paragraph("Ferry late", "Heading1")],
    ["another language", paragraph("Pressemitteilung") + paragraph("Ferry late")],
  ])("does not use its document type as its title: %s", async (_, body) => {
    expect(await read("a.docx", await docx(body + paragraph("It is.")))).toMatchObject([
      { title: "Ferry late", text: "It is." },
    ]);
  });

  it("that is invalid or too large is reported", async () => {
    expect(outline(await entriesOf("a.docx", await zip({ "a.txt": "text" })))).toEqual([
      "problem 1 file is not a readable Word document",
    ]);
    const damaged = Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(50)]);
    expect(outline(await entriesOf("a.docx", damaged))).toEqual([
      "problem 1 file is not a readable zip archive",
    ]);
    const bomb = await zip({ "word/document.xml": Buffer.alloc(130 * 1024 * 1024) });
    expect(outline(await entriesOf("a.docx", bomb))).toEqual([
      "problem 1 it has more than 128 MB or 10000 files when unpacked",
    ]);
  });

  it("that understates its size is rejected before it is unpacked", async () => {
    const bytes = await zip({ "word/document.xml": Buffer.alloc(1024 * 1024) });
    // The size in the central directory, which readers believe.
    const entry = bytes.indexOf("PK\x01\x02", 0, "latin1");
    bytes.writeUInt32LE(10, entry + 24);
    expect(outline(await entriesOf("a.docx", bytes))).toEqual([
      "problem 1 file is not a readable zip archive",
    ]);
  });
});

describe("a PDF document", () => {
  const lines = [
    "Ferry late",
    "The ferry of Tuesday is late again, as the harb-",
    "our said in a statement that it gave to the press on",
    "Wednesday morning.",
    "Nobody knows why it is late, and nobody at the harbour",
    "wants to talk about it.",
  ];

  function pdf(shown: readonly string[], info = ""): Buffer {
    const text = shown.map((line) => `(${line}) Tj T*`).join("\n");
    const stream = `BT /F1 12 Tf 14 TL 72 720 Td\n${text}\nET`;
    const objects = [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
      `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
      `<< ${info} >>`,
    ];
    let body = "%PDF-1.4\n";
    const offsets = objects.map((object, index) => {
      const offset = body.length;
      body += `${index + 1} 0 obj\n${object}\nendobj\n`;
      return offset;
    });
    const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
    return Buffer.from(
      `${body}xref\n0 7\n0000000000 65535 f \n${table}trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
      "latin1",
    );
  }

  it("has its text in paragraphs, its title and its author", async () => {
    const bytes = pdf(lines, "/Title (Ferry late again) /Author (Ann Example)");
    expect(await read("a.pdf", bytes)).toMatchObject([
      {
        title: "Ferry late again",
        author: "Ann Example",
        text: expect.stringContaining(
          "as the harbour said in a statement that it gave to the press on Wednesday morning.\n\nNobody",
        ),
      },
    ]);
  });

  it("uses its first line as the headline if it states no title", async () => {
    expect(await read("a.pdf", pdf(lines))).toMatchObject([{ title: "Ferry late" }]);
  });

  it("without text, or damaged, is reported", async () => {
    expect(outline(await entriesOf("a.pdf", pdf([])))).toEqual([
      "problem 1 PDF has no text; its pages may be pictures",
    ]);
    expect(outline(await entriesOf("a.pdf", Buffer.from("%PDF-1.7 nothing")))).toEqual([
      expect.stringMatching(/^problem 1 PDF cannot be read: /),
    ]);
  });

  it("is recognised by its content, whatever its name", async () => {
    expect(await read("standard input", pdf(lines))).toMatchObject([{ title: "Ferry late" }]);
    expect(outline(await entriesOf("a.pdf", Buffer.from("<html><body></body></html>")))).toEqual([
      "problem 1 page has no article: no main text found",
    ]);
  });
});

describe("the lines of a page", () => {
  it.each([
    [
      "one long line of words goes on\nand ends here.\nAnother long line of words\nends.",
      "one long line of words goes on and ends here.\n\nAnother long line of words ends.",
    ],
    ["A line\n\nAnother line", "A line\n\nAnother line"],
    ["the long harb-\nour of the town is closed", "the long harbour of the town is closed"],
    ["well-known Anglo-\nSaxon words stay as they are", "well-known Anglo-Saxon words stay as they are"],
    [
      "said the owner of a line -\nSaxon Ferries - on Monday",
      "said the owner of a line - Saxon Ferries - on Monday",
    ],
    ["", ""],
  ])("become paragraphs: %j", (text, expected) => {
    expect(reflowLines(text)).toBe(expected);
  });
});

describe("the pages of a document", () => {
  it.each([
    ["numbers", ["One.\n1", "Two.\n2", "Three.\n3"], ["One.", "Two.", "Three."]],
    ["numbers from another on", ["One.\n17", "Two.\n18"], ["One.", "Two."]],
    ["numbers with words", ["Page 1 of 2\nOne.", "Page 2 of 2\nTwo."], ["One.", "Two."]],
    ["a number on one page", ["One.\n- 1 -"], ["One."]],
    ["numbers in Japanese", ["One.\n1 ページ"], ["One."]],
    ["a header with a date", ["Post, 10 May 2025\nOne.", "Post, 10 May 2025\nTwo."], ["One.", "Two."]],
    ["headers and numbers", ["Post | 1\nOne.\n10 May", "Post | 2\nTwo.\n10 May"], ["One.", "Two."]],
    ["a number below a header", ["Post 7\n1\nOne.", "Post 7\n2\nTwo."], ["One.", "Two."]],
    ["a header that may be the title", ["Ferry\nOne.", "Ferry\nTwo."], ["Ferry\nOne.", "Two."]],
    ["a footer without a number", ["One.\nThe Post", "Two.\nThe Post"], ["One.", "Two.\nThe Post"]],
    [
      "headers of left and right pages",
      ["A", "B 7\nb", "C 9\nc", "B 7\nd", "C 9\ne"],
      ["A", "b", "c", "d", "e"],
    ],
  ])("lose %s", (_, pages, expected) => {
    expect(withoutRunningLines(pages).map((page) => page.trim())).toEqual(expected);
  });

  it.each([
    ["a number that counts no pages", ["One.\n1200", "Two.\n7"]],
    ["a number in a sentence", ["It takes 3 hours.\nOne.", "Two.\nIt takes 4 hours."]],
    ["a number on one page", ["In\n2025", "Two."]],
    ["a number within a page", ["One.\nMore.\n3\nMore.\nOne.", "Two."]],
    ["blank lines", ["One.\n\nMore.", "\nTwo."]],
    ["one page", ["One."]],
    ["nothing", [""]],
  ])("keep %s", (_, pages) => {
    expect(withoutRunningLines(pages)).toEqual(pages);
    expect(withoutRunningLines(withoutRunningLines(pages))).toEqual(pages);
  });
});

describe("a package that is not installed", () => {
  it("is named in one sentence", async () => {
    const load = loadOptional(
      { kind: "a PDF document", name: "unpdf" },
      () => import("a-package-that-nobody-has" as string),
    );
    await expect(load).rejects.toThrow(InvalidRecord);
    await expect(load).rejects.toThrow(
      "file is a PDF document; install the package that reads these: npm install unpdf (in the ingest function: dateline bundle --documents)",
    );
  });
});
