import { MIMEType } from "node:util";
import { Parser } from "htmlparser2";
import { SaxesParser } from "saxes";

/**
 * Longer than the prescan of browsers, since pages put long comments first
 * (https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding).
 */
const HEAD_BYTES = 4096;

/** Encoding declared in an XML or HTML document, as written; `null` without one. */
export function declaredEncoding(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
  return ofXmlDeclaration(head) ?? ofMetaElement(head);
}

/** @returns `null` for a header without a charset or an invalid media type */
export function charsetOf(contentType: string | null | undefined): string | null {
  return mediaType(contentType)?.params.get("charset") ?? null;
}

/** Media type in lower case without parameters, such as `text/html`; `null` if invalid. */
export function essenceOf(contentType: string | null | undefined): string | null {
  return mediaType(contentType)?.essence ?? null;
}

function mediaType(contentType: string | null | undefined): MIMEType | null {
  if (contentType === null || contentType === undefined) return null;
  try {
    return new MIMEType(contentType);
  } catch {
    return null; // People write headers by hand.
  }
}

function ofXmlDeclaration(head: string): string | null {
  let encoding: string | null = null;
  const parser = new SaxesParser({ position: false });
  parser.on("xmldecl", (declaration) => {
    encoding = declaration.encoding ?? null;
  });
  // The document's reader reports its errors. Here the truncated end always causes one.
  parser.on("error", () => {});
  parser.write(head.trimStart());
  return encoding;
}

function ofMetaElement(head: string): string | null {
  let encoding: string | null = null;
  const parser = new Parser({
    onopentag: (name, { charset, content, "http-equiv": equivalent }) => {
      if (name !== "meta") return;
      if (equivalent?.toLowerCase() === "content-type") encoding ??= charsetOf(content);
      encoding ??= charset ?? null;
    },
  });
  parser.write(head);
  return encoding;
}
