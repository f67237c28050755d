/** Where it is a certain time last. A text that must not be shown before it is safe then. */
const LAST_ON_EARTH = "Etc/GMT+12";

/**
 * Zones of what people write without one, by the script or by words of a language that is at home in one zone. Languages of
 * several zones have the one in which a time comes last. All that are spoken east of Greenwich only are read in UTC at the latest.
 */
const ZONES: readonly (readonly [sign: RegExp, zone: string])[] = [
  [/\p{Script=Hangul}/u, "Asia/Seoul"],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]|解禁|報道/u, "Asia/Tokyo"],
  [/\p{Script=Han}/u, "Asia/Shanghai"],
  [/\p{Script=Devanagari}/u, "Asia/Kolkata"],
  [/\p{Script=Thai}/u, "Asia/Bangkok"],
  [/(?<!\p{L})(?:tháng|ngày|giờ|công bố)(?!\p{L})/iu, "Asia/Ho_Chi_Minh"],
  [/\p{Script=Hebrew}/u, "Asia/Jerusalem"],
  [/\p{Script=Greek}/u, "Europe/Athens"],
  [/[\p{Script=Cyrillic}\p{Script=Arabic}]/u, "Etc/UTC"],
  [/(?<!\p{L})(?:uhr|sperrfrist|gesperrt|freigabe)(?!\p{L})/iu, "Europe/Berlin"],
  [/(?<!\p{L})(?:uur|embargo tot)(?!\p{L})/iu, "Europe/Amsterdam"],
  [/(?<!\p{L})(?:klo|julkaisuvapaa)(?!\p{L})/iu, "Europe/Helsinki"],
  [/(?<!\p{L})(?:godz|godziny|publikować|embargo do)(?!\p{L})/iu, "Europe/Warsaw"],
  [/(?<!\p{L})(?:óra|embargó)(?!\p{L})/iu, "Europe/Budapest"],
  [/(?<!\p{L})(?:saat|[ae]mbargolu(?:dur)?|ambargo)(?!\p{L})/iu, "Europe/Istanbul"],
  [/(?<!\p{L})(?:kl\.|klausul\p{Ll}*|spærret|sperret|sperr?efrist(?:en)?)/iu, "Europe/Copenhagen"],
  [/(?<!\p{L})(?:embargo fino|alle ore)(?!\p{L})/iu, "Europe/Rome"],
  [/(?<!\p{L})(?:pukul|embargo (?:sampai|hingga))(?!\p{L})/iu, "Asia/Jakarta"],
  [/(?<!\p{L})până la(?!\p{L})/iu, "Europe/Bucharest"],
];
/** What computers write, which mean UTC when they say nothing. */
const OF_COMPUTERS = /^\s*(?:\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:?\d{2}.*)?|\d+(?:\.\d+)?)\s*$/;

/** The zone in which an embargo without one is meant, or in which its time comes last. @param text that states the embargo */
export function zoneOfEmbargo(text: string): string {
  return ZONES.find(([sign]) => sign.test(text))?.[1] ?? LAST_ON_EARTH;
}

/** The same for the value of a field; `null` for one in the form of computers. */
export function zoneOfField(value: unknown): string | null {
  return typeof value !== "string" || OF_COMPUTERS.test(value) ? null : zoneOfEmbargo(value);
}
