import { zoneOfEmbargo } from "./language-zone.ts";
import { readTimeInWords, type TimeContext, type TimeInWords } from "./time-in-words.ts";
import { beginningOfDay } from "./zone-offset.ts";

/** An embargo stated by a line or an editor's note. */
export interface EmbargoNotice {
  /** Its end, a date or an instant; `null` if the words do not say when. */
  readonly until: string | null;
  /** The line, or the beginning of the note. */
  readonly words: string;
  /** True if the line contains nothing else. */
  readonly isWholeLine: boolean;
}

/** The words that open an embargo. */
interface Opening {
  readonly pattern: string;
  /**
   * "sure" words never occur in news. "likely" ones may begin a story, as in "Embargoed until now, the report
   * …". "vague" ones often do, as in "Embargo: 3 countries join", and need a time. "planned" ones only state
   * a time.
   */
  readonly strength: "sure" | "likely" | "vague" | "planned";
}

const UNTIL = "(?:until|till|til|up to|to|before|prior to|not before)";
const SHOWING =
  "(?:publish(?:ed)?|publication|releas(?:e|ed)|use|used|broadcast|print(?:ed)?|quot(?:e|ed)|distribut(?:e|ed|ion)|transmission|posted?)";
const SHOWINGS = `${SHOWING}(?:(?:,| or|,? and) ${SHOWING}){0,3}`;
const OF_THE_TEXT =
  "(?:this is|th(?:is|ese|e) (?:following )?(?:press |news |media )?(?:release|report|documents?|statements?|story|article|speech|material|information|copy|content|contents|text|data) (?:is|are)|transmission of (?:the )?material in this (?:news )?release is)";

const OPENINGS: readonly Opening[] = [
  {
    // EMBARGOED UNTIL …, Strictly under embargo for publication until …, This release is embargoed until …
    pattern: `(?:${OF_THE_TEXT} )?(?:strictly |strict |under (?:strict |an )?|press |media |news |absolute |not for release[,:]? )*embargo(?:ed)?(?: (?:for|from|against) ${SHOWINGS})?\\s*[,:–-]?\\s*${UNTIL}`,
    strength: "likely",
  },
  { pattern: `(?:strict |press |media |news )?embargo(?:ed)?(?:\\s*[:–—-]| for)`, strength: "vague" },
  {
    pattern: "(?:press |media |news )?embargo (?:lifts?|lifted|lifting|ends?|expires?|time|date)",
    strength: "vague",
  },
  {
    pattern: `(?:strictly )?not (?:for|to be) (?:online |web |general |public )?${SHOWINGS} ${UNTIL}`,
    strength: "sure",
  },
  {
    pattern: `(?:please )?(?:do not|don['’]t|must not be|may not be|cannot be) ${SHOWINGS}(?: (?:this|the) (?:story|article|item|copy|text|release|report))? ${UNTIL}`,
    strength: "sure",
  },
  { pattern: `no (?:publication|release|broadcast|use) ${UNTIL}`, strength: "vague" },
  { pattern: `hold (?:for|from) ${SHOWINGS}(?! of\\b)(?: ${UNTIL})?`, strength: "sure" },
  { pattern: `(?:on )?hold ${UNTIL}`, strength: "vague" },
  // Embargo 2.12.2026 klo 10.00
  { pattern: "embargo(?=\\s+\\d)", strength: "vague" },
  { pattern: "(?:bitte )?sperrfrist(?: bitte)? beachten", strength: "sure" },
  {
    // Vietnamese and Thai: not to be published before
    pattern:
      "(?:không|cấm|chưa)(?: được)? (?:công bố|phát hành|đăng(?: tải)?|xuất bản|phổ biến)(?: trước| cho đến| đến)|ห้าม(?:เผยแพร่|ตีพิมพ์)(?:ก่อน|จนถึง)(?:เวลา|วันที่)?",
    strength: "vague",
  },
  {
    pattern:
      "release (?:date|time)(?: and time)?\\s*:|보도 ?시점|보도 ?일시|(?:報道|情報)?解禁(?:日時?|[时時][间間])?",
    strength: "planned",
  },
  {
    // "For immediate release" alone is not an embargo, but it is with a future day.
    pattern: `(?:advance )?for (?:immediate release|release|use|publication|broadcast)(?: on delivery| only| not before| on or after| after| from)?`,
    strength: "planned",
  },
  {
    pattern: "(?:sperrfrist|gesperrt)\\s*(?:[:–-]|bis)?(?: bis)?|frei (?:ab|für)|freigabe ab",
    strength: "vague",
  },
  {
    pattern:
      "एम्बार्गो|एंबार्गो|엠바고|(?:embargo )bis|(?:sous |strict(?:ement sous)? )?embargo(?: strict)? (?:jusqu['’](?:au|à|en)|levé)|(?:à )?ne pas (?:publier|diffuser) avant",
    strength: "vague",
  },
  {
    // "Free for use from" is the only form in which Nordic agencies state an embargo. Russian, Polish,
    // Turkish, Arabic.
    pattern:
      "(?:strictly )?confidential until|embargo (?:sampai|hingga)|embargó|εμπ[αά]ργκο (?:[εέ]ως|μ[εέ]χρι)|אמברגו עד|(?:embargo:? )?(?:klausuleret|klausulert|sperret|spærret) (?:ind)?til|(?:sperre?frist|klausul)(?:en)?|julkaisuvapaa|(?:под )?эмбарго (?:на публикацию )?до|ембарго до|не (?:публиковать|для публикации) до|embargo (?:do|până la)|nie publikować (?:przed|do)|(?:ambargolu|embargolu)(?:dur)?|ambargo|(?:محظور|يحظر|حظر) النشر (?:حتى|إلى|قبل)|للنشر (?:بعد|ابتداء من)|يمنع النشر (?:قبل|حتى)",
    strength: "vague",
  },
  {
    // 禁发至：…, 媒体禁发期：…
    pattern:
      "(?:新[闻聞]稿?|媒[体體]|消息)?(?:禁[发發](?:期|[时時][间間]|日期)?(?:至|到)?|禁止(?:发布|發布|发表|發表|刊登|报道|報道)至|(?:公开|公開|发布|發布|發佈)[时時][间間]限制(?:至)?)|報道禁止",
    strength: "vague",
  },
  {
    pattern:
      "(?:bajo |con )?embarg(?:o|ad[oa]s?) hasta|embargad[oa]s? até|no (?:publicar|difundir) (?:antes|hasta)|(?:sotto |sob )?embargo (?:fino(?: a)?|até)|(?:onder )?embargo tot",
    strength: "vague",
  },
];

