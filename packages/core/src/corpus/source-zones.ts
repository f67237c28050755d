import { DatelineError } from "../errors.ts";

/** The zone of times without one in the sources whose name begins in this way. */
export interface SourceZone {
  /** Of a file's name or of an address, with or without `https://`; empty for all. */
  readonly prefix: string;
  /** Of the IANA database, such as `Asia/Seoul`. */
  readonly timeZone: string;
}

/**
 * Reads `Asia/Seoul`, the zone of all sources, or `yna.example=Asia/Seoul`, that of some.
 *
 * @throws DatelineError `invalid-input` when there is no such zone
 */
export function parseSourceZone(text: string): SourceZone {
  const end = text.lastIndexOf("=");
  const timeZone = text.slice(end + 1).trim();
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (cause) {
    const reason = `${JSON.stringify(timeZone)} is no time zone such as Europe/Paris`;
    throw new DatelineError("invalid-input", `Cannot read times in the zone of their source: ${reason}`, {
      cause,
    });
  }
  return { prefix: text.slice(0, Math.max(0, end)).trim(), timeZone };
}

/** Of several the one with the longest beginning; null for none. */
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
