import { isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import { type DecodedText, decodeAs, decodeText, encodingOfMark, refuseBinary } from "./decode-text.ts";
import { declaredEncoding } from "./html/declared-encoding.ts";
import { InvalidRecord } from "./invalid-record.ts";

/**
 * Decodes XML or HTML. A declared encoding only counts for bytes that are not UTF-8: text in another encoding
 * is hardly ever valid UTF-8, while "ISO-8859-1" on UTF-8 is a common mistake.
 *
 * @param charset of the Content-Type header, if any
 * @throws InvalidRecord as `decodeText`
 */
export function decodeMarkup(bytes: Uint8Array, charset: string | null): DecodedText {
  if (encodingOfMark(bytes) !== null) return decodeText(bytes);
  refuseBinary(bytes);
  if (isUtf8(bytes)) return decodeText(bytes);
  for (const label of [charset, declaredEncoding(bytes)]) {
    const decoded = label === null ? null : tryDecoding(bytes, label);
    if (decoded !== null) return decoded;
  }
  return decodeText(bytes);
}

function tryDecoding(bytes: Uint8Array, label: string): DecodedText | null {
  try {
    const { encoding } = new TextDecoder(label.trim());
    return { text: decodeAs(bytes, encoding), encoding };
  } catch (error) {
    // RangeError: an unknown encoding label.
    if (error instanceof InvalidRecord || error instanceof RangeError) return null;
    throw error;
  }
}
