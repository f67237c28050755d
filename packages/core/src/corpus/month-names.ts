const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Pattern for English months in agency style, without a group: `Dec`, `Sept.`, `March`. */
export const MONTH_PATTERN =
  "(?:Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?\\.?|July?\\.?|Aug(?:ust|\\.)?|" +
  "Sep(?:tember|t\\.?|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)";

/** Languages whose month names are recognised, from CLDR. */
export const MONTH_LANGUAGES: readonly string[] = (
  "en pt es fr de it nl pl ru uk cs sk sv da nb fi tr el hu ro bg sr-Latn id vi ca " + "ar he hi bn et lv is"
).split(" ");
/** Forms in feeds that CLDR lacks, by month. */
const OTHERS: readonly string[] =
  "jän jaen;fév фев;mär maerz mrt maa;;mei;;;aou;sept set setiembre сен;okt;ноя;dez dic déc".split(";");
/** Most letters to drop from an unknown name. A longer ending may make it another word. */
const LONGEST_ENDING = 3;

let namesOfMonths: ReadonlyMap<string, number> | undefined;

/**
 * The month of a name in one of some 30 languages: full, abbreviated, or inflected as next to a day.
 *
 * @param name in any case, with or without a full stop
 * @returns 1…12, or 0 for none
 */
export function foreignMonthNumber(name: string): number {
  namesOfMonths ??= collectNames();
  const plain = plainName(name);
  const found = namesOfMonths.get(plain);
  if (found !== undefined) return found;
  // Feeds truncate names that CLDR does not: "diciem", "sett".
  for (let length = plain.length - 1; length >= Math.max(3, plain.length - LONGEST_ENDING); length--) {
    const beginning = namesOfMonths.get(plain.slice(0, length));
    if (beginning !== undefined && length >= 3) return beginning;
  }
  return 0;
}

/** Excludes names that mean different months in two languages, such as `listopad` in Czech and Croatian. */
function collectNames(): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  const ambiguous = new Set<string>();
  const add = (name: string, month: number) => {
    const plain = plainName(name);
    if (plain === "" || /\d/.test(plain)) return;
    if ((names.get(plain) ?? month) !== month) ambiguous.add(plain);
    names.set(plain, month);
  };
  for (const [index, of] of OTHERS.entries()) for (const name of of.split(" ")) add(name, index + 1);
  for (const [index, name] of MONTHS.entries()) add(name, index + 1);
  for (const language of MONTH_LANGUAGES) {
    for (let month = 1; month <= 12; month++) {
      for (const name of namesIn(language, month)) add(name, month);
    }
  }
  for (const name of ambiguous) names.delete(name);
  return names;
}

function namesIn(language: string, month: number): readonly string[] {
  const date = new Date(Date.UTC(2025, month - 1, 10));
  return (["long", "short"] as const).flatMap((style) =>
    [{ month: style }, { month: style, day: "numeric" as const }].flatMap((form) =>
      new Intl.DateTimeFormat(language, { ...form, timeZone: "UTC" })
        .formatToParts(date)
        .flatMap(({ type, value }) => (type === "month" ? [value] : [])),
    ),
  );
}

function plainName(name: string): string {
  // Hebrew prefixes the name with "in".
  return (
    name
      .normalize("NFC")
      .toLowerCase()
      // Greek capitals have no accents.
      .normalize("NFD")
      .replace(/(?<=\p{Script=Greek})\u0301/gu, "")
      .normalize("NFC")
      .replace(/\.$/, "")
      .replace(/^ב(?=\p{L}{3})/u, "")
  );
}

/**
 * @param name a match of `MONTH_PATTERN`, in any case
 * @returns 1…12
 */
export function monthNumber(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
