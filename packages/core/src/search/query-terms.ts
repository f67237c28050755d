import { joinedCompounds } from "../words/joined-compounds.ts";
import { isNegation, LETTERED, splitWords } from "../words/split-words.ts";
import { functionWordsOf, STOP_WORDS } from "../words/stop-words.ts";

/**
 * "us" where it can only be the country, in a query without capitals: before the first noun ("us tariffs", but not "us and
 * them"), after "the" ("in the us") and beside a hyphen ("china-us talks"). English has no pronoun in these places. After
 * any other word it can be one ("tell us more", "with us").
 */
const COUNTRY_IN_SMALL_LETTERS =
  /(?<![\p{L}\p{N}'’.])(?:(?<=^\s*)us(?=(?:['’]s)?\s+(?!(?:all|both|either|neither)\b|too\W*$|(?:and|or|vs\.?|versus|against)\s+them\b)[\p{L}\p{N}])|(?<=(?:^|\s)the\s+)us|(?<=\p{L}-)us|us(?=-\p{L}))(?![\p{L}\p{N}])/gu;
const CAPITAL = /\p{Lu}/u;

const alternatives = (words: string) => words.trim().replaceAll(/\s+/g, "|");

/** What the pronoun cannot stand before: nouns of the trade ("it layoffs"), and of the health organisation ("who chief"). */
const IT_NOUNS = alternatives(`
  consultan(?:cy|ts?) consulting cell compan(?:y|ies) departments? employees? engineers? firms? giants? graduates? hiring hubs? index
  industry infrastructure jobs? layoffs? lay-offs? majors? managers? ministers? ministry outages? outsourcing park professionals? raids?
  recruitment rules sector security services skills specialists? spending staff stocks? systems? technicians? workers? workforce`);
const WHO_NOUNS = alternatives(`
  advisers? advisory advisors? africa approval boss budget cent(?:er|re) chief classification committee constitution contributions data
  declaration delegation director(?:-general)? emergency envoy europe experts? funding guidance guidelines headquarters
  investigation investigators? list listing members? membership mission office officials? pandemic panel prequalification
  recommendations? regional report representative scientists? spokes(?:man|woman|person) standards statement summit team treaty vaccines?
  warning withdrawal`);
/** What headlines say that it does. A question with the pronoun asks "who said", or has its question mark. */
const WHO_VERBS = alternatives(`
  advises appeals approves backs classifies confirms convenes declares downgrades drops ends endorses estimates extends issues
  launches lifts lists prequalifies recommends reclassifies renames suspends upgrades urges validates warns`);
const TO_WHO = alternatives("exits? from fund(?:s|ing)? joins? leave(?:s|ing)? quits?(?:ting)? rejoins?");

/** "Is it hiring" asks of something, not of a trade. */
const NO_AUXILIARY_BEFORE =
  "(?<!\\b(?:is|was|are|were|does|do|did|has|had|have|will|would|can|could|should|may|might|must)\\s+)";
const NO_WORD_BEFORE = "(?<![\\p{L}\\p{N}'’.])";
const ENDS = "(?![\\p{L}\\p{N}])";

/** Where "it" and "who" in small letters are acronyms, whatever the rest of the query is written in. */
const ACRONYM_BEFORE_NOUN = new RegExp(
  `${NO_WORD_BEFORE}${NO_AUXILIARY_BEFORE}(?:it(?=\\s+(?:${IT_NOUNS})${ENDS})|who(?=(?:['’]s)?\\s+(?:${WHO_NOUNS})${ENDS}))`,
  "gu",
);
/** Where "who" is one in a query without capitals and question mark: "who declares emergency", "us withdrawal from who". */
const WHO_IN_HEADLINE = new RegExp(
  `^\\s*who(?=\\s+(?:${WHO_VERBS})${ENDS})|(?<=\\b(?:${TO_WHO})\\s+(?:the\\s+)?)who(?=\\W*$)|(?<=\\p{L}-)who${ENDS}|${NO_WORD_BEFORE}who(?=-\\p{L})`,
  "gu",
);

/** Single letters before a name, in a query without capitals: "m k stalin", but not "vitamin b c deficiency". */
const INITIALS_IN_SMALL_LETTERS = new RegExp(
  `(?<![\\p{L}\\p{N}'’.&-]|\\b(?:${LETTERED}) )(?:[b-hj-z](?: [a-z]){1,3}|a(?: [a-z]){2,3})(?= \\p{L}{3})`,
  "gu",
);

/**
 * The words of a query to look up, in order, each once, as `splitWords` has them. Function words are left out, unless the
 * query has no other ("The Who"), but not acronyms that look like them ("US tariffs"). Single letters that stand alone
 * are kept ("plan B"). Behind them stands what compounds are as one word: "ceasefire" for "cease-fire". Of several languages the query is of the one of which it has most function words.
 *
 * @param languages of the articles that are searched, the most frequent first
 */
export function queryTerms(text: string, languages: readonly string[] = []): readonly string[] {
  const unique = [...new Set(splitWords(withAcronyms(text)))];
  const functionWords = likeliestList(unique, languages);
  const telling = unique.filter((word) => !functionWords.has(word) && !isNegation(word));
  const compounds = joinedCompounds(text).map(({ word }) => word);
  return [...new Set([...(telling.length > 0 ? telling : unique), ...compounds])];
}

/** The query with capitals where small letters stand for an acronym, and without spaces between initials. */
function withAcronyms(text: string): string {
  const toCapitals = (word: string) => word.toUpperCase();
  const marked = text.replace(ACRONYM_BEFORE_NOUN, toCapitals);
  if (CAPITAL.test(text)) return marked;
  const withInitials = marked.replace(INITIALS_IN_SMALL_LETTERS, (letters) => letters.replaceAll(" ", ""));
  const withCountry = withInitials.replace(COUNTRY_IN_SMALL_LETTERS, toCapitals);
  return text.includes("?") ? withCountry : withCountry.replace(WHO_IN_HEADLINE, toCapitals);
}

function likeliestList(words: readonly string[], languages: readonly string[]): ReadonlySet<string> {
  let best = STOP_WORDS;
  let most = words.filter((word) => STOP_WORDS.has(word)).length;
  for (const language of languages) {
    const list = functionWordsOf(language);
    const count = words.filter((word) => list.has(word)).length;
    if (count > most) [best, most] = [list, count];
  }
  return best;
}
