/**
 * Light stemmers for languages that the stemmer package lacks or gets wrong. They remove only the commonest
 * endings.
 *
 * @module
 */

/** Prefixes of Arabic words: the article, alone or after "and", "by", "as", "so" and "to". */
const ARABIC_PREFIX = /^(?:[وبكف]ال|ولل|ال|لل)(?=.{3})/;
/** "And", where the rest cannot be a shorter word: وزير is a minister. */
const ARABIC_AND = /^و(?=.{5})/;
const ARABIC_SUFFIXES = ["تين", "تان", "ها", "ات", "ون", "ين", "ان", "يه", "ه", "ي"] as const;
const LEAST_ARABIC_LETTERS = 3;

/**
 * Removes article and endings, after light10 (Larkey, Ballesteros and Connell 2007). Deviates from it because
 * its "and" also begins words, and its order of endings separates فيضان from فيضانات.
 *
 * @param word normalised
 */
export function stemArabic(word: string): string {
  let stem = word.replace(ARABIC_PREFIX, "");
  if (stem === word) stem = word.replace(ARABIC_AND, "");
  for (const suffix of ARABIC_SUFFIXES) {
    if (stem.length - suffix.length >= LEAST_ARABIC_LETTERS && stem.endsWith(suffix)) {
      stem = stem.slice(0, -suffix.length);
    }
  }
  return stem;
}

/** Longest first; after Ramanathan and Rao 2003, as in Lucene's HindiStemmer. */
const HINDI_SUFFIXES = (
  "ाएंगी ाएंगे ाऊंगी ाऊंगा ाइयां ाइयों " +
  "ाएगी ाएगा ाओगी ाओगे एंगी ेंगी एंगे ेंगे ूंगी ूंगा ातीं नाओं नाएं ताओं ताएं ियां ियों " +
  "ाकर ाइए ाईं ाया ेगी ेगा ोगी ोगे ाने ाना ाते ाती ाता तीं ाओं ाएं ुओं ुएं ुआं " +
  "कर ाओ िए ाई ाए ने नी ना ते ीं ती ता ां ों ें " +
  "ो े ू ु ी ि ा"
).split(" ");
const LEAST_HINDI_SIGNS = 3;

/** @param word normalised */
export function stemHindi(word: string): string {
  const suffix = HINDI_SUFFIXES.find(
    (ending) => word.length - ending.length >= LEAST_HINDI_SIGNS && word.endsWith(ending),
  );
  return suffix === undefined ? word : word.slice(0, -suffix.length);
}

/** Case and number endings of nouns and adjectives, without accents and with one sigma. */
const GREEK_SUFFIX = /(?<=.{3})(?:ουσ|εισ|εων|ων|ησ|οσ|ασ|εσ|ου|οι|α|η|ο|ι|ε|σ)$/;

/** @param word normalised */
export function stemGreek(word: string): string {
  return word.replace(GREEK_SUFFIX, "");
}