/** Words that may precede the opening on the line. */
const HEADING =
  "(?:embargo|(?:press|news|media) (?:release|notice|statement)|statement|eds|notes? (?:to|for) (?:the )?editors|adv(?:ance)?\\d{0,2}|editors['’]? note|please note|attention|important|achtung|information|communiqué(?: de presse)?|comunicado(?: de prensa)?|nota de prensa|comunicato(?: stampa)?|(?:presse|medien)mitteilung|persbericht|pressmeddelande|check against delivery|delivered? version|strictly confidential)";

const COMPILED = OPENINGS.map(({ pattern, strength }) => ({
  strength,
  atStart: new RegExp(
    `^[^\\p{L}\\p{N}]{0,10}(?:${HEADING}[\\s:.,–—-]{1,4}){0,2}(?<opening>${pattern})(?![\\p{L}])`,
    "iu",
  ),
  within: new RegExp(`(?<![\\p{L}])(?<opening>${pattern})(?![\\p{L}])`, "iu"),
}));

/** Only words of an embargo, in capitals or in an editor's note. */
const WITHOUT_END =
  /^\W*(?:STRICTLY )?(?:UNDER (?:STRICT )?EMBARGO|EMBARGOED(?: COPY| STORY| MATERIAL)?|(?:HOLD|EMBARGOED) FOR RELEASE|NOT FOR (?:PUBLICATION|RELEASE|BROADCAST|USE)(?: YET)?|DO NOT (?:PUBLISH|RELEASE|USE|RUN)(?: YET)?|WITHHOLD(?: (?:THIS|UNTIL FURTHER NOTICE).{0,40})?|HOLD UNTIL FURTHER NOTICE)\W*$/;
/** EMBARGOED: Ferry sinks */
const MARK = /^\W*(?:STRICTLY )?(?:EMBARGOED|UNDER (?:STRICT )?EMBARGO)\b\s*[:–—-]/;
const LIFTED =
  /\bembargo (?:(?:is|has|been|was|now) )*(?:lifted|over|off|no longer)\b(?! (?:at|on)\b)|\bno (?:longer (?:under )?)?embargo/i;
/** A year alone counts, since embargoes on papers name the day. */
const ORDINARY_END =
  /^\W*(?:now|recently|lately|last|just|(?:19|20)\d{2}(?! ?(?:hrs|hours|h\b|[A-Z]{2,4}T?\b|[-/.:]?\d|\. ?\d|[年년])|\. \p{L}{3,12} \d))\b/iu;
