import { decodeNamedCharacterReference } from "decode-named-character-reference";
import { c1ToWindows1252 } from "./windows-1252.ts";

/** The longest name in HTML is `CounterClockwiseContourIntegral`, 31 characters. */
const CHARACTER_REFERENCE = /&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z][a-z0-9]{1,31});/gi;

/**
 * Decodes HTML character references with a semicolon (`&#163;`, `&eacute;`) once: `&amp;lt;` becomes `&lt;`.
 * Content systems leave many of them in news archives, where they disturb readers and tokenizers. Leaves
 * other text (`&NA;`, `AT&T`) alone.
 */
export function decodeEntities(text: string): string {
  return text.replace(CHARACTER_REFERENCE, (whole, name: string) => {
    if (name.startsWith("#")) return decodeNumeric(name.slice(1)) ?? whole;
    return decodeNamedCharacterReference(name) || whole;
  });
}

/**
 * Decodes the remains of double encoding: `&#8217;` and `&pound;` in a text that was already decoded. Keeps
 * references to markup characters, since a text may be about them.
 */
export function decodeLeftEntities(text: string): string {
  return text.replace(CHARACTER_REFERENCE, (whole) =>
    /^&(?:lt|gt|amp|#60|#62|#38);$/i.test(whole) ? whole : decodeEntities(whole),
  );
}

function decodeNumeric(digits: string): string | null {
  const codePoint = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  if (codePoint === 0 || codePoint > 0x10ffff || isSurrogate) return null;
  return c1ToWindows1252(String.fromCodePoint(codePoint));
}
