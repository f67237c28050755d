import { canBePlace, isKnownAgency, isStandAloneCity } from "./dateline-vocabulary.ts";
import { foreignMonthNumber, MONTH_PATTERN, monthNumber } from "./month-names.ts";
import { dayExists, formatDay } from "./parse-date.ts";

/** An agency's dateline before the first sentence. */
export interface Dateline {
  readonly place: string | null;
  readonly agency: string | null;
  /** `YYYY-MM-DD`; `null` without a date, or without a year and a publication date to infer it from. */
  readonly date: string | null;
  /** UTF-16 length of the dateline and the blanks after it, where the article's text begins. */
  readonly length: number;
}

const WORD = "\\p{Lu}[\\p{L}\\p{M}'’.-]*";
const PARTICLE = "(?:de|del|da|do|dos|la|le|las|los|al|el|of|the|and|on|upon|sur|am|an|der|en|im|di|du)";
/** `MOSCOW. Dec 3`: not an abbreviation, unlike in "SAN JOSE, Calif." */
const STOP_BEHIND = /^(\p{Lu}{4,}(?: \p{Lu}{2,}){0,4})\.$/u;
const PLACE = `(?<place>${WORD}(?:(?: ${PARTICLE}){0,2}[ /]${WORD}){0,5}(?:, ${WORD}(?: ${WORD}){0,3}){0,2})`;
const WEEKDAY = "(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\\.?,? )?";
const DATE =
  `${WEEKDAY}(?:(?<month>${MONTH_PATTERN}) (?<day>\\d{1,2})|(?<dayFirst>\\d{1,2})(?:er|\\.)? (?:de )?(?<monthLast>${MONTH_PATTERN}|(?:\\p{Lu}?\\p{Ll}{2,10}|\\p{Lu}{3,10})\\.?))` +
  "(?:,?(?: de)? (?<year>\\d{4}))?";
const WEEKDAY_BEHIND = /, (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?$/;
/** In parentheses, or between slashes as on press release wires: /PRNewswire/ */
const AGENCY = "(?:\\((?<agency>\\p{L}[^()\\n]{1,50})\\)|/(?<wire>\\p{L}[^/\\n]{1,40})/)";
/** AP's dash on ASCII wires is "_", EFE's is ".-". */
const DASH = "(?:\\s*(?:[—–]|--)\\s*|\\s*\\.?-\\s+|\\s+_\\s+)";
/** Before the dateline of an updated story: (Adds details) UPDATE 1-LONDON, … */
const SLUG =
  /^(?:\((?:Adds|Updates?|Updated|Recasts?|Corrects?|Writes through|Repeats|Refiles|Rewrites|Clarifies)\b[^()\n]{0,120}\)\s+)?(?:(?:UPDATE|WRAPUP|CORRECTED|CORRECTED-UPDATE|REFILE|RPT|REPEAT|EXCLUSIVE|FACTBOX|ANALYSIS|FEATURE|INSIGHT|TIMELINE|NEWSMAKER|BREAKINGVIEWS|URGENT|ALERT|LEAD|1ST LEAD|2ND LEAD|ADV)(?: \d{1,2})?\s*-\s*)*/;
/** The same note above a byline: (Adds quotes, background) */
const UPDATE_NOTE =
  /^\((?:Adds|Updates?|Updated|Recasts?|Writes through|Repeats|Refiles|Rewrites|Removes|Deletes|Fixes|Changes|Inserts|Upgrades)\b[^()\n]{0,200}\)\s+/;
const SEPARATOR = `(?<separator>${DASH}|\\s*:\\s+)`;

/** AP, State House News Service */
const PROPER_NAME = /^(?:\p{Lu}{2,10}|\p{Lu}[\p{L}'’.-]+(?: \p{Lu}[\p{L}'’.-]+){1,5})$/u;

/** Longer than any dateline, to keep matching fast on huge articles. */
const HEAD_LENGTH = 250;

type Groups = Readonly<Record<string, string | undefined>>;

interface Form {
  readonly pattern: RegExp;
  /** Whether the match cannot be the start of an ordinary sentence. */
  readonly isCertain: (groups: Groups, rest: string) => boolean;
}

