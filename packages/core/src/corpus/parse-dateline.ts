import { canBePlace, isKnownAgency, isStandAloneCity } from "./dateline-vocabulary.ts";
import { foreignMonthNumber, MONTH_PATTERN, monthNumber } from "./month-names.ts";
import { dayExists, formatDay } from "./parse-date.ts";

/** What a news agency puts before the first sentence. */
export interface Dateline {
  readonly place: string | null;
  readonly agency: string | null;
  /** `YYYY-MM-DD`; null when the dateline has no date, or no year and there is nothing to take it from. */
  readonly date: string | null;
  /** UTF-16 length of the dateline with the blanks after it: the text of the article begins here. */
  readonly length: number;
}

const WORD = "\\p{Lu}[\\p{L}\\p{M}'’.-]*";
const PARTICLE = "(?:de|del|da|do|dos|la|le|las|los|al|el|of|the|and|on|upon|sur|am|an|der|en|im|di|du)";
/** `MOSCOW. Dec 3`: no abbreviation, as the one in "SAN JOSE, Calif." is. */
const STOP_BEHIND = /^(\p{Lu}{4,}(?: \p{Lu}{2,}){0,4})\.$/u;
const PLACE = `(?<place>${WORD}(?:(?: ${PARTICLE}){0,2}[ /]${WORD}){0,5}(?:, ${WORD}(?: ${WORD}){0,3}){0,2})`;
const WEEKDAY = "(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\\.?,? )?";
const DATE =
  `${WEEKDAY}(?:(?<month>${MONTH_PATTERN}) (?<day>\\d{1,2})|(?<dayFirst>\\d{1,2})(?:er)? (?:de )?(?<monthLast>${MONTH_PATTERN}|(?:\\p{Ll}{3,10}|\\p{Lu}{3,10})\\.?))` +
  "(?:,?(?: de)? (?<year>\\d{4}))?";
