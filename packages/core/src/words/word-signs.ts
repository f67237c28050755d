/**
 * What words consist of, as parts of regular expressions. V8 takes some 10 ms to compile an expression with all letters of Unicode in
 * several places, and does so twice. Texts in English need none but ASCII, so expressions for them are compiled apart.
 *
 * @module
 */

/** Character classes without their brackets. */
export interface WordSigns {
  readonly letters: string;
  readonly capitals: string;
  readonly smallLetters: string;
  /** Marks that belong to the letter before. */
  readonly marks: string;
  readonly digits: string;
}

const OF_UNICODE: WordSigns = {
  letters: "\\p{L}",
  capitals: "\\p{Lu}",
  smallLetters: "\\p{Ll}",
  marks: "\\p{M}",
  digits: "\\p{N}",
};

const OF_ASCII: WordSigns = {
  letters: "A-Za-z",
  capitals: "A-Z",
  smallLetters: "a-z",
  marks: "",
  digits: "0-9",
};

/** Neither ASCII nor one of the signs of Latin-1, punctuation and currencies that are no letters, digits or marks. */
const OTHER_SIGN =
  /[^\0-\x7f\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2000-\u2064\u2066-\u206f\u20a0-\u20c0]/;

/** Whether all letters, digits and marks of a text are ASCII. */
export function hasAsciiWords(text: string): boolean {
  return !OTHER_SIGN.test(text);
}

/**
 * An expression that is compiled for texts whose words are ASCII, and for others when there is one.
 *
 * @param flags without "u"
 * @returns the expression for a text. It is the same object each time, so `lastIndex` is to be set
 */
export function wordExpression(
  sourceOf: (signs: WordSigns) => string,
  flags: string,
): (isAscii: boolean) => RegExp {
  let ofAscii: RegExp | undefined;
  let ofUnicode: RegExp | undefined;
  return (isAscii) => {
    if (isAscii) {
      ofAscii ??= new RegExp(sourceOf(OF_ASCII), flags);
      return ofAscii;
    }
    ofUnicode ??= new RegExp(sourceOf(OF_UNICODE), `${flags}u`);
    return ofUnicode;
  };
}
