import { formatDay } from "../clock/format-date.ts";

/** The year before the first year of each Japanese era. */
const JAPANESE_ERAS: Readonly<Record<string, number>> = {
  ...{ 令和: 2018, 平成: 1988, 昭和: 1925, 大正: 1911, 明治: 1867 },
  ...{ R: 2018, H: 1988, S: 1925 },
};
const JAPANESE =
  /^(?<era>令和|平成|昭和|大正|明治|[RHS](?=\d)) ?(?<year>元|\d{1,2})(?:年 ?(?<month>\d{1,2})月 ?(?<day>\d{1,2})日|[./-](?<month2>\d{1,2})[./-](?<day2>\d{1,2})(?!\d))/;
/** The Republic of China counts from 1912. Without its name, only years of three digits are unambiguous. */
const MINGUO =
  /^(?:(?:中華民國|中华民国|民國|民国) ?(?<year>元|\d{1,3})|(?<year2>1[0-4]\d))(?: ?年 ?(?<month>\d{1,2}) ?月 ?(?<day>\d{1,2}) ?日|[./-](?<month2>\d{1,2})[./-](?<day2>\d{1,2})(?!\d))/;
const YEARS_BEFORE_MINGUO = 1911;
const YEARS_OF_BUDDHISTS = 543;
const CHINESE_DIGITS = "〇一二三四五六七八九";
const CHINESE =
  /^(?<year>[〇零一二三四五六七八九]{4})年(?<month>[一二三四五六七八九十]{1,3})月(?<day>[一二三四五六七八九十]{1,3})日/;

const THAI_MONTHS =
  "มกราคม ม.ค.,กุมภาพันธ์ ก.พ.,มีนาคม มี.ค.,เมษายน เม.ย.,พฤษภาคม พ.ค.,มิถุนายน มิ.ย.,กรกฎาคม ก.ค.,สิงหาคม ส.ค.,กันยายน ก.ย.,ตุลาคม ต.ค.,พฤศจิกายน พ.ย.,ธันวาคม ธ.ค.".split(
    ",",
  );
const THAI =
  /^(?:[\u0e00-\u0e7f]+(?:ที่)? ?,?)??(?:ที่ )?(?<day>\d{1,2}) ?(?<name>[\u0e00-\u0e7f.]{3,12}?) ?(?:พ\.ศ\. ?|ค\.ศ\. ?)?(?<year>\d{4})(?: ?(?:เวลา|-|,) ?)?/;
const PERSIAN_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split(" ");
const PERSIAN =
  /^(?:[\u0600-\u06ff\u200c]+(?: شنبه)?،? )??(?<day>\d{1,2}) (?<name>[\u0600-\u06ff]{2,9}) (?:ماه )?(?<year>1[34]\d{2})(?: ?(?:ساعت|-|،|–) ?)?/;
/** The Persian calendar is now at about 1405. Islamic dates in news have years after 1410. */
const PERSIAN_NUMBERS =
  /^(?<year>1[34]\d{2})[/-](?<month>\d{1,2})[/-](?<day>\d{1,2})(?!\d)(?: ?(?:ساعت|-|،|–) ?)?/;
