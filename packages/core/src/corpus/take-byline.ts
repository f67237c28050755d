/** `By`, in several languages, before names. */
const BY =
  "(?:(?:Written|Reported|Reporting|Story|Words|Text|Analysis|Report) by|By|BY|by|Von|VON|von|Par|PAR|par|Por|POR|por|Di|DI|di|Door|DOOR|door|Av|AV|av|Af|AF|af|Pod)[ :]+|(?:Autor(?:en|ka|zy|es)?|Autore|Auteur|Text|Tekst|Texte|Testo|Texto|Teksti|Szöveg|Автор|Текст|Yazan): ?";
const NAME =
  "\\p{Lu}[\\p{L}\\p{M}'’.-]*(?:(?:,? (?:and|und|et|y|e|en|og|och|i|ja|и|&) | |, )(?:(?:de|da|di|van|von|der|den|la|le|al|el|bin) ){0,2}\\p{Lu}[\\p{L}\\p{M}'’.-]*){1,11}";
/** Where the authors are, and who contributed: "in Nairobi", "avec AFP", "and agencies". */
const BEHIND =
  "(?: (?:in|from|reporting from|aus|à|en|da) \\p{Lu}[^\\n,|]{1,40})?(?: (?:avec|with|mit|con|and|und|et|y|e|&) (?:agenc\\p{L}+|Agenturen|agenzie|wires?|AFP|AP|dpa|Reuters|EFE|ANSA)(?:[ /,]\\p{L}+){0,3})?";
const MAIL = "(?: *[(<][^\\s()<>@]+@[^\\s()<>@]+[)>])?";
/** `By JOHN EXAMPLE`, `By Ann Lee and Bo Li, Staff Writer`, also in other languages, on a line of its own. */
const BYLINE = new RegExp(`^(?:${BY})(?<name>${NAME})${BEHIND}${MAIL}(?<role> ?[,|] *[^\\n]{2,60})?\\n`, "u");
const ROLES =
  "(?:(?:Staff|Senior|Chief|Special|Political|Business|Sports|Science|Foreign|Contributing|Guest) )*(?:Writers?|Reporters?|Correspondents?|Editors?|Columnist)|Associated Press|Reuters|AFP|AP";
/** `Ann Lee, Staff Writer` */
const PERSON =
  "\\p{Lu}[\\p{L}\\p{M}'’.-]*(?: (?:(?:de|da|di|van|von|der|la|le|al|el|bin) ){0,2}\\p{Lu}[\\p{L}\\p{M}'’.-]*){1,3}";
const ROLE_BEHIND = new RegExp(`^(?<name>${PERSON}), (?:${ROLES})\\n`, "u");
/** 김철수 기자, 记者 张三 */
const EAST_ASIAN =
  /^(?:(?<korean>[가-힣]{2,4}) ?(?:기자|특파원|통신원|논설위원)(?: ?=)?(?: ?\S+@\S+)?|(?:本[报報])?(?:记者|記者|作者|文)[ :：/／]{0,2}(?<chinese>\p{Script=Han}{2,4}(?:[、 ]\p{Script=Han}{2,4}){0,3}))\n/u;
/** Words that begin headings of sections: "By The Numbers". */
const NO_NAME =
  /^(?:the|an?|popular|any|all|far|this|that|these|those|when|what|how|why|next|last|numbers|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december)(?!\p{L})/iu;

const OUTLET =
  "AP|AFP|dpa|EFE|ANSA|BBC|CNN|NPR|Reuters|Bloomberg|News|Press|Writers?|Reporters?|Correspondents?|Editors?|Columnist|Staff|Service|Bureau|Times|Post|Herald|Tribune|Journal|Guardian|Telegraph|Gazette|Chronicle|Media|Network|Agency|Radio|Redaktion|Korrespondent(?:in)?";
/** Roles and employers after the names. */
const ROLE = new RegExp(
  `(?:(?:,| \\|) (?:[^,]*\\b(?:${OUTLET})\\b.*)| (?:AP|AFP|Reuters|Associated Press|Staff) .*)$`,
  "iu",
);

/** The line below a byline that names the authors' employer. */
const AFFILIATION =
  /^(?:The )?(?:Associated Press|AP|Reuters|AFP|Agence France-Presse|Bloomberg|BBC|CNN|NPR|dpa|EFE|Staff|Special to)\b[^\n.]{0,50}\n+/;

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
  const head = text.slice(0, 300);
  const match = BYLINE.exec(head) ?? ROLE_BEHIND.exec(head) ?? EAST_ASIAN.exec(head);
  const { name: stated, korean, chinese } = match?.groups ?? {};
  const asian = korean ?? chinese;
  const name = asian ?? (stated === undefined ? undefined : withoutRole(stated));
  const isName = asian !== undefined || (name?.includes(" ") && !NO_NAME.test(name));
  if (match === null || name === undefined || !isName) return null;
  const end = endOf(/^\n+/, text, match[0].length);
  const length = endOf(AFFILIATION, text, end);
  return length < text.length ? { author: name, length } : null;
}

/** Removes roles and employers from the names of a byline. */
export function withoutRole(names: string): string {
  return names.replace(ROLE, "").trim();
}

const PREFIX = /^(?:by|von|par|por|door|autore?|auteur|text|tekst|автор)(?::\s*|\s+)(?=\S+\s+\S)/i;
const ADDRESS_AND_NAME = /^[^\s@]+@\S+\s*\((.+)\)$/;
const NAME_AND_ADDRESS = /^(.+?)\s*[<(][^\s@<>()]+@[^\s@<>()]+[>)]$/;

/** Removes a leading "By". */
export function withoutBy(names: string): string {
  return names.replace(/^by:?\s+/i, "");
}

/** A name as a page states it, without "By" and addresses; `null` for only an address. */
export function plainName(stated: string): string | null {
  const text = stated.trim();
  const name = ADDRESS_AND_NAME.exec(text)?.[1] ?? NAME_AND_ADDRESS.exec(text)?.[1] ?? text;
  return /^[^\s@]+@[^\s@]+$/.test(name) ? null : withoutBy(name.replace(PREFIX, ""));
}

/** End of the pattern's match at an offset, or the offset without a match. */
function endOf(pattern: RegExp, text: string, offset: number): number {
  return offset + (pattern.exec(text.slice(offset))?.[0].length ?? 0);
}
