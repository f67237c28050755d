import { InvalidRecord } from "../invalid-record.ts";
import type { PlainJsonRecord } from "../parse-json-source.ts";
import { documentRecord } from "./document-record.ts";
import { loadOptional } from "./load-optional.ts";
import { reflowLines } from "./reflow-lines.ts";
import { withoutRunningLines } from "./running-lines.ts";

/** More than a thick book. */
const MAX_PAGES = 2_000;

/**
 * Reads the text of a PDF document, with its title and author properties.
 *
 * @throws InvalidRecord when it cannot be read, has no text (scanned pages), or `unpdf` is not installed
 */
export async function parsePdf(bytes: Uint8Array): Promise<PlainJsonRecord> {
  const unpdf = await loadOptional({ kind: "a PDF document", name: "unpdf" }, () => import("unpdf"));
  try {
    // Pass a copy, because unpdf detaches the buffer.
    const document = await unpdf.getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
    if (document.numPages > MAX_PAGES) {
      throw new InvalidRecord(`PDF has ${document.numPages} pages, more than ${MAX_PAGES}; split it`);
    }
    const { text: pages } = await unpdf.extractText(document);
    const { info } = await unpdf.getMeta(document);
    await document.destroy();
    const text = reflowLines(withoutRunningLines(pages).join("\n"));
    if (text === "") throw new InvalidRecord("PDF has no text; its pages may be pictures");
    return documentRecord(text, {
      title: textOf(info["Title"]),
      author: textOf(info["Author"]),
      keywords: textOf(info["Keywords"]),
    });
  } catch (cause) {
    if (cause instanceof InvalidRecord) throw cause;
    throw new InvalidRecord(`PDF cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