const WEEKDAY_BEHIND = /, (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?$/;
/** In brackets, or between slashes as wires of press releases write it: /PRNewswire/ */
const AGENCY = "(?:\\((?<agency>\\p{L}[^()\\n]{1,50})\\)|/(?<wire>\\p{L}[^/\\n]{1,40})/)";
/** AP's dash on wires of ASCII is "_", EFE's is ".-". */
const DASH = "(?:\\s*(?:[—–]|--)\\s*|\\s*\\.?-\\s+|\\s+_\\s+)";
/** What agencies put before the dateline of a story that they send again: UPDATE 1-LONDON, … */
const SLUG =
  /^(?:(?:UPDATE|WRAPUP|CORRECTED|CORRECTED-UPDATE|REFILE|RPT|REPEAT|EXCLUSIVE|FACTBOX|ANALYSIS|FEATURE|INSIGHT|TIMELINE|NEWSMAKER|BREAKINGVIEWS|URGENT|ALERT|LEAD|1ST LEAD|2ND LEAD|ADV)(?: \d{1,2})?\s*-\s*)+/;
const SEPARATOR = `(?<separator>${DASH}|\\s*:\\s+)`;

/** Longer than any dateline; keeps the matching short on articles of megabytes. */
const HEAD_LENGTH = 250;

type Groups = Readonly<Record<string, string | undefined>>;

interface Form {
  readonly pattern: RegExp;
  /** Whether what the pattern found cannot be the beginning of an ordinary sentence. */
  readonly isCertain: (groups: Groups, rest: string) => boolean;
}

const FORMS: readonly Form[] = [
  {
    // Seoul, Dec 10 (IANS) South Korea … / LONDON, March 3 (Reuters) - Britain … / MOSCOW, December 10. /TASS/. The …
    pattern: new RegExp(`^${PLACE},? ${DATE}[,.]? ${AGENCY}(?:${SEPARATOR}|\\.?\\s+)`, "u"),
    isCertain: ({ agency = "", separator }) =>
      isKnownAgency(agency) ||
      (separator === undefined ? /^\p{Lu}{2,10}$/u.test(agency) : canBePlace(agency)),
  },
  {
    // WASHINGTON (AP) — The president …
    pattern: new RegExp(`^${PLACE}(?:,? | ?-- ?)${AGENCY}${SEPARATOR}`, "u"),
    isCertain: ({ place = "", agency = "" }, rest) =>
      (isKnownAgency(agency) || (/^\p{Lu}{2,10}$/u.test(agency) && isCityInCapitals(place))) &&
      beginsSentence(place, rest),
  },
  {
    // SYDNEY, Dec 10 AAP - The minister …
    pattern: new RegExp(`^${PLACE},? ${DATE},? (?<bare>\\p{Lu}{2,10})${DASH}`, "u"),
    isCertain: ({ agency = "" }) => isKnownAgency(agency),
  },
  {
    // (Reuters) - Shares … / Dec 10 (Reuters) - Shares …
    pattern: new RegExp(`^(?:${DATE},? )?${AGENCY}${SEPARATOR}`, "u"),
    isCertain: ({ agency = "" }) => isKnownAgency(agency),
  },
  {
    // SEOUL, Dec. 10 — South Korea …
    pattern: new RegExp(`^${PLACE},? ${DATE}${SEPARATOR}`, "u"),
    isCertain: ({ place = "" }, rest) =>
      (isUpperCase(place) || isStandAloneCity(cityOf(place))) && beginsSentence(place, rest),
  },
  {
    // PARIS — The president … / CHARLOTTE, N.C. — Police … / NEW DELHI: The court …
    pattern: new RegExp(`^${PLACE}${SEPARATOR}`, "u"),
    isCertain: ({ place = "", separator = "" }, rest) =>
      isUpperCase(cityOf(place)) &&
      (isStandAloneCity(cityOf(place)) || (place.includes(", ") && /[—–]|--/.test(separator))) &&
      !/^\p{Ll}/u.test(rest),
  },
];

/**
 * Reads the dateline at the beginning of a text. Where a sentence could begin the same way there is no dateline:
 * "The Karachi Stock Exchange (KSE) - Pakistan's largest - rose" keeps its place.
 *
 * @param text normalised, with nothing before the dateline
 * @param publishedAt `YYYY-MM-DD…`, for a date without a year: of its years the one nearest to this date is taken
 * @returns null without a dateline, or with nothing after it
 */
export function parseDateline(text: string, publishedAt: string | null): Dateline | null {
  const slug = SLUG.exec(text)?.[0].length ?? 0;
  const dateline = findDateline(text.slice(slug), publishedAt);
  return dateline === null ? null : { ...dateline, length: slug + dateline.length };
}

function findDateline(text: string, publishedAt: string | null): Dateline | null {
  const head = text.slice(0, HEAD_LENGTH);
  for (const { pattern, isCertain } of FORMS) {
    const match = pattern.exec(head);
    if (!match?.groups) continue;
    const groups: Groups = { ...match.groups, agency: agencyOf(match.groups) };
    if (monthOf(groups) === 0) continue;
    const length = match[0].length;
    if (length === text.length || !canBePlace(groups["place"] ?? "")) continue;
    if (!isCertain(groups, text.slice(length, length + 20))) continue;
    const { agency = null } = groups;
    const place = groups["place"]?.replace(WEEKDAY_BEHIND, "").replace(STOP_BEHIND, "$1") ?? null;
    return { place, agency: agency?.trim() ?? null, date: dateOf(groups, publishedAt), length };
  }
  return null;
}

function agencyOf({ agency, wire, bare }: Groups): string | undefined {
  return agency ?? wire ?? bare;
}

function dateOf(groups: Groups, publishedAt: string | null): string | null {
  const month = monthOf(groups) ?? 0;
  const day = Number(groups["day"] ?? groups["dayFirst"] ?? 0);
  const year = groups["year"] === undefined ? nearestYear(month, day, publishedAt) : Number(groups["year"]);
  return year !== null && dayExists(year, month, day) ? formatDay(year, month, day) : null;
}

/** 1…12; 0 for a word that is no month, null where there is no date. */
function monthOf({ month, monthLast }: Groups): number | null {
  const name = month ?? monthLast;
  return name === undefined ? null : monthNumber(name) || foreignMonthNumber(name);
}

/** "Dec 31" in a story published on 1 January is of the year before. */
function nearestYear(month: number, day: number, publishedAt: string | null): number | null {
  if (publishedAt === null) return null;
  const published = Date.parse(publishedAt.slice(0, 10));
  const publishedYear = Number(publishedAt.slice(0, 4));
  const years = [publishedYear, publishedYear - 1, publishedYear + 1].filter((year) =>
    dayExists(year, month, day),
  );
  const distance = (year: number) => Math.abs(Date.parse(formatDay(year, month, day)) - published);
  return years.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** In ordinary prose a lower-case word follows "Associated Press (AP) - "; "eBay" after WASHINGTON is still a story. */
function beginsSentence(place: string, rest: string): boolean {
  return isUpperCase(place) || !/^\p{Ll}/u.test(rest);
}

function isUpperCase(words: string): boolean {
  return words === words.toUpperCase() && /\p{Lu}{2}/u.test(words);
}

function isCityInCapitals(place: string): boolean {
  return isUpperCase(place) && isStandAloneCity(cityOf(place));
}

function cityOf(place: string): string {
  return place.split(",", 1)[0] ?? place;
}
