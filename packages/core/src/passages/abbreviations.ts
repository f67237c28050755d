/**
 * Decides what a full stop after an abbreviation means in news. The English lists follow Associated Press
 * style and British and Indian papers. The lists for other languages contain no word of another language, so
 * the language need not be known.
 *
 * @module
 */

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Always belong to the next word, so the stop never ends a sentence. */
const NEVER_FINAL = words(
  `Mr Mrs Ms Mx Messrs Mme Mlle Dr Prof Rev Fr Hon Gov Govs Sen Sens Rep Reps Gen Lt Col Maj Capt Cmdr Cdr Adm Brig
  Sgt Cpl Pvt Pfc Supt Insp Det Pres Amb Atty Mgr Msgr Mt Ft vs Vs v cf viz approx est esp ca sq deg
  Smt Shri Sri Kum Dy Jt Addl Asst Adv Retd Messrs M/s Hon'ble`,
);
/**
 * The same in other languages. Matched in this case only, since many of them in capitals are English words.
 */
const NEVER_FINAL_ELSEWHERE = words(
  `bzw ggf evtl vgl inkl exkl sog zzgl Hrsg Dipl Ing Nr Abs Bd Tel Frl
  Mlles Mmes MM
  Sra Srta Srs Dra Dña Profa Excmo EE pág núm
  Sig Sigg Dott Avv pag
  dhr mevr mw bijv nl resp
  tzw ul prof inż
  им ул проф акад св гр`,
);
const SOMETIMES_FINAL_ELSEWHERE = words("usw usf Mio Mrd Tsd Std Str ecc enz itp itd тыс руб");
/** Abbreviations only before a number. Elsewhere they are words or fragments. */
const BEFORE_NUMBER = words(
  "No Nos no nos p pp vol Vol Art art Arts Sec sec Fig fig Ch ch Ex ext Ext par para Rs",
);
/** May end a sentence, depending on what follows. */
const SOMETIMES_FINAL = words(
  `Inc Corp Ltd Co Cos Cie Bros Jr Sr Esq etc al Ave Blvd Rd St Sts Dept Univ Assn Intl Bhd Pty plc Ph.D
  Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
  Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn
  Tenn Tex Va Vt Wash Wis Wyo Ont Que Alta`,
);
/** Abbreviations that spell a word. In an all-capitals text they count as that word. */
const ALSO_WORDS = words(
  "MAY NO CO ILL IND MASS MISS WASH ORE LA MO PA MAR ART FIG SEC CH EX PAR PARA DEL ARK CONN COS EST",
);

/** Open a sentence and rarely follow an abbreviation within one, even in an all-capitals text. */
const STRONG_OPENERS = words(
  `The He She It They We This These Those There His Her Its Their Our My Some Many Most Meanwhile However Thus
  Nevertheless Moreover`,
);
const OPENERS = words(
  `A An I You Your That In On At But And As For From With By To If When While Where What Who Why How After Before
  Since Until Although Though Despite Also Not No Nor Or So Yet Still Now Then All Both Each Another Other Others
  Under Over Among During Between Such Even Only Once Because Earlier Later Today Yesterday Tomorrow Here According
  Asked Instead Indeed Perhaps More Last Next One Two Three Several Few Any Every Nobody Nothing Everyone`,
);
/** Follow a clock time within a sentence: "5 p.m. Wednesday", "11 a.m. GMT". */
const AFTER_CLOCK_TIME = words(
  `Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thurs Fri Sat Sun January February
  March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov
  Dec Eastern Central Mountain Pacific Greenwich GMT UTC BST EST EDT CST CDT MST MDT PST PDT ET CT MT PT CET CEST KST
  JST IST`,
);

