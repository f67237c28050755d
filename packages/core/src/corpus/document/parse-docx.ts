import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import { htmlText } from "../html/html-text.ts";
import { InvalidRecord } from "../invalid-record.ts";
import type { PlainJsonRecord } from "../parse-json-source.ts";
import { parseXml } from "../xml/parse-xml.ts";
import { childText } from "../xml/xml-element.ts";
import { documentRecord, isKindOfDocument } from "./document-record.ts";
import { loadOptional } from "./load-optional.ts";

const PROPERTIES = "docProps/core.xml";
const HEADING = /^\s*<h1[^>]*>([\s\S]*?)<\/h1>/i;
const FIRST_LINE = /^\s*<(h[1-6]|p)>([\s\S]{0,300}?)<\/\1>/i;
/** mammoth's marks of notes: "[1]", and an arrow that links back. */
const NOTE_MARKS =
  /<sup><a href="#(?:foot|end)note-[^"]*"[^>]*>\[\d+\]<\/a><\/sup>|\s?<a href="#(?:foot|end)note-ref-[^"]*">↑<\/a>/g;
/** A cell with one short paragraph is part of its row. Longer ones are texts in a layout. */
const CELL = /(<t[dh][^>]{0,100}>)<p>((?:(?!<\/?(?:p|td|th)\b)[\s\S]){0,300})<\/p>(?=<\/t[dh]>)/g;

/**
 * Reads the article of a Word document: its first heading or its title property, and its text.
 *
 * @throws InvalidRecord when it is not a Word document, is too large when unpacked, or `mammoth` is not
 *   installed
 */
export async function parseDocx(bytes: Uint8Array): Promise<PlainJsonRecord> {
  const { default: mammoth } = await loadOptional(
    { kind: "a Word document", name: "mammoth" },
    () => import("mammoth"),
  );
  const properties = await readZipPart(bytes, PROPERTIES);
  const html = withoutKind((await toHtml(mammoth, bytes)).replace(NOTE_MARKS, "").replace(CELL, "$1$2"));
  const [heading = "", inside] = HEADING.exec(html) ?? [];
  const stated = properties === null ? NOTHING_STATED : statedIn(properties);
  const title = inside === undefined ? stated.title : htmlText(inside);
  return documentRecord(htmlText(html.slice(heading.length)), { ...stated, title });
}

/**
 * Removes a heading or paragraph such as "PRESS RELEASE" at the top, which is not the title. `documentRecord`
 * removes one below the title.
 */
function withoutKind(html: string): string {
  const [line = "", , inside = ""] = FIRST_LINE.exec(html) ?? [];
  return line.length < html.length && isKindOfDocument(htmlText(inside)) ? html.slice(line.length) : html;
}

async function toHtml(mammoth: typeof import("mammoth"), bytes: Uint8Array): Promise<string> {
  try {
    // Images would become megabytes of text.
    const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: "" }));
    return (await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, { convertImage })).value;
  } catch (cause) {
    throw new InvalidRecord("file is not a readable Word document", { cause });
  }
}

const NOTHING_STATED = { title: null, author: null, keywords: null, language: null };

function statedIn(properties: Buffer): Readonly<Record<keyof typeof NOTHING_STATED, string | null>> {
  try {
    const root = parseXml(properties.toString("utf8"));
    return {
      title: childText(root, "dc:title"),
      author: childText(root, "dc:creator"),
      keywords: childText(root, "cp:keywords"),
      language: childText(root, "dc:language"),
    };
  } catch (error) {
    if (error instanceof InvalidRecord) return NOTHING_STATED;
    throw error;
  }
}

/** A long book has a few MB of XML. Images are already compressed. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;
const MAX_ENTRIES = 10_000;

/**
 * Unpacks an office document once to check that it is as large as it declares, and not too large.
 *
 * @returns the part of this name; `null` if there is none
 * @throws InvalidRecord when it is not a zip archive or is too large
 */
async function readZipPart(bytes: Uint8Array, name: string): Promise<Buffer | null> {
  try {
    const zip = await open(bytes);
    if (zip.entryCount > MAX_ENTRIES) throw tooLarge();
    return await readAll(zip, name);
  } catch (cause) {
    if (cause instanceof InvalidRecord) throw cause;
    throw new InvalidRecord("file is not a readable zip archive", { cause });
  }
}

function open(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true, validateEntrySizes: true }, (error, zip) =>
      error === null ? resolve(zip) : reject(error),
    );
  });
}

function readAll(zip: ZipFile, name: string): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    let found: Buffer | null = null;
    let declared = 0;
    zip.on("error", reject);
    zip.on("end", () => resolve(found));
    zip.on("entry", (entry: Entry) => {
      declared += entry.uncompressedSize;
      if (declared > MAX_UNPACKED_BYTES) return reject(tooLarge());
      readEntry(zip, entry, entry.fileName === name)
        .then((content) => {
          found = content ?? found;
          zip.readEntry();
        })
        .catch(reject);
    });
    zip.readEntry();
  });
}

/** Fails if there is more data than declared. */
function readEntry(zip: ZipFile, entry: Entry, isWanted: boolean): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) return reject(error);
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => {
        if (isWanted) chunks.push(chunk);
      });
      stream.on("error", reject);
      stream.on("end", () => resolve(isWanted ? Buffer.concat(chunks) : null));
    });
  });
}

function tooLarge(): InvalidRecord {
  const megabytes = MAX_UNPACKED_BYTES / 1024 / 1024;
  return new InvalidRecord(`it has more than ${megabytes} MB or ${MAX_ENTRIES} files when unpacked`);
}