const LAST_PERSIAN_YEAR = 1410;
const ISLAMIC_MARK = /هـ|ه‍|\bAH\b/;
const ISLAMIC_MONTHS: readonly RegExp[] = [
  /^(?:ال)?محرم$|^(?:al-?)?muharram$/i,
  /^صفر$|^safar$/i,
  /^ربيع ال[أا]ول$|^rabi['ʿ‘’]? ?(?:al-?)?(?:awwal|i)$/i,
  /^ربيع (?:الثاني|الآخر|الاخر)$|^rabi['ʿ‘’]? ?(?:al-?)?(?:thani|akhir|akhar|ii)$/i,
  /^جماد[ىي] ال[أا]ول[ىي]?$|^jumada ?(?:al-?)?(?:awwal|awwala|ula|oola|i)$/i,
  /^جماد[ىي] (?:الآخرة|الاخرة|الآخر|الثانية|الثاني)$|^jumada ?(?:al-?)?(?:thani|thaniya|thaniyah|akhira|akhirah|akhir|ii)$/i,
  /^رجب$|^rajab$/i,
  /^شعبان$|^sha['ʿ‘’]?ban$/i,
  /^رمضان$|^ramad?h?[ae]n$/i,
  /^شوال$|^shawwal$/i,
  /^ذ[وي] القعدة$|^(?:dhu|zul?|dhul)[ -]?(?:al-?)?qi?[a'ʿ‘’]*dah?$/i,
  /^ذ[وي] الحجة$|^(?:dhu|zul?|dhul)[ -]?(?:al-?)?hij+ah?$/i,
];
const ISLAMIC =
  /^(?:\p{L}+[،,]? )??(?<day>\d{1,2}) (?<name>\p{L}{2,10}['ʿ‘’]?\p{L}{0,4}(?:[ -]\p{L}[\p{L}'ʿ‘’-]{0,12})?)[ ,]{1,2}(?<year>1[34]\d{2})(?!\d) ?(?:هـ?|ه‍|A\.?H\.?)?/iu;
const ISLAMIC_NUMBERS =
  /^(?:(?<year>1[34]\d{2})[/-](?<month>\d{1,2})[/-](?<day>\d{1,2})|(?<day2>\d{1,2})[/-](?<month2>\d{1,2})[/-](?<year2>1[34]\d{2}))(?!\d) ?(?:هـ?|ه‍|A\.?H\.?)?/;
/** The same day in the Gregorian calendar, which may follow. */
const ALSO_GREGORIAN = /^[ ,،/–-]*(?:الموافق|الموافق لـ?|\()? ?\d{1,2}[ /-]\S.*$/;
const DAY_MS = 86_400_000;
const ISLAMIC_EPOCH = Date.UTC(622, 6, 19);
const ISLAMIC_YEAR_DAYS = 354.36707;
const ISLAMIC_MONTH_DAYS = 29.530589;

interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * Replaces a day of the Japanese, Minguo, Thai, Persian or Islamic (Umm al-Qura) calendar at the start of a
 * date with the same day as `YYYY-MM-DD`. Keeps the rest.
 *
 * @param text with Latin digits
 */
export function gregorianForm(text: string): string {
  return (
    replaced(text, JAPANESE, (groups) => ({ ...numbersOf(groups), year: yearOfEra(groups) })) ??
    replaced(text, MINGUO, (groups) => {
      const { year, month, day } = numbersOf(groups);
      return { year: year + YEARS_BEFORE_MINGUO, month, day };
    }) ??
    replaced(text, CHINESE, chineseDay) ??
    replaced(text, THAI, thaiDay) ??
    replaced(text, PERSIAN, (groups) => {
      const month = PERSIAN_MONTHS.indexOf(groups["name"] ?? "") + 1;
      return month === 0 ? null : persianDay({ ...numbersOf(groups), month });
    }) ??
    (ISLAMIC_MARK.test(text)
      ? null
      : replaced(text, PERSIAN_NUMBERS, (groups) => persianDay(numbersOf(groups)))) ??
    replaced(text, ISLAMIC, (groups) => {
      const name = (groups["name"] ?? "").trim();
      const month = ISLAMIC_MONTHS.findIndex((names) => names.test(name)) + 1;
      return month === 0 ? null : islamicDay({ ...numbersOf(groups), month });
    }) ??
    replaced(text, ISLAMIC_NUMBERS, (groups) => {
      const day = numbersOf(groups);
      // With hyphens and no mark it is an ISO 8601 day, however long ago.
      const isIslamic = ISLAMIC_MARK.test(text) || (day.year > LAST_PERSIAN_YEAR && text.includes("/"));
      return isIslamic ? islamicDay(day) : null;
    }) ??
    text
  );
}

type Groups = Readonly<Record<string, string | undefined>>;

function replaced(
  text: string,
  pattern: RegExp,
  dayOf: (groups: Groups) => CalendarDay | null,
): string | null {
  const match = pattern.exec(text);
  const day = match?.groups === undefined ? null : dayOf(match.groups);
  if (match === null || day === null) return null;
  const date = formatDay(day.year, day.month, day.day);
  const rest = text
    .slice(match[0].length)
    .replace(/ ?น\.?$/, "")
    .replace(ALSO_GREGORIAN, "")
    .trim();
  return rest === "" ? date : `${date}${/^[T,]/.test(rest) ? "" : " "}${rest}`;
}

function numbersOf(groups: Groups): CalendarDay {
  const year = groups["year"] ?? groups["year2"];
  return {
    year: year === "元" ? 1 : Number(year),
    month: Number(groups["month"] ?? groups["month2"]),
    day: Number(groups["day"] ?? groups["day2"]),
  };
}

function yearOfEra(groups: Groups): number {
  return (JAPANESE_ERAS[groups["era"] ?? ""] ?? 0) + numbersOf(groups).year;
}

function chineseDay({ year = "", month = "", day = "" }: Groups): CalendarDay {
  const digits = [...year.replaceAll("零", "〇")].map((digit) => CHINESE_DIGITS.indexOf(digit));
  return { year: Number(digits.join("")), month: chineseNumber(month), day: chineseNumber(day) };
}

/** 1 to 99: 三, 十, 十三, 二十, 三十一 */
function chineseNumber(text: string): number {
  const [tens = "", ones = ""] = text.includes("十") ? text.split("十", 2) : ["〇", text];
  const digit = (character: string, missing: number) =>
    character === "" ? missing : CHINESE_DIGITS.indexOf(character);
  return 10 * digit(tens, 1) + digit(ones, 0);
}

/** A year before 2400 is Gregorian even in Thai. */
function thaiDay(groups: Groups): CalendarDay | null {
  const { year, day } = numbersOf(groups);
  const month = THAI_MONTHS.findIndex((names) => names.split(" ").includes(groups["name"] ?? "")) + 1;
  if (month === 0) return null;
  return { year: year > 2400 ? year - YEARS_OF_BUDDHISTS : year, month, day };
}

/** `null` for a day that does not exist, or for years that are probably Islamic. */
function persianDay({ year, month, day }: CalendarDay): CalendarDay | null {
  if (year > LAST_PERSIAN_YEAR || month < 1 || month > 12 || day < 1 || day > 31) return null;
  const daysBefore = month <= 7 ? 31 * (month - 1) : 186 + 30 * (month - 7);
  const likely = Date.UTC(year + 621, 2, 21) + (daysBefore + day - 1) * DAY_MS;
  return dayNear(likely, "persian", { year, month, day });
}

/** `null` for a day that does not exist. */
function islamicDay({ year, month, day }: CalendarDay): CalendarDay | null {
  if (month < 1 || month > 12 || day < 1 || day > 30) return null;
  const days = (year - 1) * ISLAMIC_YEAR_DAYS + (month - 1) * ISLAMIC_MONTH_DAYS + day - 1;
  return dayNear(ISLAMIC_EPOCH + Math.round(days) * DAY_MS, "islamic-umalqura", { year, month, day });
}

/** Creating a formatter takes longer than using it. */
const calendars = new Map<string, Intl.DateTimeFormat>();

/** The Gregorian day near a moment that is the given day in a calendar; `null` for none. */
function dayNear(likely: number, calendar: string, wanted: CalendarDay): CalendarDay | null {
  const format =
    calendars.get(calendar) ??
    new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, {
      year: "numeric",
      month: "numeric",
      day: "numeric",
      timeZone: "UTC",
    });
  calendars.set(calendar, format);
  for (const offset of [0, -1, 1, -2, 2]) {
    const date = new Date(likely + offset * DAY_MS);
    const parts = format.formatToParts(date);
    const isSame = (["year", "month", "day"] as const).every(
      (part) => Number(parts.find(({ type }) => type === part)?.value) === wanted[part],
    );
    if (isSame) return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  }
  return null;
}
