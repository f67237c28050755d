import { isAscii, isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import { analyse } from "chardet";
import { decodeCodePage850 } from "./code-page-850.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { lineAt } from "./line-at.ts";
import { CODE_PAGE_850, isSingleByte, likeliestSingleByte, weighEncoding } from "./single-byte-encoding.ts";
import { c1ToWindows1252 } from "./windows-1252.ts";

/** A decoded text and its encoding. */
export interface DecodedText {
  readonly text: string;
  /** WHATWG name, lower case, or `ibm850`: https://encoding.spec.whatwg.org/#names-and-labels */
  readonly encoding: string;
  /** Line of the first broken character, from 1, if the text could be decoded only in part. */
  readonly damagedLine?: number;
}

/** Enough for the statistics of any encoding. The detector's run time grows with every byte. */
const DETECTION_SAMPLE_BYTES = 64 * 1024;
/**
 * chardet's confidence, 0…100. Lower guesses proved wrong. Sixteen Latin letters with one accent reach 40.
 */
const MIN_CONFIDENCE = 20;
const SAVE_AS_UTF8 = "save it as UTF-8";

const BINARY_MAGIC: ReadonlyArray<readonly [kind: string, magic: string]> = [
  ["a PDF document", "%PDF-"],
  ["a ZIP archive or an Office document", "PK\x03\x04"],
  ["an old Office document", "\xd0\xcf\x11\xe0"],
  ["an RTF document", "{\\rtf"],
  ["a PNG image", "\x89PNG"],
  ["a JPEG image", "\xff\xd8\xff"],
  ["a GIF image", "GIF8"],
  ["a gzip archive", "\x1f\x8b"],
  ["a bzip2 archive", "BZh"],
  ["a 7-Zip archive", "7z\xbc\xaf"],
  ["an SQLite database", "SQLite format 3"],
];

/**
 * Decodes a whole file: by byte order mark, else as strict UTF-8, else in the most likely encoding.
 *
 * @throws InvalidRecord when the bytes are not text, are damaged UTF-8, or have no likely encoding
 */
export function decodeText(source: Uint8Array): DecodedText {
  const bytes = fromModifiedUtf8(source);
  const encoding = detectEncoding(bytes);
  return { text: decodeAs(bytes, encoding), encoding };
}

/**
 * @returns WHATWG name of the bytes' encoding
 * @throws InvalidRecord as `decodeText`
 */
export function detectEncoding(bytes: Uint8Array): string {
  const marked = encodingOfMark(bytes);
  if (marked !== null) return marked;
  refuseBinary(bytes);
  if (looksLikeIso2022Jp(bytes)) return "iso-2022-jp";
  if (isUtf8(bytes)) return "utf-8";
  refuseDamagedUtf8(bytes);
  return detectLegacyEncoding(bytes);
}

/**
 * @param encoding a name that `detectEncoding` returned
 * @throws InvalidRecord when the bytes are invalid in this encoding
 */
export function decodeAs(bytes: Uint8Array, encoding: string): string {
  if (encoding === CODE_PAGE_850) return decodeCodePage850(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return encoding === "windows-1252" ? c1ToWindows1252(text) : text;
  } catch (cause) {
    throw new InvalidRecord(`text is not valid ${encoding}; ${SAVE_AS_UTF8}`, { cause });
  }
}

/**
 * Encoding by byte order mark, or by the zero bytes of UTF-16; `null` without either.
 *
 * @throws InvalidRecord for UTF-32
 */
export function encodingOfMark(bytes: Uint8Array): string | null {
  const starts = (...mark: number[]) => mark.every((byte, i) => bytes[i] === byte);
  if (starts(0xff, 0xfe, 0, 0) || starts(0, 0, 0xfe, 0xff)) {
    throw new InvalidRecord(`text is UTF-32, which is not supported; ${SAVE_AS_UTF8}`);
  }
  if (starts(0xff, 0xfe)) return "utf-16le";
  if (starts(0xfe, 0xff)) return "utf-16be";
  return starts(0xef, 0xbb, 0xbf) ? "utf-8" : unmarkedUtf16(bytes);
}

/** In bytes. */
const UTF16_SAMPLE = 4096;
/** Characters that no text contains: controls and unassigned code points. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it searches for controls
const NO_TEXT = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffd]|\p{Cn}|\p{Co}/u;

/**
 * Minimum ratio of zero bytes between the two sides of a pair. Few characters of UTF-16 have a zero byte on
 * the other side.
 */
const MOSTLY = 4;
/** Nearly all pairs of Latin text have a zero byte. A text with fewer has many bytes that are not ASCII. */
const LATIN_SHARE = 0.5;
const ASCII_SHARE = 0.8;

/**
 * Detects UTF-16 without a mark. Every text contains ASCII characters, whose zero bytes are always on the
 * same side of a pair. Other files have zero bytes on both sides or do not decode to text.
 */
function unmarkedUtf16(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, UTF16_SAMPLE);
  if (bytes.length % 2 === 1 || !sample.includes(0)) return null;
  const zerosOf = (side: number) => sample.filter((byte, at) => byte === 0 && at % 2 === side).length;
  const [first, second] = [zerosOf(0), zerosOf(1)];
  const byBlanks = sideOfBlanks(sample);
  if (byBlanks === null && Math.max(first, second) < MOSTLY * Math.min(first, second)) return null;
  if (first + second < (LATIN_SHARE * sample.length) / 2 && isMostlyAscii(sample)) return null;
  const encoding = byBlanks ?? (second > first ? "utf-16le" : "utf-16be");
  // The sample may end within a surrogate pair.
  const text = new TextDecoder(encoding)
    .decode(sample)
    .slice(0, bytes.length > UTF16_SAMPLE ? -1 : undefined);
  return NO_TEXT.test(text) ? null : encoding;
}

