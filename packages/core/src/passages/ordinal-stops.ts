const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Months, before which no sentence ends: "am 3. Oktober". */
const MONTHS = words(
  "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember",
);
/** Common words of German, which writes ordinals with a full stop, and of English, which does not. */
const GERMAN =
  /(?<![\p{L}\p{M}])(?:der|die|das|und|ist|nicht|mit|von|den|dem|des|ein|eine|einen|im|am|zum|zur|sich|auf|für|wird)(?![\p{L}\p{M}])/giu;
const ENGLISH = /(?<![\p{L}\p{M}])(?:the|and|of|to|is|was|that|with|for|on|at|by)(?![\p{L}\p{M}])/giu;
/** Open a sentence and rarely follow an ordinal. */
const OPENERS = words(
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

export function opensGermanSentence(word: string): boolean {
  return OPENERS.has(word);
}

/**
 * Whether a full stop after a number makes it an ordinal: "der 2. Bundesliga", "im 19. Jahrhundert".
 *
 * @param before the text before the stop
 * @param next the word after it
 */
export function isOrdinalStop(before: string, next: string, isGerman: boolean): boolean {
  if (!ORDINAL.test(before)) return false;
  return MONTHS.has(next) || (isGerman && /^\p{Lu}/u.test(next) && !OPENERS.has(next));
}
