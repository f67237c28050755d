const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Source of an expression for English months as news agencies write them, without a group: `Dec`, `Sept.`, `March`. */
export const MONTH_PATTERN =
  "(?:Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?\\.?|July?\\.?|Aug(?:ust|\\.)?|" +
  "Sep(?:tember|t\\.?|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)";

/**
 * Months as feeds in other languages abbreviate them, each beginning that means one month in all of these languages:
 * Portuguese, Spanish, French, German, Italian, Dutch and the English ones.
 */
const BEGINNINGS: readonly (readonly string[])[] = [
  ["jan", "ene", "gen", "jän"],
  ["feb", "fev", "fév"],
  ["mar", "mär", "mrt", "maa"],
  ["apr", "abr", "avr"],
  ["may", "mai", "mag", "mei"],
  ["jun", "juin", "giu"],
  ["jul", "juil", "lug"],
  ["aug", "ago", "aoû", "aou"],
  ["sep", "set"],
  ["oct", "out", "okt", "ott"],
  ["nov"],
  ["dec", "dez", "dic", "déc"],
];

/** @param name in any of the languages above, in any case, with or without a full stop @returns 1…12, or 0 for none */
export function foreignMonthNumber(name: string): number {
  const lower = name.normalize("NFC").toLowerCase();
  return (
    BEGINNINGS.findIndex((beginnings) => beginnings.some((beginning) => lower.startsWith(beginning))) + 1
  );
}

/** @param name what `MONTH_PATTERN` matched, in any case @returns 1…12 */
export function monthNumber(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
