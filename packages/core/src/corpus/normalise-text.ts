import { repairMojibake } from "./repair-mojibake.ts";
import { c1ToWindows1252 } from "./windows-1252.ts";

/**
 * Soft hyphen, zero-width space, word joiner, byte order mark, object placeholder: invisible, but each would
 * split a word for a tokenizer. U+200C and U+200D (ZWNJ, ZWJ) are kept on purpose, since Persian, Indic
 * scripts and emoji need them, and so are the direction marks of Arabic and Hebrew.
 */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff\ufffc]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
const LINE_ENDS = /\r\n?|\u2028|\v/g;
const PARAGRAPH_ENDS = /\f|\u2029/g;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * Normalises every text of the corpus: LF, NFC, UTF-8 that was misread as Latin-1 restored, no invisible or control characters, tabs as spaces, no
 * trailing blanks, at most one blank line, trimmed. Idempotent. A lone surrogate becomes U+FFFD, because
 * UTF-8 storage would do that later without adjusting offsets.
 */
export function normaliseText(text: string): string {
  const lines = text.replace(LINE_ENDS, "\n").replace(PARAGRAPH_ENDS, "\n\n");
  const visible = c1ToWindows1252(repairMojibake(lines))
    .replaceAll("\t", " ")
    .replace(CONTROLS, "")
    .replace(INVISIBLE, "")
    .replace(LONE_SURROGATES, "\ufffd")
    .normalize("NFC");
  return trimLineEnds(visible)
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/**
 * `normaliseText` for a single line, with runs of blanks as one space: for titles, names and other fields.
 */
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
