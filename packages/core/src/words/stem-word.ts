import { newStemmer } from "snowball-stemmers";
import { americanSpelling } from "./american-spelling.ts";
import { normaliseWord } from "./normalise-word.ts";
import { remember } from "./remember.ts";

const LETTERS = /^[\p{L}\p{M}]+$/u;

/** Languages with a Snowball stemmer (https://snowballstem.org/algorithms/), by its name. */
const SNOWBALL = {
  en: "english",
  ca: "catalan",
  cs: "czech",
  da: "danish",
  de: "german",
  es: "spanish",
  eu: "basque",
  fi: "finnish",
  fr: "french",
  ga: "irish",
  hu: "hungarian",
  hy: "armenian",
  it: "italian",
  nb: "norwegian",
  nl: "dutch",
  nn: "norwegian",
  no: "norwegian",
  pt: "portuguese",
  ro: "romanian",
  ru: "russian",
  sl: "slovene",
  sv: "swedish",
  ta: "tamil",
  tr: "turkish",
} as const;

const LIGHT: Readonly<Record<string, (normalised: string) => string>> = {
  ar: stemArabic,
  el: stemGreek,
  hi: stemHindi,
};

/** Endings whose accents are often omitted, or that Snowball separates although they belong to one word. */
const RESTORED: Readonly<Record<string, readonly (readonly [ending: RegExp, restored: string])[]>> = {
  es: [[/(?<=[cs])ion$/, "ión"]],
  pt: [
    [/(?:coes|ções)$/, "ção"],
    [/(?:soes|sões)$/, "são"],
    [/(?:ões|ães|ãos)$/, "ão"],
    [/cao$/, "ção"],
  ],
};

type Stemmer = ReturnType<typeof newStemmer>;
const stemmers = new Map<string, Stemmer>();

/**
 * The common stem of a lower-case word's forms in a language: no endings, normalised spelling, no accents.
 * English words also get American spelling (Snowball's English stemmer, also called Porter 2), except for
 * words that the stemmer would conflate with others. Initials and numbers are not stemmed: "u.s" is not a
 * plural.
 *
 * @param language BCP 47 tag of the surrounding text; defaults to the usual language of the word's script, or
 *   English
 */
export function stemWord(word: string, language: string | null = null): string {
  const normalised = normaliseWord(word);
  if (!LETTERS.test(normalised)) return normalised;
  const own = languageOfWord(normalised, language);
  if (own === undefined) return normalised;
  if (own === "en") return stemEnglish(normalised);
  const light = Object.hasOwn(LIGHT, own) ? LIGHT[own] : undefined;
  if (light !== undefined) return light(normalised);
  const stemmer = stemmerOf(own);
  if (stemmer === undefined) return normalised;
  // Remove accents last, because they mark endings: "évacués" and "inundación".
  return normaliseWord(stemmer.stem(restoreAccents(word.normalize("NFKC").replaceAll("ё", "е"), own)));
}

/**
 * The first letter of an English word's stem, found without stemming: the stemmer only changes later letters.
 *
 * @param word in ASCII; the others as in `stemWord`
 * @returns `undefined` for other languages
 */
export function initialOfStem(word: string, language: string | null = null): string | undefined {
  if (!LETTERS.test(word)) return word.charAt(0);
  return languageOfWord(word, language) === "en" ? americanSpelling(word).charAt(0) : undefined;
}

const REMEMBERED_WORDS = 100_000;

/** The words of an index recur, and so do the slips of saved searches. */
const stemEnglish = remember(REMEMBERED_WORDS, (folded: string): string => {
  const spelled = americanSpelling(folded);
  return keptStem(spelled) ?? (stemmerOf("en") as Stemmer).stem(spelled);
});

function restoreAccents(word: string, language: string): string {
  const rules = RESTORED[language] ?? [];
  return rules.reduce((text, [ending, restored]) => text.replace(ending, restored), word);
}

