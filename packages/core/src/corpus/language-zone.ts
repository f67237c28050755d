/** The zone in which any time comes last. Showing an embargoed text is safe by then. */
const LAST_ON_EARTH = "Etc/GMT+12";

/**
 * Zones for times without one, by script or by words of a language that is spoken in one zone. For languages
 * of several zones, the zone in which a time comes last. Languages spoken only east of Greenwich use UTC,
 * which is never too early.
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
/** Machine formats, which mean UTC if they state no zone. */
const OF_COMPUTERS = /^\s*(?:\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:?\d{2}.*)?|\d+(?:\.\d+)?)\s*$/;

/**
 * The zone of an embargo that states none, or else the zone in which its time comes last.
 *
 * @param text that states the embargo
 */
export function zoneOfEmbargo(text: string): string {
  return ZONES.find(([sign]) => sign.test(text))?.[1] ?? LAST_ON_EARTH;
}

/** The same for the value of a field; `null` for a machine format. */
export function zoneOfField(value: unknown): string | null {
  return typeof value !== "string" || OF_COMPUTERS.test(value) ? null : zoneOfEmbargo(value);
}
