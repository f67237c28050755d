/** Latin letters that Unicode does not decompose into a letter and a mark. */
const UNDIVIDED: Readonly<Record<string, string>> = {
  ł: "l",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ı: "i",
};
const UNDIVIDED_LETTER = /[łøđðþßæœı]/g;
const ASCII = /^[\0-\x7f]*$/;

/**
 * Removes accents from Latin letters in a lower-case text. In other scripts marks form other letters and
 * stay.
 */
export function foldAccents(text: string): string {
  if (ASCII.test(text)) return text;
  return text
    .normalize("NFD")
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, "$1")
    .normalize("NFC")
    .replace(UNDIVIDED_LETTER, (letter) => UNDIVIDED[letter] as string);
}
