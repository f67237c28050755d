import { formatDay } from "../clock/format-date.ts";
import { canBePlace, isKnownAgency, isStandAloneCity } from "./dateline-vocabulary.ts";
import { foreignMonthNumber, MONTH_PATTERN, monthNumber } from "./month-names.ts";
import { dayExists } from "./parse-date.ts";

/** An agency's dateline before the first sentence. */
export interface Dateline {
  readonly place: string | null;
  readonly agency: string | null;
  /** Reporters that some agencies name in the dateline. */
  readonly author?: string;
  /** `YYYY-MM-DD`; `null` without a date, or without a year and a publication date to infer it from. */
  readonly date: string | null;
  /** UTF-16 length of the dateline and the blanks after it, where the article's text begins. */
  readonly length: number;
}

const WORD = "\\p{Lu}[\\p{L}\\p{M}'’.-]*";
const PARTICLE = "(?:de|del|da|do|dos|la|le|las|los|al|el|of|the|and|on|upon|sur|am|an|der|en|im|di|du)";
/** `MOSCOW. Dec 3`: the stop is not an abbreviation's, unlike in "SAN JOSE, Calif." */
const STOP_BEHIND = /^(\p{Lu}{4,}(?: \p{Lu}{2,}){0,4}|\p{Script=Cyrillic}{4,})\.$/u;
const PLACE = `(?<place>${WORD}(?:(?: ${PARTICLE}){0,2}[ /]${WORD}){0,5}(?:, ${WORD}(?: ${WORD}){0,3}){0,2})`;
const WEEKDAY = "(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\\.?,? )?";
const DATE =
  `${WEEKDAY}(?:(?<month>${MONTH_PATTERN}) (?<day>\\d{1,2})|(?<dayFirst>\\d{1,2})(?:er|\\.|st|nd|rd|th)? (?:de )?(?<monthLast>${MONTH_PATTERN}|(?:\\p{Lu}?\\p{Ll}{2,10}|\\p{Lu}{3,10})\\.?))` +
  "(?:,?(?: de)? (?<year>\\d{4}))?";
/** Bern, 20.11.2026, and Budapest, 2026. november 20., péntek */
const WHOLE_DATE =
  "(?:(?<dayOfNumber>\\d{1,2})\\. ?(?<monthOfNumber>\\d{1,2})\\. ?(?<year>\\d{4})|(?<year2>\\d{4})\\. (?<monthLast>\\p{Ll}{3,12}) (?<dayBehind>\\d{1,2})\\.?(?:,? \\p{Ll}{4,12})?)";
/** New Delhi [India], November 20 (ANI) */
const COUNTRY = "(?: \\[\\p{L}[\\p{L} ]{1,30}\\])?";
const WEEKDAY_BEHIND = /, (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?$/;
/** In parentheses, or between slashes as on press release wires: /PRNewswire/ */
const AGENCY = "(?:\\((?<agency>\\p{L}[^()\\n]{1,50})\\)|/(?<wire>\\p{L}[^/\\n]{1,40})/)";
/** AP's dash on ASCII wires is "_". EFE's is ".-". */
const DASH = "(?:\\s*(?:[—–]|--)\\s*|\\s*\\.?-\\s+|\\s+_\\s+)";
/** Notes before the dateline of an updated story: (Adds details) UPDATE 1-LONDON, … */
const SLUG =
  /^(?:\((?:Adds|Updates?|Updated|Recasts?|Corrects?|Writes through|Repeats|Refiles|Rewrites|Clarifies)\b[^()\n]{0,120}\)\s+)?(?:(?:UPDATE|WRAPUP|CORRECTED|CORRECTED-UPDATE|REFILE|RPT|REPEAT|EXCLUSIVE|FACTBOX|ANALYSIS|FEATURE|INSIGHT|TIMELINE|NEWSMAKER|BREAKINGVIEWS|URGENT|ALERT|LEAD|1ST LEAD|2ND LEAD|ADV)(?: \d{1,2})?\s*-\s*)*/;
/** The same note above a byline: (Adds quotes, background) */
const UPDATE_NOTE =
  /^\((?:Adds|Updates?|Updated|Recasts?|Writes through|Repeats|Refiles|Rewrites|Removes|Deletes|Fixes|Changes|Inserts|Upgrades)\b[^()\n]{0,200}\)\s+/;
const SEPARATOR = `(?<separator>${DASH}|\\s*:\\s+)`;

/** AP, State House News Service */
const PROPER_NAME = /^(?:\p{Lu}{2,10}|\p{Lu}[\p{L}'’.-]+(?: \p{Lu}[\p{L}'’.-]+){1,5})$/u;