/** Words after the time that still belong to the notice. */
const MAX_WORDS_BEHIND = 4;
const LINES = 4;
/** UTF-16 units of a line that contains only a time. */
const MAX_LINE_BELOW = 60;
/** UTF-16 units. */
const MAX_OPENING = 1_000;
const MAX_NOTE = 4_000;

/** "2 दिसंबर 2026, सुबह 10 बजे तक प्रकाशित न करें": in Hindi the prohibition ends the line. */
const FORBIDS_AT_END = /(?:प्रकाशित|प्रसारित|जारी)\s+न\s+करें[^\p{L}\p{N}]*$/u;
const HINDI_OPENING = /^[^\p{N}]{0,40}(?=\p{N})/u;

/** East Asian lines that begin with the time: 2026年12月1日上午9时前请勿发布, 12月1日 15時 解禁 */
const TIME_FIRST = /^(?:新[闻聞]稿?|プレスリリース)?[^\p{L}\p{N}]{0,6}(?:请勿|請勿|不得|勿)?[在于於]?(?=\d)/u;
const NOT_BEFORE =
  /^(?:之?前|以前|まで)[はに、，\s]{0,2}(?<not>请勿|請勿|不得|禁止|严禁|嚴禁|不可|勿|の?公[开開表]は|の?報道は)?(?:对外|對外)?(?:发布|發布|發佈|发表|發表|刊登|刊发|刊發|公开|公開|报道|報道|公表|配信|使用|披露)?(?<notBehind>禁止|不可|はお?控えて?(?:ください)?|を?お?控えください|しないでください)?[^\p{L}\p{N}]*$/u;
const LIFTED_AT = /^に?(?:情報|報道|公開)?解禁[^\p{L}\p{N}]*$/u;

/** Cheap, since it runs on every text. */
const ANY_NOTICE =
  /embarg|release|publi|broadcast|\bhold|withh|for use|\bdo not|sperr|gesperrt|frei |freigabe|diffus|difund|klausul|spærret|confidential|εμπ|אמברגו|julkaisuvapaa|ambargo|эмбарго|ембарго|не публик|не для публ|النشر|엠바고|보도|解禁|禁|勿|不得|控え|एम्बार्गो|एंबार्गो|न करें|ห้าม|công bố|phát hành|đăng|xuất bản|phổ biến/i;

/**
 * The embargo that lines at the start of a text state, as in press releases. Prefers one with a known end.
 * News about embargoes does not count.
 *
 * @param lines the title and the first lines
 */
export function embargoOfLines(lines: readonly string[], context: TimeContext): EmbargoNotice | null {
  const found = lines.flatMap((line, index) => {
    if (!ANY_NOTICE.test(line)) return [];
    const notice = embargoOfLine(line, context);
    const below = lines[index + 1] ?? "";
    // "For release at 2:00 p.m. EST" may have its day on the next line.
    const ofBoth =
      (notice?.until ?? null) === null && below.length <= MAX_LINE_BELOW
        ? embargoOfLine(`${line} ${below}`, context)
        : null;
    const best = (ofBoth?.until ?? null) === null ? notice : ofBoth;
    return best === null ? [] : [{ ...best, words: line }];
  });
  return found.find(({ until }) => until !== null) ?? found[0] ?? null;
}

function embargoOfLine(line: string, stated: TimeContext): EmbargoNotice | null {
  const text = oneLine(line);
  const context = inItsZone(text, stated);
  const dated = embargoIn(text, context, "atStart") ?? embargoWithTimeFirst(text, context);
  return dated === null ? withoutEnd(text) : fromItsInstant(dated, context);
}

type ZonedContext = TimeContext & { readonly timeZone: string };

/** If the source has no zone, uses that of the language, else the last one on Earth. */
function inItsZone(text: string, context: TimeContext): ZonedContext {
  return { ...context, timeZone: context.timeZone ?? zoneOfEmbargo(text) };
}

/** Converts a day to the instant at which it begins in the zone. */
function fromItsInstant(notice: EmbargoNotice, { timeZone }: ZonedContext): EmbargoNotice {
  const isDay = notice.until?.length === "YYYY-MM-DD".length;
  return isDay ? { ...notice, until: beginningOfDay(notice.until ?? "", timeZone) } : notice;
}

/** The first lines of a text, which may state an embargo. */
export function openingLines(text: string): readonly string[] {
  return text.slice(0, MAX_OPENING).split("\n").filter(Boolean).slice(0, LINES);
}

/** Removes the line that states an embargo. */
export function withoutNoticeLine(text: string, { words }: EmbargoNotice): string {
  return text
    .replace(words, "")
    .trim()
    .replace(/\n{3,}/, "\n\n");
}

