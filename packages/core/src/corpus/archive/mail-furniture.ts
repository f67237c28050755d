/** Links to the same mail on the web, above newsletters. */
const VIEW =
  /^\W{0,4}(?:(?:(?:having )?(?:trouble|problems?)|can['’]?t|is this|e-?mail not).{0,60}?[?.,]\s*)?(?:(?:click here|here) to )?(?:view|read|open|see)(?: (?:this|it|the))?(?: (?:e-?mail|newsletter|message|issue|mailing))? (?:in|on|with) (?:(?:your|a|the) )?(?:web ?)?browser(?: window)?\W*(?:https?:\S+)?\W*$/i;
const VIEW_ELSEWHERE =
  /^\W{0,4}(?:(?:view|read) (?:it |this (?:e-?mail |newsletter )?)?online|(?:view )?web(?: |-)?version|(?:(?:diesen |diese )?(?:newsletter|e-?mail|mail) )?im browser (?:ansehen|anzeigen|öffnen|lesen)|(?:voir|lire|afficher|ouvrir) (?:(?:cet e-?mail|ce message|cette newsletter|la version) )?(?:dans (?:le|votre|un) navigateur|en ligne)|ver (?:(?:este (?:correo|e-?mail|boletín)) )?(?:en (?:el|su|tu) navegador|no navegador)|(?:visualizza|leggi|apri)(?: (?:questa e-?mail|la newsletter))? (?:nel|sul) (?:tuo )?browser|bekijk (?:(?:deze (?:e-?mail|nieuwsbrief)) )?in (?:je|uw|de) browser)\W*(?:https?:\S+)?\W*$/iu;
/**
 * Invitations to unsubscribe are commands, or speak to the reader about the mail. News reports on such
 * things.
 */
const LEAVES: readonly RegExp[] = [
  /^\W*(?:unsubscribe|opt[ -]out)(?:\W*$|\s*[|·•:<([/–—]|\s+(?:here|now|from (?:this|these|our|all|future)|instantly|in one click|https?:)\b.{0,160}$)/i,
  /^\W*to (?:unsubscribe|opt[ -]out|stop receiving|remove yourself|(?:manage|change|update) your)\b.*(?:\b(?:click|please|reply|visit|this (?:list|group|e-?mail|newsletter))\b|https?:|\bsend an? )/i,
  /^\W*(?:you(?:['’]re| are|['’]ve| have)?) (?:been )?(?:currently )?(?:receiv(?:ed|ing|e)|getting|got|subscribed to)\b.*\b(?:e-?mails?|newsletters?|messages?|mailing)\b.*\b(?:because|as|since)\b.*\byou/i,
  /^\W*(?:this|the) (?:e-?mail|newsletter|message) was sent (?:to|by)\b.{0,160}$/i,
  /^\W*if you (?:no longer (?:wish|want)|don['’]t (?:wish|want)|do not (?:wish|want)|would (?:like|prefer)|wish|want)\b.{0,60}\b(?:unsubscribe|receiv(?:e|ing) (?:these|this|our|such|any|further|future)|get (?:these|our))\b/i,
  /^\W*(?:don['’]t want|no longer want|want to (?:change how|unsubscribe|stop)|tired of)\b.{0,100}\b(?:e-?mails?|unsubscribe|newsletters?)\b/i,
  /^\W*you (?:can|may) (?:also )?(?:unsubscribe|update your preferences|change your (?:preferences|settings))\b.{0,120}$/i,
  /^\W*(?:manage|update|change|edit) (?:your |my )?(?:(?:e-?mail|newsletter|subscription|notification|mailing) )*(?:preferences|settings|subscriptions?)(?:\W*$|\s*[|·•]|\s+(?:or|and) unsubscribe)/i,
  /^\W*(?:(?:vom )?newsletter )?(?:abmelden|abbestellen)\W*$|^\W*(?:se désabonner|se désinscrire|me désabonner|darse de baja|cancelar (?:la )?(?:suscripción|inscrição|subscrição)|annulla (?:l['’])?iscrizione|disiscriviti|uitschrijven|afmelden|отписаться(?: от рассылки)?|取消订阅|退订|取消訂閱|配信停止|수신거부)\W*$/iu,
  /^\W*(?:sie erhalten diese (?:e-?mail|nachricht)|vous recevez (?:cet e-?mail|ce (?:mail|message|courriel))|(?:has recibido|recibes?) este (?:correo|e-?mail|mensaje)|(?:hai ricevuto|ricevi) questa e-?mail|(?:u|je) ontvangt deze (?:e-?mail|nieuwsbrief)|você (?:recebeu|está recebendo) este e-?mail)/iu,
];
/** Lines that may occur among them. */
const COPYRIGHT = /^\W*(?:©|\(c\)|copyright\b).{0,120}$|^\W*all rights reserved\W*$/iu;
const DEVICE =
  /^(?:sent (?:from|via) (?:my |mail for |outlook for |yahoo mail|proton ?mail|the )\S.{0,40}|get outlook for (?:ios|android)\b.{0,60}|(?:gesendet|von meinem \S+ gesendet)(?: (?:von|mit)(?: (?:meinem|der|outlook))\b.{0,40})?|envoyé (?:de|depuis) mon .{1,40}|enviado (?:desde mi|do meu|de mi) .{1,40}|inviato da(?:l mio)? .{1,40}|verstuurd vanaf mijn .{1,40}|skickat från min .{1,40})$/iu;
/** RFC 3676, section 4.3. The trailing blank is often lost. */
const SIGNATURE = /^-- ?$/;
const LIST_RULE = /^_{20,80}$/;
/** Lines and UTF-16 units. Anything longer is text. */
const MAX_SIGNATURE_LINES = 8;
const MAX_SIGNATURE = 500;
const MAX_INVITATION = 500;
const MAX_COMPANION = 100;
const MAX_FOOTER_PARAGRAPHS = 12;
const MAX_VIEW = 250;
/** Number of paragraphs. */
const OPENING = 3;

/**
 * Removes everything that is not part of a mail's text: links to the web version above, invitations to
 * unsubscribe, signatures and lines of devices below. Keeps a text that consists of nothing else.
 */
export function withoutFurniture(text: string): string {
  const paragraphs = text.trim().split(/\n(?:[^\S\n]*\n)+/);
  const begun = paragraphs.flatMap((paragraph, at) => (at < OPENING ? withoutView(paragraph) : [paragraph]));
  const told = withoutFooter(begun).join("\n\n");
  return withoutSignature(told) || told || text;
}

/** In plain texts the link is on the next line. */
function withoutView(paragraph: string): readonly string[] {
  const lines = paragraph.split("\n");
  const at = lines.findIndex(isView);
  if (at === -1) return [paragraph];
  const count = /^\W*https?:\S+$/i.test((lines[at + 1] ?? "").trim()) ? 2 : 1;
  const kept = lines.filter((_, i) => i < at || i >= at + count);
  return kept.length === 0 ? [] : [kept.join("\n")];
}

function isView(line: string): boolean {
  return line.length <= MAX_VIEW && (VIEW.test(line.trim()) || VIEW_ELSEWHERE.test(line.trim()));
}

/** Addresses and names may follow the first invitation, sentences may not. */
function withoutFooter(paragraphs: readonly string[]): readonly string[] {
  let cut = paragraphs.length;
  const last = Math.max(1, paragraphs.length - MAX_FOOTER_PARAGRAPHS);
  for (let at = paragraphs.length - 1; at >= last; at--) {
    const paragraph = (paragraphs[at] ?? "").trim();
    const isFirm =
      isInvitation(paragraph) || (cut === at + 1 && cut < paragraphs.length && COPYRIGHT.test(paragraph));
    if (isFirm) cut = at;
    else if (!isCompanion(paragraph)) break;
  }
  return paragraphs.slice(0, cut);
}

function isInvitation(paragraph: string): boolean {
  if (paragraph.length > MAX_INVITATION) return false;
  const line = paragraph.replace(/\s+/g, " ");
  return LEAVES.some((pattern) => pattern.test(line));
}

function isCompanion(paragraph: string): boolean {
  return (
    COPYRIGHT.test(paragraph) ||
    (paragraph.length <= MAX_COMPANION && !/[.!?。！？]["”’)]?$/u.test(paragraph))
  );
}

function withoutSignature(text: string): string {
  const lines = text.trimEnd().split("\n");
  while (DEVICE.test((lines.at(-1) ?? "").trim())) {
    lines.pop();
    while (lines.at(-1)?.trim() === "") lines.pop();
  }
  const first = Math.max(1, lines.length - 1 - MAX_SIGNATURE_LINES);
  const at = lines.findIndex((line, i) => i >= first && startsSignature(line, lines[i + 1]));
  const isShort = at !== -1 && lines.slice(at).join("\n").length <= MAX_SIGNATURE;
  return (isShort ? lines.slice(0, at) : lines).join("\n").trimEnd();
}

function startsSignature(line: string, next = ""): boolean {
  return (
    SIGNATURE.test(line.replace("\r", "")) || (LIST_RULE.test(line.trim()) && /\bmailing list\b/i.test(next))
  );
}