/**
 * Finds the byte order by line ends and blanks. These are the only ASCII characters of many Chinese texts,
 * where "一" has a zero byte on the other side.
 *
 * @returns `null` for a text without them, or with such pairs in both orders
 */
function sideOfBlanks(sample: Uint8Array): string | null {
  let [little, big] = [0, 0];
  for (let at = 0; at + 1 < sample.length; at += 2) {
    const [one, other] = [sample[at] ?? 0, sample[at + 1] ?? 0];
    if (other === 0 && BLANKS.has(one)) little++;
    if (one === 0 && BLANKS.has(other)) big++;
  }
  if (little > 0 === big > 0) return null;
  return little > 0 ? "utf-16le" : "utf-16be";
}

/** Tab, LF, CR, blank. */
const BLANKS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20]);

function isMostlyAscii(sample: Uint8Array): boolean {
  return sample.filter((byte) => byte >= 0x20 && byte < 0x7f).length > ASCII_SHARE * sample.length;
}

/** @throws InvalidRecord when the bytes begin like a known binary format or contain a NUL */
export function refuseBinary(bytes: Uint8Array): void {
  const head = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  const binary = BINARY_MAGIC.find(([, magic]) => head.startsWith(magic));
  if (binary) throw new InvalidRecord(`file is ${binary[0]}, not text; export it as plain text`);
  const nul = bytes.indexOf(0);
  if (nul === -1) return;
  throw new InvalidRecord(`file is binary (zero byte at offset ${nul}); ${SAVE_AS_UTF8}`);
}

/**
 * Chooses an encoding for bytes that are not UTF-8.
 *
 * @throws InvalidRecord when no encoding is likely enough
 */
export function detectLegacyEncoding(bytes: Uint8Array): string {
  const sample = detectionSample(bytes);
  const guess = guessEncoding(sample, bytes);
  if (guess !== null && !isSingleByte(guess)) return guess;
  const { encoding, oddities, letters } = likeliestSingleByte(sample, guess);
  const isCertain = guess !== null || (oddities === 0 && letters >= MIN_LETTERS);
  if (isCertain && isPossible(encoding, bytes)) return encoding;
  if (guess !== null) return guess;
  throw new InvalidRecord(`character encoding cannot be detected; ${SAVE_AS_UTF8}`);
}

/** Needed if the statistics find no encoding. */
const MIN_LETTERS = 3;

/** The most likely encoding by statistics; `null` if none is likely enough. */
function guessEncoding(sample: Uint8Array, bytes: Uint8Array): string | null {
  for (const { name, confidence } of analyse(sample)) {
    if (confidence < MIN_CONFIDENCE) break;
    const decoder = fatalDecoder(name);
    if (decoder !== null && decodes(decoder, bytes)) return decoder.encoding;
  }
  return null;
}

/**
 * A text in its declared encoding has fewer oddities than this. The right encoding must have this many times
 * fewer.
 */
const MANY_ODDITIES = 3;
const TIMES_FEWER = 4;