function stemmerOf(language: string): Stemmer | undefined {
  const known = stemmers.get(language);
  if (known !== undefined || !Object.hasOwn(SNOWBALL, language)) return known;
  const stemmer = newStemmer(SNOWBALL[language as keyof typeof SNOWBALL]);
  stemmers.set(language, stemmer);
  return stemmer;
}

// Light stemmers, for languages that the stemmer package lacks or gets wrong. They remove only the most common endings.

/** Prefixes of Arabic words: the article, alone or after "and", "by", "as", "so" and "to". */
const ARABIC_PREFIX = /^(?:[وبكف]ال|ولل|ال|لل)(?=.{3})/;
/** "And", where the rest cannot be a shorter word: وزير is a minister. */
const ARABIC_AND = /^و(?=.{5})/;
const ARABIC_SUFFIXES = ["تين", "تان", "ها", "ات", "ون", "ين", "ان", "يه", "ه", "ي"] as const;
const LEAST_ARABIC_LETTERS = 3;

/**
 * Removes the article and endings, after light10 (Larkey, Ballesteros and Connell 2007). Deviates from it, because its
 * "and" also begins other words, and its order of endings separates فيضان from فيضانات.
 *
 * @param word normalised
 */
function stemArabic(word: string): string {
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
function stemHindi(word: string): string {
  const suffix = HINDI_SUFFIXES.find(
    (ending) => word.length - ending.length >= LEAST_HINDI_SIGNS && word.endsWith(ending),
  );
  return suffix === undefined ? word : word.slice(0, -suffix.length);
}

/** Case and number endings of nouns and adjectives, without accents and with one sigma. */
const GREEK_SUFFIX = /(?<=.{3})(?:ουσ|εισ|εων|ων|ησ|οσ|ασ|εσ|ου|οι|α|η|ο|ι|ε|σ)$/;

/** @param word normalised */
function stemGreek(word: string): string {
  return word.replace(GREEK_SUFFIX, "");
}

// Words that Snowball's English stemmer conflates although news distinguishes them, or separates from their own forms: organization
// and organ, university and universe, authorities and author, officer and office, Israel and Israeli. Snowball 3 handles some of them
// by limiting where endings begin (https://github.com/snowballstem/snowball/blob/master/algorithms/english.sbl). The rest were found
// by stemming the vocabulary of the judged collections.

/** The stem of a family and the forms that get it, in American spelling. */
const FAMILIES: Readonly<Record<string, string>> = {
  organiz:
    "organize organizes organized organizer organizers organizing organization organizations organizational organizationally",
  reorganiz: "reorganize reorganizes reorganized reorganizing reorganization reorganizations",
  disorganiz: "disorganize disorganized disorganization",
  organic: "organic organically",
  organism: "organism organisms",
  universiti: "university universities",
  universal: "universal universally universality universals universalism universalist",
  internal: "internal internally",
  international:
    "international internationally internationals internationalism internationalist internationalists internationalize internationalized internationalization",
  emergenc: "emergency emergencies",
  authoriti: "authority authorities",
  authoritarian: "authoritarian authoritarians authoritarianism",
  authoritative: "authoritative authoritatively",
  authoriz: "authorize authorizes authorized authorizing authorization authorizations",
  department: "department departments departmental",
  apartment: "apartment apartments",
  compartment: "compartment compartments",
  important: "important importantly importance",
  engineer: "engineer engineers engineered engineering",
  experiment: "experiment experiments experimented experimenting experimental experimentally experimentation",
  experience: "experience experiences experienced experiencing",
  officer: "officer officers",
  several: "several",
  ironic: "ironic ironical ironically",
  designat: "designate designates designated designating designation designations",
  execut: "execute executes executed executing execution executions executioner executioners",
  executive: "executive executives",
  conservative: "conservative conservatives conservatively conservatism",
  subjective: "subjective subjectively",
  rational: "rational rationally rationality",
  literal: "literal literally",
  protestant: "protestant protestants protestantism",
  hospitality: "hospitality",
  mineral: "mineral minerals",
  morale: "morale",
  publicity: "publicity",
  customer: "customer customers",
  recession: "recession recessions recessionary",
  finale: "finale finales",
  liberat: "liberate liberates liberated liberating liberation liberator liberators",
  polite: "polite politely politeness",
  informal: "informal informally informality",
  admiral: "admiral admirals",
  corporal: "corporal corporals",
  animal: "animal animals",
  literate: "literate literacy",
  negative: "negative negatives negatively",
  customs: "customs",
  aids: "aids",
  united: "united",
  mars: "mars",
  boeing: "boeing boeings",
  paste: "paste pastes pasted pasting",
  crisi: "crises",
  hypothesi: "hypotheses",
  gas: "gas gases",
  bus: "bus buses",
  // The form of "US" and "U.S.", which distinguishes it from the pronoun.
  "u.s": "usa",
};

/** Places whose people and adjectives add an i: Iraq and Iraqi, Israel and Israelis. */
const PLACES =
  "israel iraq pakistan kuwait qatar oman yemen bahrain bangladesh azerbaijan uzbek uzbekistan kazakhstan turkmenistan tajikistan kashmir punjab bengal gujarat nepal";

const STEMS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(FAMILIES).flatMap(([stem, forms]) =>
    forms.split(" ").map((form) => [form, stem] as const),
  ),
  ...PLACES.split(" ").flatMap((place) => [`${place}i`, `${place}is`].map((form) => [form, place] as const)),
]);

