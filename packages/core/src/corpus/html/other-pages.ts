import { InvalidRecord } from "../invalid-record.ts";
import type { PageDocument } from "./page-document.ts";

/**
 * Titles of pages that servers send with a success status instead of an article. No headline begins with
 * them.
 */
const TITLE_OF_OTHER =
  /^(?:just a moment|one moment,? please|einen moment,? bitte|un momento|attention required|access (?:to this page )?(?:has been )?(?:denied|blocked)|(?:request|page|website|content) (?:blocked|rejected)|are you a (?:human|robot)|robot check|verify (?:that )?you are|checking your browser|(?:service (?:temporarily )?|temporarily )unavailable|we(?:'|’)ll be (?:right )?back|page not found|[45]\d\d:? (?:not found|forbidden|unauthori[sz]ed|service|bad|gateway|internal|error|access|page|proxy|payment|method|request|too many|gone)|bad gateway|gateway time-?out|internal server error|error \d{3}|web (?:proxy|filter)|proxy (?:authentication|error)|captive portal|(?:welcome to )?(?:[\p{L}\p{N}]+ ){0,3}wi-?fi (?:login|access|portal|hotspot)|welcome to (?:[\p{L}\p{N}]+ ){0,4}wi-?fi|(?:object|document) moved|moved (?:permanently|temporarily)|cookies? (?:consent|settings)|cookie-einstellungen|gestion des cookies|before you continue|seite nicht gefunden|zugriff verweigert|page (?:non trouvée|introuvable)|accès refusé|página no encontrada|acceso denegado|pagina non trovata)(?![\p{L}\p{N}])/iu;
/** The same for words that may begin a headline, so only the name of the site may follow. */
const WORD_OF_OTHER =
  /^(?:log ?-?in|sign ?-?in|sign ?-?up|subscribe|blocked(?: by .*)?|site (?:blocked|maintenance)|scheduled maintenance|(?:under|down for) maintenance(?!\s*:)|forbidden|unauthori[sz]ed|captcha|security check|maintenance|not found|[45]\d\d|redirecting|anmelde(?:n|ung)|einloggen|wartung(?:sarbeiten)?|(?:se )?connexion|iniciar sesión|accedi|inloggen|entrar)\s*(?:$|[-–—|:.…!·]|(?:to|on|at) .{1,40}$)/iu;
/** Sentences in such pages whose title is the site's. */
const TEXT_OF_OTHER =
  /(?:we are|we['’]re|site is|website is|currently) (?:currently )?(?:down for|undergoing|under) (?:\p{L}+ )?maintenance|(?:^|\n)\W*page not found|page (?:you (?:are looking|were looking|requested)|requested)[^.]{0,40}(?:does not exist|could not be found|cannot be found|not found|has been (?:moved|removed))|(?:please )?enable java ?script|java ?script (?:is (?:required|disabled)|must be enabled)|checking your browser|überprüfen ihren browser|sicherheit ihrer verbindung|verif(?:y|ying) (?:that )?you are (?:a )?human|unusual traffic from your|before you continue|sign in to (?:continue|read)|(?:página|pagina) (?:que busca|cercata|richiesta)[^.]{0,40}no[nt]? (?:existe|esiste)|diese seite (?:existiert|gibt es) (?:leider )?nicht/iu;
/** Words that ask for consent, and the choices offered. */
const COOKIES = /cookies?\b|personal data|personenbezogen|données personnelles|datos personales|クッキー/iu;
const CHOICE =
  /(?:accept|agree|consent|reject|manage)(?: to)?(?: all| and)?\b|(?:alle )?(?:akzeptieren|ablehnen|zustimmen)|(?:tout )?(?:accepter|refuser)|continuer sans accepter|aceptar|rechazar|accett[ao]|rifiuta|accepteren|godkänn|zaakceptuj|同意/iu;
const MANAGES_PRIVACY =
  /we (?:and our partners )?(?:use|value)|our partners|unsere partner|nos partenaires|nuestros socios|nostri partner|vie privée|privatsphäre|your privacy|su privacidad|tua privacy/iu;
/** UTF-16 units. A story that begins with such words is longer. */
const MAX_OTHER_PAGE_TEXT = 2_000;
/** UTF-16 units of a page with only such a sentence. */
const MAX_NOTICE_TEXT = 700;

/**
 * @param isArticle true if the page states that it is an article, so that words in its text do not matter
 * @throws InvalidRecord for a login, consent, maintenance or proxy page, which contains no article
 */
export function refuseOtherPages(
  document: PageDocument,
  { title, isArticle }: { readonly title: string | null; readonly isArticle: boolean },
): void {
  const heading = title ?? "";
  const text =
    document
      .querySelector("body")
      ?.textContent?.replace(/[^\S\n]+/g, " ")
      .trim() ?? "";
  if (text.length >= MAX_OTHER_PAGE_TEXT) return;
  const isTitle = TITLE_OF_OTHER.test(heading) || WORD_OF_OTHER.test(heading);
  const asksForPassword = document.querySelector("input[type='password']") !== null;
  if (isArticle && text.length > MAX_NOTICE_TEXT) return;
  const hasArticle = isArticle || document.querySelector("article") !== null;
  if (!isTitle && (hasArticle || !(asksForPassword || isNotice(text)))) return;
  throw new InvalidRecord(`page has no article: it is ${JSON.stringify(heading)}, sent instead of one`);
}

function isNotice(text: string): boolean {
  if (text.length > MAX_NOTICE_TEXT) return false;
  const asksForConsent = COOKIES.test(text) && CHOICE.test(text) && MANAGES_PRIVACY.test(text);
  return TEXT_OF_OTHER.test(text) || asksForConsent;
}
