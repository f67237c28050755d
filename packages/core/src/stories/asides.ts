const PAST = /\b(?:after|following|since|amid|despite|over the|who|whom|whose|which|that|where)\b/;
const POSSESSIVE_DAY = /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day['’]s\b/;
const END = /[,;:]\s|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|$/;
const ASIDE = new RegExp(`(?:${PAST.source}|${POSSESSIVE_DAY.source}).*?(?:${END.source})`, "gisu");

/**
 * A sentence without what it tells as known already: "after the blast at the depot", "who was shot on Monday". Such a part ends
 * with its clause, or with a day of the week: "a truck that hit a bus on Monday was found".
 */
export function withoutAsides(sentence: string): string {
  return sentence.replace(ASIDE, " ");
}
