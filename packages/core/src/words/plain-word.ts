const OTHER = 0;
const SMALL_LETTER = 1;
const CAPITAL = 2;
const DIGIT = 3;

/** What each ASCII character is. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return SMALL_LETTER;
  if (/[A-Z]/.test(character)) return CAPITAL;
  return /\d/.test(character) ? DIGIT : OTHER;
});

const [SPACE, APOSTROPHE, COMMA, HYPHEN, FULL_STOP] = [0x20, 0x27, 0x2c, 0x2d, 0x2e];

/** Before a full stop, a hyphen or a space within a word: "U.S", "Ph.D", "F-16", "MH 370", "J K Rowling". */
const MOST_LETTERS_IN_NAMES = 2;

/** Whether no word can begin here: ASCII that is neither a letter nor a digit. */
export function isBetweenWords(text: string, at: number): boolean {
  return KINDS[text.charCodeAt(at)] === OTHER;
}

/**
 * Where a run of ASCII letters and digits ends, if it is a word whatever is around it. It is not if it may be a part of initials, of
 * a name with a number, of a grouped number, or of a word with an apostrophe or with other letters.
 *
 * @param start of the run
 * @returns `start` when the word is not that plain
 */
export function plainWordEnd(text: string, start: number): number {
  const first = KINDS[text.charCodeAt(start)];
  if (first === undefined || first === OTHER) return start;
  let end = start + 1;
  while (isLetterOrDigit(KINDS[text.charCodeAt(end)])) end++;
  const next = text.charCodeAt(end);
  // Other alphabets, and spaces that group numbers.
  if (next === APOSTROPHE || next >= KINDS.length) return start;
  if (first === DIGIT) return next === COMMA ? start : end;
  if (end - start > MOST_LETTERS_IN_NAMES) return end;
  if (next === FULL_STOP || next === HYPHEN) return start;
  const isInCapitals = first === CAPITAL && KINDS[text.charCodeAt(end - 1)] === CAPITAL;
  return isInCapitals && next === SPACE ? start : end;
}

function isLetterOrDigit(kind: number | undefined): boolean {
  return kind !== undefined && kind !== OTHER;
}