/** The embargo that an editor's or usage note states anywhere. */
export function embargoOfNote(note: string, stated: TimeContext): EmbargoNotice | null {
  // Lines may break anywhere, as in indented XML. Only an empty line ends a sentence.
  const text = note
    .slice(0, MAX_NOTE)
    .replace(/[^\S\n]+/g, " ")
    .replace(/(?<=\S) ?\n ?(?=\S)/g, " ")
    .trim();
  if (!ANY_NOTICE.test(text) || LIFTED.test(text)) return null;
  const context = inItsZone(text, stated);
  const dated = embargoIn(text, context, "within");
  if (dated !== null) return fromItsInstant(dated, context);
  const isEndless = text.split(/[.;!\n]+\s*/).some((part) => withoutEnd(part.toUpperCase()) !== null);
  return isEndless ? { until: null, words: shortened(text), isWholeLine: false } : null;
}

function embargoIn(text: string, context: TimeContext, where: "atStart" | "within"): EmbargoNotice | null {
  for (const { strength, [where]: pattern } of COMPILED) {
    const match = pattern.exec(text);
    const opening = match?.groups?.["opening"];
    if (match === null || opening === undefined) continue;
    const behind = text.slice(match.index + match[0].length).split("\n", 1)[0] ?? "";
    const time = readTimeInWords(behind, context);
    if (!isNotice({ strength, opening, behind, time })) continue;
    const isWholeLine = where === "atStart" && wordsIn(time.rest) <= MAX_WORDS_BEHIND;
    const words = where === "atStart" ? text : shortened(text);
    return { until: time.date, words, isWholeLine };
  }
  return null;
}

function embargoWithTimeFirst(line: string, context: TimeContext): EmbargoNotice | null {
  if (FORBIDS_AT_END.test(line)) {
    const { date } = readTimeInWords(line.replace(HINDI_OPENING, ""), context);
    return { until: date, words: line, isWholeLine: true };
  }
  const [before] = TIME_FIRST.exec(line) ?? [];
  if (before === undefined) return null;
  const { date, rest } = readTimeInWords(line.slice(before.length), context);
  const forbids = NOT_BEFORE.exec(rest)?.groups;
  const isForbidden =
    /[请請]勿|不得|勿/.test(before) || forbids?.["not"] !== undefined || forbids?.["notBehind"] !== undefined;
  const isNotice = date !== null && ((forbids !== undefined && isForbidden) || LIFTED_AT.test(rest));
  return isNotice ? { until: date, words: line, isWholeLine: true } : null;
}

function isNotice({
  strength,
  opening,
  behind,
  time,
}: {
  readonly strength: Opening["strength"];
  readonly opening: string;
  readonly behind: string;
  readonly time: TimeInWords;
}): boolean {
  const isCapitals = opening === opening.toUpperCase();
  const words = wordsIn(time.rest);
  if (ORDINARY_END.test(behind)) return false;
  if (strength === "planned") return time.date !== null && (time.hasClock || isCapitals || words === 0);
  if (strength === "sure") return true;
  if (strength === "likely" && /embargoed|strict|under|this|transmission/i.test(opening))
    return isCapitals || time.hasClock || words <= MAX_WORDS_BEHIND;
  // A trade embargo ends on a day, never at a minute.
  if (time.isTime) return time.hasClock || words <= 1;
  return (
    (isCapitals && ENDS_WITH_EVENT.test(behind)) || (/^sperr/i.test(opening) && GERMAN_EVENT.test(behind))
  );
}

const ENDS_WITH_EVENT =
  /^\W*(?:AFTER|THE|DELIVERY|FURTHER|RELEASE|PUBLICATION|ANNOUNCEMENT|START|END|CLOSE|CHECK)\b/;

const GERMAN_EVENT =
  /^\W*(?:Rede)?(?:Beginn|beginn|Ende|ende|Veröffentlichung|Verkündung|Bekanntgabe)\b[^.!?]{0,40}$/;

/** Number of words in the rest of the sentence. */
function wordsIn(rest: string): number {
  if (/^\s*[.!?|(\])]/.test(rest)) return 0;
  return (rest.split(/[.!?\n|]/, 1)[0] ?? "").match(/\p{L}{2,}/gu)?.length ?? 0;
}

function withoutEnd(line: string): EmbargoNotice | null {
  const isMarked = MARK.test(line) && line !== line.toUpperCase();
  if (!isMarked && !WITHOUT_END.test(line)) return null;
  return { until: null, words: line, isWholeLine: !isMarked };
}

/** On runs of blanks the expressions would take quadratic time. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** The beginning of a text on one line, for reasons in messages. */
export function shortened(text: string): string {
  const line = oneLine(text).trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
