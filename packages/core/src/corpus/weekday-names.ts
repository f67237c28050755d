import { MONTH_LANGUAGES } from "./month-names.ts";

let names: ReadonlySet<string> | undefined;

/** True for the full name of a weekday in one of some 30 languages, from CLDR, in any case. */
export function isWeekdayName(word: string): boolean {
  names ??= collectNames();
  return names.has(word.normalize("NFC").toLowerCase());
}

function collectNames(): ReadonlySet<string> {
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => new Date(Date.UTC(2024, 0, day)));
  return new Set(
    MONTH_LANGUAGES.flatMap((language) => {
      const form = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
      return days.map((day) => form.format(day).normalize("NFC").toLowerCase());
    }),
  );
}
