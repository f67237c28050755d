import { htmlText } from "../html/html-text.ts";
import { InvalidRecord } from "../invalid-record.ts";
import type { PlainJsonRecord } from "../parse-json-source.ts";
import { parseXml } from "../xml/parse-xml.ts";
import { childText } from "../xml/xml-element.ts";
import { documentRecord } from "./document-record.ts";
import { loadOptional } from "./load-optional.ts";
import { readZipPart } from "./read-zip-part.ts";

const PROPERTIES = "docProps/core.xml";
const HEADING = /^\s*<h1[^>]*>([\s\S]*?)<\/h1>/i;

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
  const html = await toHtml(mammoth, bytes);
  const [heading = "", inside] = HEADING.exec(html) ?? [];
  const stated = properties === null ? { title: null, author: null } : statedIn(properties);
  const title = inside === undefined ? stated.title : htmlText(inside);
  return documentRecord(htmlText(html.slice(heading.length)), { title, author: stated.author });
}

async function toHtml(mammoth: typeof import("mammoth"), bytes: Uint8Array): Promise<string> {
  try {
    // Images would become megabytes of text.
    const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: "" }));
    return (await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, { convertImage })).value;
  } catch (cause) {
    throw new InvalidRecord("file is no Word document that can be read", { cause });
  }
}

function statedIn(properties: Buffer): { readonly title: string | null; readonly author: string | null } {
  try {
    const root = parseXml(properties.toString("utf8"));
    return { title: childText(root, "dc:title"), author: childText(root, "dc:creator") };
  } catch (error) {
    if (error instanceof InvalidRecord) return { title: null, author: null };
    throw error;
  }
}