/**
 * The likely encoding of bytes that are declared as windows-1252, the default of many servers and templates,
 * but clearly are not.
 *
 * @returns `null` if the declaration may be right
 */
export function encodingInsteadOf(declared: string, bytes: Uint8Array): string | null {
  if (declared !== "windows-1252") return null;
  const sample = detectionSample(bytes);
  const { oddities } = weighEncoding(sample, declared);
  if (oddities < MANY_ODDITIES) return null;
  const best = likeliestSingleByte(sample, declared);
  const isBetter = best.encoding !== declared && best.oddities * TIMES_FEWER <= oddities;
  return isBetter && isPossible(best.encoding, bytes) ? best.encoding : null;
}

function isPossible(encoding: string, bytes: Uint8Array): boolean {
  return encoding === CODE_PAGE_850 || decodes(new TextDecoder(encoding, { fatal: true }), bytes);
}

/**
 * Detects ASCII bytes that switch to Kanji by an escape sequence, as in Japanese mail. They are valid UTF-8
 * but never meant as such.
 */
function looksLikeIso2022Jp(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kanjiEscape = buffer.includes("\x1b$B") || buffer.includes("\x1b$@");
  return kanjiEscape && isAscii(bytes) && decodes(new TextDecoder("iso-2022-jp", { fatal: true }), bytes);
}

/**
 * A UTF-8 file with a broken byte would pass as windows-1252 and turn every "é" into "Ã©". Other encodings
 * hardly ever form valid UTF-8 sequences, so more valid than invalid ones mean damage.
 */
function refuseDamagedUtf8(bytes: Uint8Array): void {
  const damaged = decodeDamagedUtf8(bytes);
  if (damaged === null) return;
  throw new InvalidRecord(`text is damaged UTF-8; remove the broken character or ${SAVE_AS_UTF8} again`, {
    line: damaged.damagedLine,
  });
}

/**
 * Decodes damaged UTF-8. Broken characters become U+FFFD, as in browsers.
 *
 * @returns `null` for bytes in another encoding
 */
export function decodeDamagedUtf8(
  bytes: Uint8Array,
): (DecodedText & { readonly damagedLine: number }) | null {
  const text = new TextDecoder("utf-8").decode(bytes);
  const invalid = text.match(/\ufffd/g)?.length ?? 0;
  const valid = (text.match(/[^\p{ASCII}]/gu)?.length ?? 0) - invalid;
  if (valid < invalid) return null;
  return { text, encoding: "utf-8", damagedLine: lineAt(text, text.indexOf("\ufffd")) };
}

/** A character beyond U+FFFF as two surrogates of three bytes each, and U+0000 as two bytes. */
const MODIFIED = /\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]|\xc0\x80/g;

/**
 * Converts the modified UTF-8 of Java and Oracle (CESU-8) to UTF-8.
 *
 * @returns the bytes themselves if they are neither
 * @see https://www.unicode.org/reports/tr26/
 */
function fromModifiedUtf8(bytes: Uint8Array): Uint8Array {
  if (isUtf8(bytes)) return bytes;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const latin1 = buffer.toString("latin1");
  const plain = latin1.replace(MODIFIED, (sequence) => standardSequence(Buffer.from(sequence, "latin1")));
  if (plain === latin1) return bytes;
  const mended = Buffer.from(plain, "latin1");
  return isUtf8(mended) ? mended : bytes;
}

function standardSequence(bytes: Buffer): string {
  const [, second = 0, third = 0, , fifth = 0, sixth = 0] = bytes;
  if (bytes.length === 2) return " ";
  const [high, low] = [((second & 0x0f) << 6) | (third & 0x3f), ((fifth & 0x0f) << 6) | (sixth & 0x3f)];
  return Buffer.from(String.fromCodePoint(0x10000 + (high << 10) + low)).toString("latin1");
}

/** Starts at the line of the first non-ASCII byte. The text before it says nothing about the encoding. */
function detectionSample(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const lineStart = bytes.lastIndexOf(0x0a, Math.max(0, first)) + 1;
  const start = Math.max(lineStart, first - DETECTION_SAMPLE_BYTES / 2, 0);
  return bytes.subarray(start, start + DETECTION_SAMPLE_BYTES);
}

function fatalDecoder(label: string): TextDecoder | null {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    return decoder.encoding === "utf-8" ? null : decoder;
  } catch {
    return null; // chardet knows encodings that the platform cannot decode, such as ISO-2022-KR
  }
}

function decodes(decoder: TextDecoder, bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
