import { WEEKDAY } from "./told-days.ts";

const PAST = /\b(?:after|following|since|amid|despite|over the|who|whom|whose|which|that|where)\b/;
const ASIDE = new RegExp(String.raw`(?:${PAST.source}|${WEEKDAY}['’]s\b).*?(?:[,;:]\s|${WEEKDAY}|$)`, "gisu");

/**
 * A sentence without what it tells as known already: "after the blast at the depot", "who was shot on Monday". Such a part ends
 * with its clause, or with a day of the week: "a truck that hit a bus on Monday was found".
 */
export function withoutAsides(sentence: string): string {
  return sentence.replace(ASIDE, " ");
}
