import { DatelineError } from "../errors.ts";

/** Default time zone of sources whose names begin with a prefix. */
export interface SourceZone {
  /** Prefix of a file's name or an address, with or without `https://`; empty for all. */
  readonly prefix: string;
  /** An IANA zone, such as `Asia/Seoul`. */
  readonly timeZone: string;
}

/**
 * Parses `Asia/Seoul`, the zone of all sources, or `yna.example=Asia/Seoul`, the zone of some.
 *
 * @throws DatelineError `invalid-input` for an unknown zone
 */
export function parseSourceZone(text: string): SourceZone {
  const end = text.lastIndexOf("=");
  const timeZone = text.slice(end + 1).trim();
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (cause) {
    const reason = `${JSON.stringify(timeZone)} is not a time zone such as Europe/Paris`;
    throw new DatelineError("invalid-input", `Cannot read times in the zone of their source: ${reason}`, {
      cause,
    });
  }
  return { prefix: text.slice(0, Math.max(0, end)).trim(), timeZone };
}

/** The zone with the longest matching prefix; `null` for none. */
export function zoneOfSource(name: string, zones: readonly SourceZone[]): string | null {
  const bare = withoutScheme(name);
  const matching = zones.filter(({ prefix }) => bare.startsWith(withoutScheme(prefix)));
  return (
    matching.toSorted((a, b) => withoutScheme(b.prefix).length - withoutScheme(a.prefix).length)[0]
      ?.timeZone ?? null
  );
}

function withoutScheme(name: string): string {
  return name.replace(/^https?:\/\/(?:www\.)?/i, "");
}