/** Call sign of a station in the United States. */
const CALL_SIGN = /^[KW][A-Z]{2,3}(?:-TV)?$/;

/** Longer than any dateline. Keeps matching fast on huge articles. */
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
      /^(?<agency>新华社|新華社|中新社|中新网|中央社)(?<place>\p{Script=Han}{2,8}?)(?<monthDigits>\d{1,2})月(?<day>\d{1,2})日[电電]\s*(?:[（(](?:记者|記者)\s*(?<author>[^（()）\n]{2,30})[）)])?\s*/u,
    isCertain: () => true,
  },
  {
    // （中央社記者王小明台北20日電）
    pattern:
      /^[（(](?<agency>中央社|中央通訊社)(?:記者|记者)(?<author>\p{Script=Han}{2,4}?)(?<place>(?:台|臺|高|新|東|北|華|香|桃|基|花|嘉|屏|宜|苗|彰|雲|南|金|澎|倫|紐|巴|柏|首|曼|雅|河|洛|舊|莫|布|羅|日)\p{Script=Han}{1,3})\d{1,2}日[電电][）)]\s*/u,
    isCertain: () => true,
  },
  {
    // (서울=연합뉴스) 김철수 기자 = … / [서울=뉴시스] 김철수 기자 = … / 【ソウル聯合ニュース】 …
    pattern:
      /^[(（【[](?<place>[\p{L} ·]{1,20}?)(?:[=＝](?<bare>\p{L}[\p{L}\p{N}]{1,11})|[=＝ ]?(?<agency>연합뉴스|뉴스1|뉴시스|共同|時事|聯合ニュース|ロイター|AFP))[)）】\]]\s*(?:(?<author>[^=\n]{2,40}?) ?(?:기자|특파원)\s*=\s*)?/u,
    isCertain: () => true,
  },
  {
    // [ワシントン 20日 ロイター] - … / 【11月20日 AFP】
    pattern:
      /^[【[](?:(?<place>\p{L}{2,12}) )?(?:(?<monthDigits>\d{1,2})月)?(?:(?<day>\d{1,2})日) (?<agency>ロイター|AFP|共同|時事)[】\]](?:\s*[-–—―]\s*)?/u,
    isCertain: () => true,
  },
  {
    // القاهرة 20 نوفمبر (رويترز) - … / القاهرة - رويترز: …
    pattern:
      /^(?<place>[\p{Script=Arabic}][\p{Script=Arabic} ]{1,30}?)(?: \d{1,2} [\p{Script=Arabic}]{3,10})?\s*[-–—(]\s*(?<agency>رويترز|أ ?ف ?ب|أ ب|د ب أ|أسوشيتد برس|سانا|واس|قنا|وام|بترا|كونا|وفا|سبوتنيك|الأناضول|وكالات)\)?\s*[:–—-]\s*/u,
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
    // Москва. 20 ноября. INTERFAX.RU - … / Київ. 20 листопада. УНН. …
    pattern: new RegExp(`^${PLACE}\\.? ${DATE}\\. (?<bare>\\p{Lu}[\\p{L}.]{1,14}?)(?:${DASH}|\\. )`, "u"),
    isCertain: ({ agency = "" }) => isKnownAgency(agency),
  },
  {
    // Bern, 20.11.2026 (sda) - …
    pattern: new RegExp(`^${PLACE},? ${WHOLE_DATE} ${AGENCY}${SEPARATOR}`, "u"),
    isCertain: ({ agency = "" }) => isKnownAgency(agency),
  },
  {
    // CAIRO - 10 December 2025: …
    pattern: new RegExp(`^${PLACE}${DASH}${DATE}${SEPARATOR}`, "u"),
    isCertain: ({ place = "" }) => isCityInCapitals(place),
  },
  {
    // Seoul, Dec 10 (IANS) South Korea … / LONDON, March 3 (Reuters) - Britain … / MOSCOW, December 10. /TASS/. The …
    pattern: new RegExp(`^${PLACE}${COUNTRY},? ${DATE}[,.]? ${AGENCY}(?:${SEPARATOR}|\\.?\\s+)`, "u"),
    isCertain: ({ agency = "", separator }) =>
      isKnownAgency(agency) ||
      (separator === undefined ? /^\p{Lu}{2,10}$/u.test(agency) : canBePlace(agency)),
  },
  {
    // WASHINGTON (AP) — The president …
    pattern: new RegExp(`^${PLACE}(?:,? | ?-- ?)${AGENCY}${SEPARATOR}`, "u"),
    isCertain: ({ place = "", agency = "" }, rest) =>
      (isKnownAgency(agency) ||
        (PROPER_NAME.test(agency) && isCityInCapitals(place)) ||
        (CALL_SIGN.test(agency) && isUpperCase(cityOf(place)) && place.includes(", "))) &&
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
    // CNN —
    pattern: /^(?<bare>CNN|NPR|AFP|Reuters)\s*[—–]\s+(?=\S)/u,
    isCertain: () => true,
  },
  {
    // ISTANBUL, on a line of its own
    pattern: new RegExp(`^${PLACE}\\n+(?=\\p{Lu})`, "u"),
    isCertain: ({ place = "" }) => isCityInCapitals(place),
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
 * @param publishedAt `YYYY-MM-DD…`. A missing year is the one nearest to this date.
 * @returns `null` without a dateline, or with nothing after it
 */
export function parseDateline(text: string, publishedAt: string | null): Dateline | null {
  const slug = SLUG.exec(text)?.[0].length ?? 0;
  const dateline = findDateline(text.slice(slug), publishedAt);
  return dateline === null ? null : { ...dateline, length: slug + dateline.length };
}

/**
 * Removes notes to editors on what changed since the last version. Corrections stay, since they address
 * readers.
 */
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
    const author = groups["author"]?.trim().replace(/\s+/g, " ");
    const named = author === undefined ? {} : { author };
    return { place, agency: agency?.trim() ?? null, ...named, date: dateOf(groups, publishedAt), length };
  }
  return null;
}

function agencyOf({ agency, wire, bare }: Groups): string | undefined {
  return agency ?? wire ?? bare;
}

function dateOf(groups: Groups, publishedAt: string | null): string | null {
  const month = monthOf(groups) ?? 0;
  const { day: stated, dayFirst, dayOfNumber, dayBehind, year: shown, year2 = shown } = groups;
  const day = Number(stated ?? dayFirst ?? dayOfNumber ?? dayBehind ?? 0);
  const year = year2 === undefined ? nearestYear(month, day, publishedAt) : Number(year2);
  return year !== null && dayExists(year, month, day) ? formatDay(year, month, day) : null;
}

/** 1…12; 0 for a word that is not a month, `null` without a date. */
function monthOf({ month, monthLast, monthDigits, monthOfNumber = monthDigits }: Groups): number | null {
  if (monthOfNumber !== undefined) return Number(monthOfNumber);
  const name = month ?? monthLast;
  return name === undefined ? null : monthNumber(name) || foreignMonthNumber(name);
}

/** "Dec 31" in a story published on 1 January belongs to the previous year. */
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
 * A lower-case word after "Associated Press (AP) - " shows that it is prose. After WASHINGTON, "eBay" still
 * starts a story.
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
