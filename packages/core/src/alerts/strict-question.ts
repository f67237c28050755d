import { MINUS, parseOperators, QUOTES } from "../search/parse-query.ts";
import { MONTH, WEEKDAY } from "../search/time-words.ts";
import { ACRONYMS, functionWordsOf, STOP_WORDS } from "../words/stop-words.ts";
import { ALERT_CONFIDENCE } from "./alert-defaults.ts";
import type { AlertQuestion } from "./saved-search.ts";

/** A source, an exclusion, or a word. */
const WORD = new RegExp(
  `(?<=^|[\\s(])${MINUS}?source:(?:[${QUOTES}][^${QUOTES}]*[${QUOTES}]|\\S+)|(?<=^|\\s)${MINUS}\\S+` +
    `|[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}'’&.-]*[\\p{L}\\p{N}])?`,
  "giu",
);
const OTHER_SCRIPT = /(?!\p{Script=Latin})\p{L}/u;
const OTHER_LANGUAGES = ["de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "tr", "pl"];
const OPERATOR = new RegExp(`^${MINUS}|^source:`, "i");
const CAPITAL = /^\p{Lu}/u;
const LETTER = /^\p{L}/u;
/** Names with other spellings in articles: "American" for the US, "EU" for the European Union. */
const VARIABLE =
  /^(?:\p{Lu}{1,3}|\p{Lu}(?:\.\p{Lu})+|USA|America|.+(?:ian|ican|ean|ese|ish)s?|(?:French|German|Dutch|Greek|Thai|Czech|Swiss|Welsh|Scot|Afghan|Saudi|Iraqi|Israeli|Pakistani|Bangladeshi|Kuwaiti|Qatari|Emirati|Yemeni|Nepali|Somali)s?)(?:['’]s)?$/u;
const TIME = new RegExp(`^(?:${MONTH}|${WEEKDAY})(?:['’]?s)?$`, "i");

/**
 * Makes a new saved search stricter than an ordinary search, unless it has phrases. It gets a higher floor if it sets none,
 * and its names are put in quotation marks, so that it does not report a similar event elsewhere. The result is an ordinary
 * query: run as a search, it finds the same articles.
 */
export function strictQuestion(given: AlertQuestion): AlertQuestion {
  const { text, minConfidence, minSimilarity } = given;
  // A phrase alone defines the answers.
  const hasPhrases = (parseOperators(text)?.phrases.length ?? 0) > 0;
  if (hasPhrases) return given;
  const hasOwnFloor = minConfidence !== undefined || minSimilarity !== undefined;
  return { ...given, text: quoteNames(text), ...(!hasOwnFloor && { minConfidence: ALERT_CONFIDENCE }) };
}

/**
 * Puts each capitalised word in its own quotation marks, because an article may separate them. Capitals do not mark names
 * if all words have them, as in headlines, or if the query is not in English.
 */
function quoteNames(text: string): string {
  const words = (text.match(WORD) ?? []).filter((word) => !OPERATOR.test(word));
  const telling = words.filter((word) => LETTER.test(word) && !isFunctionWord(word));
  if (telling.every((word) => CAPITAL.test(word)) || !isEnglish(text, words)) return text;
  return text.replaceAll(WORD, (word) => (isName(word) ? `"${word}"` : word));
}

function isName(word: string): boolean {
  return (
    CAPITAL.test(word) &&
    !OPERATOR.test(word) &&
    !isFunctionWord(word) &&
    !TIME.test(word) &&
    !VARIABLE.test(word)
  );
}

/** "Who" is one, "WHO" is not. */
function isFunctionWord(word: string): boolean {
  const lower = word.toLowerCase();
  return STOP_WORDS.has(lower) && !(word === word.toUpperCase() && ACRONYMS.has(lower));
}

/** Only English capitalises nothing but names, and does not inflect them. */
function isEnglish(text: string, words: readonly string[]): boolean {
  if (OTHER_SCRIPT.test(text)) return false;
  const lower = words.map((word) => word.toLowerCase());
  return OTHER_LANGUAGES.every((language) => {
    const ofLanguage = functionWordsOf(language);
    const foreign = lower.filter((word) => ofLanguage.has(word) && !STOP_WORDS.has(word));
    return foreign.length <= lower.filter((word) => STOP_WORDS.has(word) && !ofLanguage.has(word)).length;
  });
}
