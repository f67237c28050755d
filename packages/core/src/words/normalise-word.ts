const ASCII = /^[\0-\x7f]*$/;

/**
 * Code points of the digit zero by script: Arabic, Persian, Devanagari, Bengali, Gurmukhi, Gujarati, Odia,
 * Tamil, Telugu, Kannada, Malayalam, Thai.
 */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50] as const;
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;

/** Interchangeable Arabic letters, as in Lucene's ArabicNormalizer and PersianNormalizer. */
const ARABIC_LETTERS: Readonly<Record<string, string>> = {
  أ: "ا",
  إ: "ا",
  آ: "ا",
  ٱ: "ا",
  ى: "ي",
  ی: "ي",
  ئ: "ي",
  ؤ: "و",
  ة: "ه",
  ۀ: "ه",
  ہ: "ه",
  ک: "ك",
};
const ARABIC_LETTER = /[أإآٱىیئؤةۀہک]/g;
/** Vowels, the doubling mark, and the stroke that only lengthens a word. */
const ARABIC_MARKS = /[\u064b-\u0655\u0670\u0640]/g;
const HEBREW_POINTS = /[\u0591-\u05bd\u05bf-\u05c7]/g;
const DEVANAGARI_DOT = /\u093c/g;
/**
 * A nasal before another consonant is written as itself or as a dot (हिन्दी, हिंदी), and the dot as a moon
 * (गाँव, गांव).
 */
const DEVANAGARI_NASAL = /\u0901|[ङञणनम]\u094d(?=[क-म])/g;

/**
 * Normalises the spelling of a lower-case word: no full-width or half-width forms (NFKC), no accents on Latin
 * and Greek letters, one sigma, е for ё, one alef, ya, kaf and ha, no vowel signs in Arabic and Hebrew, one
 * nasal in Devanagari, and digits 0 to 9.
 */
export function normaliseWord(word: string): string {
  if (ASCII.test(word)) return word;
  return foldAccents(word.normalize("NFKC"))
    .replace(/\p{Script=Greek}[\p{Script=Greek}\p{M}]*/gu, foldGreek)
    .replaceAll("ё", "е")
    .replace(ARABIC_MARKS, "")
    .replace(ARABIC_LETTER, (letter) => ARABIC_LETTERS[letter] as string)
    .replace(HEBREW_POINTS, "")
    .replace(DEVANAGARI_DOT, "")
    .replace(DEVANAGARI_NASAL, "\u0902")
    .replace(OTHER_DIGIT, toAsciiDigit);
}

function foldGreek(word: string): string {
  return word
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replaceAll("ς", "σ")
    .normalize("NFC");
}

function toAsciiDigit(digit: string): string {
  const code = digit.codePointAt(0) as number;
  const zero = ZEROS.find((first) => code >= first && code < first + 10);
  return zero === undefined ? digit : String(code - zero);
}

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

/**
 * Removes accents from Latin letters in a lower-case text. Keeps marks in other scripts, where they form other letters.
 */
export function foldAccents(text: string): string {
  if (ASCII.test(text)) return text;
  return text
    .normalize("NFD")
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, "$1")
    .normalize("NFC")
    .replace(UNDIVIDED_LETTER, (letter) => UNDIVIDED[letter] as string);
}
