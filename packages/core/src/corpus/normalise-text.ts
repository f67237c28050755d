import { isUtf8 } from "node:buffer";
import { c1ToWindows1252 } from "./windows-1252.ts";

/**
 * Soft hyphen, zero-width space, word joiner, byte order mark, object placeholder: invisible, but each would
 * split a word for a tokenizer. Deliberately keeps U+200C and U+200D (ZWNJ, ZWJ), which Persian, Indic
 * scripts and emoji need, and the direction marks of Arabic and Hebrew.
 */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff\ufffc]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it removes control characters
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
const LINE_ENDS = /\r\n?|\u2028|\v/g;
const PARAGRAPH_ENDS = /\f|\u2029/g;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * Normalises every text of the corpus: LF line ends, NFC, UTF-8 that was misread as Latin-1 restored, no
 * invisible or control characters, tabs as spaces, no trailing blanks, at most one blank line, trimmed.
 * Idempotent. A lone surrogate becomes U+FFFD, because UTF-8 storage would do that later without adjusting
 * offsets.
 */
export function normaliseText(text: string): string {
  const lines = text.replace(LINE_ENDS, "\n").replace(PARAGRAPH_ENDS, "\n\n");
  const visible = c1ToWindows1252(repairMojibake(lines))
    .replaceAll("\t", " ")
    .replace(CONTROLS, "")
    .replace(INVISIBLE, "")
    .replace(LONE_SURROGATES, "\ufffd")
    .normalize("NFC");
  const normal = trimLineEnds(visible)
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  // A removed character may have been inside a misread one.
  return normal !== text && MISREAD.test(normal) ? normaliseText(normal) : normal;
}

/** `normaliseText` for titles, names and other single lines. Runs of blanks become one space. */
export function normaliseLine(text: string): string {
  return normaliseText(text).replace(/\s+/g, " ");
}

/** Line by line, because the expression `\s+\n` takes quadratic time on a long run of spaces. */
function trimLineEnds(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/**
 * The byte of each character of windows-1252. Bytes without a character represent themselves, as in Latin-1.
 */
const BYTES: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [c1ToWindows1252(String.fromCharCode(byte)), byte]),
);
/** Continuation bytes of a misread character: U+0080 to U+00BF, or their windows-1252 characters. */
const CONTINUED = "[\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]";
/**
 * A misread character of three or four bytes ("â€™"), or one of two bytes next to a lower-case letter
 * ("cafÃ©"). "MANHÃ…" is correct Portuguese.
 */
const MISREAD = new RegExp(
  `[\\u00e0-\\u00ef]${CONTINUED}{2}|[\\u00f0-\\u00f4]${CONTINUED}{3}|` +
    `\\p{Ll}[\\u00c2-\\u00df]${CONTINUED}|[\\u00c2-\\u00df]${CONTINUED}(?:\\p{Ll}|[\\u00c2-\\u00df]${CONTINUED})|[\\u00c2]\\u00a0`,
  "u",
);
/** Some texts passed through several such systems. */
const MAX_ROUNDS = 3;

/**
 * Restores UTF-8 that another system read as Latin-1 or windows-1252: "donâ€™t", "cafÃ©". Like ftfy, changes
 * a line only if all of it is valid UTF-8 when re-encoded, so that no other text changes.
 *
 * @see https://ftfy.readthedocs.io/en/latest/heuristic.html
 */
function repairMojibake(text: string): string {
  if (!MISREAD.test(text)) return text;
  return text.split("\n").map(repairLine).join("\n");
}

function repairLine(line: string): string {
  let repaired = line;
  for (let round = 0; round < MAX_ROUNDS && MISREAD.test(repaired); round++) {
    const decoded = decodedAgain(repaired);
    if (decoded === null) break;
    repaired = decoded;
  }
  return repaired;
}

/** `null` if the line cannot have been misread in this way. */
function decodedAgain(line: string): string | null {
  const bytes = new Uint8Array(line.length);
  for (let at = 0; at < line.length; at++) {
    const byte = BYTES.get(line.charAt(at)) ?? line.charCodeAt(at);
    if (byte > 0xff) return null;
    bytes[at] = byte;
  }
  return isUtf8(bytes) ? Buffer.from(bytes).toString("utf8") : null;
}