/** Letters each followed by a stop: "U.S.", "a.m.", "J.K.". */
const DOTTED_LETTERS = /^(?:\p{L}\p{M}*\.){2,}$/u;
const INITIAL = /^\p{Lu}\p{M}*\.$/u;
/** "25 deg. C": the letter is not an initial. */
const DEGREES = /(?:deg\.|°)\s?[CF]$/u;
const OPENING_MARKS = /^["“„«‘'([{]+\s*/u;

/** A full stop and its surroundings. */
interface FullStop {
  /** The text before the stop: at least the last word. */
  readonly before: string;
  /** The text after the stop and its white space: at least two words. */
  readonly after: string;
  /** Whether the text is all capitals, so that a capital letter means nothing. */
  readonly capitalsOnly: boolean;
  /** Whether the text is German, where a stop after a number may mark an ordinal. */
  readonly isGerman?: boolean;
}

/** Whether a full stop marks an abbreviation, an initial or an ordinal rather than the end of a sentence. */
export function isAbbreviationStop({ before, after, capitalsOnly, isGerman = false }: FullStop): boolean {
  const word = /[\p{L}\p{M}\p{N}.&/'’]+(?=\s*$)/u.exec(before)?.[0].replace("’", "'") ?? "";
  const opensQuote = OPENING_MARKS.test(after);
  const next = /^[\p{L}\p{M}\p{N}]+/u.exec(after.replace(OPENING_MARKS, ""))?.[0] ?? "";
  const isListed = (list: ReadonlySet<string>) => holdsAbbreviation(list, word, capitalsOnly);

  if (DEGREES.test(before)) return false;
  if (
    isFirstOfPair(before, after) ||
    (isGerman && isSecondOfPair(before, next)) ||
    isOrdinalStop(before, next, isGerman)
  )
    return true;
  if (/^\p{N}/u.test(next) && isListed(BEFORE_NUMBER)) return true;
  if (isDottedDate(before, after)) return true;
  if (isListed(NEVER_FINAL) || NEVER_FINAL_ELSEWHERE.has(word)) return true;
  if (/^[ap]\.m$/iu.test(word)) return followsClockTime(next);
  const mayContinue =
    DOTTED_LETTERS.test(`${word}.`) ||
    INITIAL.test(`${word}.`) ||
    isListed(SOMETIMES_FINAL) ||
    SOMETIMES_FINAL_ELSEWHERE.has(word);
  return mayContinue && !opensQuote && !opensSentence(next, capitalsOnly);
}

/** "z. B.", "d. h.", "т. д.", "p. ex.": a lower-case letter followed by another abbreviation. */
function isFirstOfPair(before: string, after: string): boolean {
  return /(?<![\p{L}\p{M}\p{N}.])\p{Ll}$/u.test(before) && /^\p{L}{1,2}\./u.test(after);
}

/** "d. h. Preußen", "u. a. Kassel": German names and nouns are capitalised too. */
function isSecondOfPair(before: string, next: string): boolean {
  return /(?<![\p{L}\p{M}\p{N}])\p{L}\.\s?\p{Ll}$/u.test(before) && !opensGermanSentence(next);
}

function holdsAbbreviation(list: ReadonlySet<string>, word: string, capitalsOnly: boolean): boolean {
  if (list.has(word)) return true;
  if (!capitalsOnly || ALSO_WORDS.has(word)) return false;
  return list.has(properCase(word)) || list.has(word.toLowerCase());
}

function followsClockTime(word: string): boolean {
  return AFTER_CLOCK_TIME.has(word) || AFTER_CLOCK_TIME.has(properCase(word)) || /^\p{N}/u.test(word);
}

/** Korean and Central European dates: "2025. 12. 10." */
function isDottedDate(before: string, after: string): boolean {
  if (!/(?:^|[^\p{L}\p{N}.,])\p{N}{1,4}$/u.test(before)) return false;
  return /^\p{N}{1,2}\./u.test(after) || /\p{N}{4}\.\s?\p{N}{1,2}\.\s?\p{N}{1,2}$/u.test(before);
}

function opensSentence(word: string, capitalsOnly: boolean): boolean {
  const proper = properCase(word);
  return STRONG_OPENERS.has(proper) || (!capitalsOnly && OPENERS.has(word));
}

function properCase(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}

/** A sentence never ends before a month: "am 3. Oktober". */
const MONTHS = words(
  "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember",
);
/** Common words of German, which writes ordinals with a full stop, and of English, which does not. */
const GERMAN =
  /(?<![\p{L}\p{M}])(?:der|die|das|und|ist|nicht|mit|von|den|dem|des|ein|eine|einen|im|am|zum|zur|sich|auf|für|wird)(?![\p{L}\p{M}])/giu;
const ENGLISH = /(?<![\p{L}\p{M}])(?:the|and|of|to|is|was|that|with|for|on|at|by)(?![\p{L}\p{M}])/giu;
/** Open a sentence and rarely follow an ordinal. */
const GERMAN_OPENERS = words(
  `Der Die Das Den Dem Des Ein Eine Einen Einem Einer Er Sie Es Wir Ich Ihr Sein Seine Ihre In Im Am An Auf Aus Bei Beim Bis Mit Nach Von Vor Zu Zum Zur
  Für Um Und Oder Aber Doch Denn Dann Danach Dort Da Damit Dabei Dazu Dagegen Auch Noch Nur So Wie Wenn Weil Als Ob Was Wer Wo Zudem Nun Jetzt Heute Gestern
  Morgen Später Zuvor Insgesamt Allerdings Diese Dieser Dieses Diesen Alle Viele Einige Mehr Seit Während Trotz Laut`,
);
const ORDINAL = /(?:^|[\s(„"«])\p{N}{1,3}$/u;

/** Whether a text is German, where "3." may mean "third". */
export function writesDottedOrdinals(text: string): boolean {
  const german = text.match(GERMAN)?.length ?? 0;
  return german > 0 && german > (text.match(ENGLISH)?.length ?? 0);
}

function opensGermanSentence(word: string): boolean {
  return GERMAN_OPENERS.has(word);
}

/**
 * Whether a full stop after a number makes it an ordinal: "der 2. Bundesliga", "im 19. Jahrhundert".
 *
 * @param before the text before the stop
 * @param next the word after it
 */
function isOrdinalStop(before: string, next: string, isGerman: boolean): boolean {
  if (!ORDINAL.test(before)) return false;
  return MONTHS.has(next) || (isGerman && /^\p{Lu}/u.test(next) && !GERMAN_OPENERS.has(next));
}
