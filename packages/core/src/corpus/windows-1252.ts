/** windows-1252 in 0x80–0x9F. Unassigned bytes keep their control character. */
const WINDOWS_1252_C1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/**
 * Replaces the C1 controls U+0080–U+009F with the characters of windows-1252. No text means a C1 control.
 * They result from decoding windows-1252 as ISO-8859-1, which some releases of Node's `TextDecoder` also do.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state
 */
export function c1ToWindows1252(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (c1) => WINDOWS_1252_C1.charAt(c1.charCodeAt(0) - 0x80));
}
