/**
 * Words around a time that change it, in English, and around numbers in German, French and Spanish.
 *
 * @module
 */

const ARTICLE = "(?:(?:the|dem|den|der|le|el)\\s+)?";
const before = (words: string) => new RegExp(`(?<!\\p{L})(?:${words})\\s+${ARTICLE}$`, "iu");
const between = (words: string) => new RegExp(`^\\s*(?:${words}|–|—|-)\\s*${ARTICLE}$`, "iu");

const EARLIER_WORDS = "before|prior\\s+to|vor|avant|antes\\s+del?";
const TO_WORDS = "to|until|till|through|bis(?:\\s+zum)?|à|au|jusqu['’]au|a|al|hasta";

/** The query is about another time. */
export const BEFORE = before(
  `${EARLIER_WORDS}|until|till|by|up\\s+to|ahead\\s+of|(?:no|not)\\s+(?:later|earlier|sooner)\\s+than|bis(?:\\s+zum)?|jusqu['’](?:à|au|en)|hasta`,
);
export const EARLIER = before(EARLIER_WORDS);
/** "Two years after October 7", "the anniversary of the 2015 attacks" are not at the time that they name. */
export const COUNTED_FROM =
  /\b(?:anniversary|anniversaries|centenary|jubilee)\s+of\s+(?:the\s+)?$|\b(?:hour|day|week|fortnight|month|year|decade)s?\s+(?:(?:on\s+)?from|after|since|before|following|into)\s+(?:the\s+)?$/i;
export const WEEK_OF =
  /(?:\bthe\s+)?\b(week(?:end)?)\s+(of|beginning|commencing|starting|ending|to)\s+(?:the\s+)?$/i;
export const SINCE = before("since|seit|ab|depuis|à\\s+partir\\s+d[eu]|desde|a\\s+partir\\s+del?");
export const ONWARDS =
  /^\s*(?:onwards?\b|and\s+(?:later|after)\b|(?:(?:up\s+)?(?:to|until|till)|through|[-–—])\s*(?:now|(?:the\s+)?present|date|today)\b|[-–—]\s*heute\b|bis\s+heute\b|(?:à|jusqu['’]à)\s+aujourd['’]hui\b|hasta\s+(?:hoy|ahora)\b)/i;
/** "Who will win on Sunday" is about the next one. "Will" before another capital is a person. */
export const TO_COME =
  /\b(?:will|won['’]t|upcoming|forecasts?|(?:is|are)\s+(?:going|expected|due|set)\s+to)\b|^\W*Will\s+(?!\p{Lu})/u;
/** Times that are never in the future. */
export const PAST = /\d{4}|\b(?:last|past|previous|yesterday|ago|this|today|tonight)/i;

export const AFTER = before("after|following|nach|après|después\\s+del?|tras");
export const BETWEEN = before("between|from|von|vom|zwischen|de|du|del|entre");
export const TO = between(TO_WORDS);
export const AND = between(`and|und|et|y|${TO_WORDS}`);
