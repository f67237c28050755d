import { isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import {
  type DecodedText,
  decodeAs,
  decodeDamagedUtf8,
  decodeText,
  encodingInsteadOf,
  encodingOfMark,
  refuseBinary,
} from "./decode-text.ts";
import { declaredEncoding } from "./html/declared-encoding.ts";
import { InvalidRecord } from "./invalid-record.ts";

/**
 * Decodes XML or HTML. A declared encoding only applies if the bytes are not UTF-8. Text in another encoding
 * is hardly ever valid UTF-8, but UTF-8 is often declared as "ISO-8859-1". So is text in other 8-bit
 * encodings, which its letters reveal.
 *
 * @param charset of the Content-Type header, if any
 * @throws InvalidRecord as `decodeText`
 */
export function decodeMarkup(source: Uint8Array, charset: string | null): DecodedText {
  if (encodingOfMark(source) !== null) return decodeText(source);
  const bytes = withoutStrayZeros(source);
  refuseBinary(bytes);
  if (isUtf8(bytes)) return decodeText(bytes);
  for (const label of [charset, declaredEncoding(bytes)]) {
    const decoded = label === null ? null : tryDecoding(bytes, label);
    if (decoded !== null) return decoded;
  }
  // One bad character must not lose a whole feed.
  return decodeDamagedUtf8(bytes) ?? decodeText(bytes);
}

/**
 * Zero bytes are control characters in a text if they are rarer than one in this many bytes. A binary file
 * has more.
 */
const BYTES_PER_ZERO = 200;
const BLANK = 0x20;

/**
 * Replaces zero bytes, which some content systems leave in texts, with blanks. Browsers and feed readers
 * ignore them.
 */
function withoutStrayZeros(bytes: Uint8Array): Uint8Array {
  if (
    !bytes.includes(0) ||
    !Buffer.from(bytes.subarray(0, 64)).toString("latin1").trimStart().startsWith("<")
  )
    return bytes;
  const zeros = bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  return zeros * BYTES_PER_ZERO > bytes.length ? bytes : bytes.map((byte) => (byte === 0 ? BLANK : byte));
}

function tryDecoding(bytes: Uint8Array, label: string): DecodedText | null {
  try {
    const { encoding: declared } = new TextDecoder(label.trim());
    const encoding = encodingInsteadOf(declared, bytes) ?? declared;
    return { text: decodeAs(bytes, encoding), encoding };
  } catch (error) {
    // RangeError: an unknown encoding label.
    if (error instanceof InvalidRecord || error instanceof RangeError) return null;
    throw error;
  }
}