const FORMS: readonly Form[] = [
  {
    // 新华社北京12月10日电 …
    pattern:
      /^(?<agency>新华社|中新社|中新网|中央社)(?<place>\p{Script=Han}{2,8}?)(?<monthDigits>\d{1,2})月(?<day>\d{1,2})日电\s*/u,
    isCertain: () => true,
  },
  {
    // (서울=연합뉴스) 김철수 기자 = … / 【ソウル聯合ニュース】 …
    pattern:
      /^[(（【](?<place>[\p{L} ·]{1,20}?)[=＝ ]?(?<agency>연합뉴스|뉴스1|뉴시스|共同|時事|聯合ニュース|ロイター)[)）】]\s*(?:[^=\n]{2,40}(?:기자|특파원)\s*=\s*)?/u,
    isCertain: () => true,
  },
  {
    // (ANSA) - ROMA, 10 DIC - …
    pattern: new RegExp(`^${AGENCY}${DASH}${PLACE},? ${DATE}${SEPARATOR}`, "u"),
    isCertain: ({ agency = "" }) => isKnownAgency(agency),
  },
  {
    // МОСКВА, 10 дек — РИА Новости. …
    pattern: new RegExp(`^${PLACE},? ${DATE}${DASH}(?<bare>\\p{L}{2,12}(?: \\p{L}{2,12})?)\\. `, "u"),
    isCertain: ({ agency = "" }) => isKnownAgency(agency),
  },
  {
    // CAIRO - 10 December 2025: …
    pattern: new RegExp(`^${PLACE}${DASH}${DATE}${SEPARATOR}`, "u"),
    isCertain: ({ place = "" }) => isCityInCapitals(place),
  },
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
      (isKnownAgency(agency) || (PROPER_NAME.test(agency) && isCityInCapitals(place))) &&
      beginsSentence(place, rest),
  },
  {
    // ATLANTA (AP) The president …
    pattern: new RegExp(`^${PLACE} \\((?<agency>\\p{L}[^()\\n]{1,50})\\) (?=\\p{Lu})`, "u"),
    isCertain: ({ place = "", agency = "" }) => isKnownAgency(agency) && isCityInCapitals(place),
  },
  {
    // SYDNEY, AAP - The minister …
    pattern: new RegExp(`^(?<place>${WORD}(?: ${WORD}){0,3}), (?<bare>\\p{Lu}{2,10})${DASH}`, "u"),
    isCertain: ({ place = "", agency = "" }) => isKnownAgency(agency) && isCityInCapitals(place),
  },
  {
    // SYDNEY, Dec 10 AAP - The minister … / TOKYO, Dec. 10, Kyodo - Japan …
    pattern: new RegExp(`^${PLACE},? ${DATE},? (?<bare>\\p{Lu}\\p{L}{1,9})${DASH}`, "u"),
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
 * Parses the dateline at the start of a text. Rejects anything that may start a sentence: "The Karachi Stock
 * Exchange (KSE) - Pakistan's largest - rose".
 *
 * @param text normalised, with nothing before the dateline
 * @param publishedAt `YYYY-MM-DD…`, to infer a missing year: the nearest to this date
 * @returns `null` without a dateline, or with nothing after it
 */
export function parseDateline(text: string, publishedAt: string | null): Dateline | null {
  const slug = SLUG.exec(text)?.[0].length ?? 0;
  const dateline = findDateline(text.slice(slug), publishedAt);
  return dateline === null ? null : { ...dateline, length: slug + dateline.length };
}

/** What changed since the last version of a story is told to editors. Corrections are told to readers. */
export function withoutUpdateNote(text: string): string {
  return text.slice(UPDATE_NOTE.exec(text)?.[0].length ?? 0);
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

/** 1…12; 0 for a word that is not a month, `null` without a date. */
function monthOf({ month, monthLast, monthDigits }: Groups): number | null {
  if (monthDigits !== undefined) return Number(monthDigits);
  const name = month ?? monthLast;
  return name === undefined ? null : monthNumber(name) || foreignMonthNumber(name);
}

/** "Dec 31" in a story published on 1 January belongs to the year before. */
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

/**
 * In prose a lower-case word follows "Associated Press (AP) - ". After WASHINGTON, "eBay" still starts a
 * story.
 */
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
