/** Lines that point to other stories or invite to newsletters, which are not part of the story. */

const LEADS_ON =
  /^\W{0,4}(?:read (?:more|also|next|on)|also read|also see|see also|more on this(?: story)?|more from [\p{L} ]{2,30}|don['’]t miss|watch(?: also| now| more)?|listen(?: now)?|lire aussi|à lire aussi|lire la suite|lesen sie auch|mehr zum thema|lea también|lee también|lea más|leggi anche|leia também|leia mais|lees ook|läs också|læs også|les også|czytaj też|читайте также)\s*(?::|：|–|—|-(?!\p{L})|»|>|\||$)|^(?:related|recommended)(?: (?:stories|story|articles?|news|content|coverage|links?|reading))?\s*:?$/iu;
/** "Related: Ferries late again" names another story. "Related: the incidents, police said." is a sentence. */
const RELATED =
  /^(?:related|recommended)(?: (?:stories|story|articles?|news|coverage|links?|reading))?\s*(?::|：|\|)\s*\S.*[^.!?:;,"”’]$/iu;
/** "WATCH: The minister said nothing." is part of the story. */
const SAID = /^\W{0,4}(?:watch|listen)\s*:(?:\s+\S+){6,}[.!?]["”’]?$/iu;
/** Labels of advertisements between paragraphs. */
const ADVERTISEMENT =
  /^\W*(?:advertisements?|sponsored(?: content)?|(?:story|article) continues (?:below|after)(?: (?:this )?advertisements?)?|advertisement\W+(?:continue reading below|scroll to continue|story continues below)|(?:skip|close) ad(?:vertisement)?|anzeige|werbung|publicité|publicidad|publicidade|pubblicità|advertentie|reklam[ae]?|annons|annonse|annonce|mainos|реклама|広告|广告|廣告|광고)\W*$/iu;
/** Shown by players that cannot play. */
const PLAYER = /^your browser does not support (?:the |html5 )*(?:audio|video|iframe|embedded)\b.{0,60}$/i;
/** Short invitations. A sentence of a story is longer, or about something else. */
const INVITES =
  /^(?:sign up|subscribe|follow us|join (?:us|our)|download|click here|like us|get (?:our|the))\b.*\b(?:newsletters?|app|updates|alerts|briefing|podcast|channel|facebook|twitter|whatsapp|telegram|instagram)\b/iu;
/** Added by WordPress to each entry of its feeds. */
const WORDPRESS_END =
  /^The post (?!\p{Ll}).{1,300} (?:appeared first|first appeared) on (?:(?![.!?] ).){1,100}$/u;
/** Ends of teasers. */
const TEASER_END =
  /^(?:continue reading|keep reading|read the (?:full|whole|rest of (?:the|this)) (?:story|article|post)|click here to (?:read|continue))\b[^.!?]{0,160}\W{0,4}$/iu;
/** NewsAPI cuts texts and states the number of remaining characters. */
const CUT_END = /\s?\[\+\d{1,7} chars\]$/;
/** UTF-16 units. */
const MAX_LEAD = 200;
const MAX_INVITATION = 120;

/**
 * True for a whole line such as "READ MORE: …".
 *
 * @param line on one line, trimmed
 */
export function isPointer(line: string): boolean {
  if ([WORDPRESS_END, TEASER_END, ADVERTISEMENT, PLAYER].some((pattern) => pattern.test(line))) return true;
  if (line.length > MAX_LEAD || SAID.test(line)) return false;
  return LEADS_ON.test(line) || RELATED.test(line) || (line.length <= MAX_INVITATION && INVITES.test(line));
}

/**
 * Removes such lines, unless the text has no others.
 *
 * @param text normalised
 */
export function withoutPointers(whole: string): string {
  const text = whole.replace(CUT_END, "");
  const lines = text.split("\n");
  const kept = lines.filter((line) => !isPointer(line));
  if (kept.length === lines.length) return text;
  const rest = kept
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return rest === "" ? text : rest;
}
