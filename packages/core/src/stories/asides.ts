import { LOOKING_BACK, WEEKDAY, wholeWords } from "./day-words.ts";

const ASIDE = new RegExp(
  String.raw`(?:${wholeWords(LOOKING_BACK)}|${WEEKDAY}['’]s(?!\p{L})).*?(?:[,;:]\s|${WEEKDAY}|$)`,
  "gisu",
);
/**
 * In German no comma ends the aside, so it ends with its noun or a day: "nach der Explosion am Montag nahm
 * die Polizei zwei Männer fest".
 */
const AFTER_IN_GERMAN = new RegExp(
  String.raw`(?<!\p{L})[Nn]ach (?:\p{Ll}+ ){0,3}\p{Lu}[\p{L}-]+(?: (?:am|vom) ${WEEKDAY})?`,
  "gu",
);

/**
 * Removes the parts of a sentence that report known facts: "after the blast at the depot", "who was shot on
 * Monday". Such a part ends with its clause, or with a day of the week: "a truck that hit a bus on Monday was
 * found".
 */
export function withoutAsides(sentence: string): string {
  return sentence.replace(AFTER_IN_GERMAN, " ").replace(ASIDE, " ");
}