/** The stem of a lower-case word that the stemmer gets wrong; `undefined` for all others. */
export function keptStem(word: string): string | undefined {
  return STEMS.get(word);
}

/** All words with a kept stem. */
export function keptWords(): Iterable<string> {
  return STEMS.keys();
}

/** Scripts whose words are stemmed, each with a pattern for its letters. */
const SCRIPTS = {
  latin: /\p{Script=Latin}/u,
  cyrillic: /\p{Script=Cyrillic}/u,
  greek: /\p{Script=Greek}/u,
  arabic: /\p{Script=Arabic}/u,
  devanagari: /\p{Script=Devanagari}/u,
  tamil: /\p{Script=Tamil}/u,
  armenian: /\p{Script=Armenian}/u,
} as const;

type Script = keyof typeof SCRIPTS;

/** The default language of a script, and the others written in it. */
const LANGUAGES: Readonly<Record<Script, readonly [usual: string, ...others: string[]]>> = {
  latin: [
    "en",
    ..."af az bs ca cs cy da de es et eu fi fr ga gl hr hu id is it lt lv ms mt nb nl nn no pl pt ro sk sl sq sv sw tl tr uz vi".split(
      " ",
    ),
  ],
  cyrillic: ["ru", ..."be bg kk ky mk mn sr tg uk".split(" ")],
  greek: ["el"],
  arabic: ["ar", ..."ckb fa ps sd ug ur".split(" ")],
  devanagari: ["hi", ..."mr ne sa".split(" ")],
  tamil: ["ta"],
  armenian: ["hy"],
};

const ASCII = /^[\0-\x7f]*$/;

/** The language of a BCP 47 tag: "de" for "de-AT". */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] as string;
}

/**
 * The assumed language of a word: that of the article if it uses the word's script, else the script's
 * default, as for English names in a Russian article.
 *
 * @param language of the article, as a BCP 47 tag; `null` when unknown
 * @returns `undefined` for a script without stemming
 */
function languageOfWord(word: string, language: string | null): string | undefined {
  const script = scriptOf(word);
  if (script === undefined) return undefined;
  const [usual, ...others] = LANGUAGES[script];
  if (language === null) return usual;
  const primary = primaryLanguage(language);
  return others.includes(primary) ? primary : usual;
}

function scriptOf(word: string): Script | undefined {
  if (ASCII.test(word)) return "latin";
  const scripts = Object.keys(SCRIPTS) as Script[];
  return scripts.find((script) => SCRIPTS[script].test(word));
}
