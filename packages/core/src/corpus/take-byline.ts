/** `By JOHN EXAMPLE`, `By Ann Lee and Bo Li, Staff Writer`, also in other languages, on a line of its own. */
const BYLINE =
  /^(?:By|BY|Von|VON|Par|PAR|Por|POR|Di)[ :]+(?<name>\p{Lu}[\p{L}\p{M}'’.-]*(?:(?:,? (?:and|und|et|y|e|&) | |, )(?:(?:de|da|di|van|von|der|den|la|le|al|el|bin) ){0,2}\p{Lu}[\p{L}\p{M}'’.-]*){1,11})(?: *[(<][^\s()<>@]+@[^\s()<>@]+[)>])?(?<role>[,|] *[^\n]{2,60})?\n/u;
/** What follows the names: roles and employers. */
const ROLE =
  /(?:(?:,| \|) (?:[^,]*\b(?:AP|AFP|Reuters|Press|Writers?|Reporters?|Correspondents?|Editors?|Staff|Service|Bureau|Times|Post)\b.*)| (?:AP|AFP|Reuters|Associated Press|Staff) .*)$/iu;

/** The line below a byline with the authors' employer. */
const AFFILIATION =
  /^(?:The )?(?:Associated Press|AP|Reuters|AFP|Agence France-Presse|Bloomberg|Staff|Special to)\b[^\n.]{0,50}\n+/;

/** An author named above the first sentence. */
export interface Byline {
  readonly author: string;
  /** UTF-16 length of the line and the line ends after it. */
  readonly length: number;
}

/**
 * Parses the byline at the start of a text.
 *
 * @param text normalised
 * @returns `null` without one, or with nothing after it
 */
export function takeByline(text: string): Byline | null {
  const match = BYLINE.exec(text.slice(0, 300));
  const stated = match?.groups?.["name"];
  const name = stated === undefined ? undefined : withoutRole(stated);
  if (match === null || !name?.includes(" ")) return null;
  const end = endOf(/^\n+/, text, match[0].length);
  const length = endOf(AFFILIATION, text, end);
  return length < text.length ? { author: name, length } : null;
}

/** The names of a byline without roles and employers. */
export function withoutRole(names: string): string {
  return names.replace(ROLE, "").trim();
}

/** End of the pattern's match at an offset, or the offset without a match. */
function endOf(pattern: RegExp, text: string, offset: number): number {
  return offset + (pattern.exec(text.slice(offset))?.[0].length ?? 0);
}
