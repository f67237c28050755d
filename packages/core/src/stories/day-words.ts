/**
 * Days of the week from Monday on, in English, German, French, Spanish and Portuguese, as written within a
 * sentence.
 */
const WEEK: readonly (readonly string[])[] = [
  ["Monday", "Montag", "[Ll]undi", "lunes", "segunda-feira"],
  ["Tuesday", "Dienstag", "[Mm]ardi", "martes", "terça-feira"],
  ["Wednesday", "Mittwoch", "[Mm]ercredi", "miércoles", "quarta-feira"],
  ["Thursday", "Donnerstag", "[Jj]eudi", "jueves", "quinta-feira"],
  ["Friday", "Freitag", "[Vv]endredi", "viernes", "sexta-feira"],
  ["Saturday", "Samstag", "Sonnabend", "[Ss]amedi", "sábado"],
  // Not in capitals, because "Domingo" is a name.
  ["Sunday", "Sonntag", "[Dd]imanche", "domingo"],
];
export const DAYS_OF_WEEK = WEEK.length;

/** Matches a weekday in any of these languages, for a `RegExp` with the flag `u`. */
export const WEEKDAY = wholeWords(WEEK.flat().join("|"));
const OF_DAY = WEEK.map((names) => new RegExp(`^(?:${names.join("|")})$`, "u"));

/** @returns 0 for Monday to 6 for Sunday, -1 for anything else */
export function dayOfWeek(name: string): number {
  return OF_DAY.findIndex((names) => names.test(name));
}

/** `\b` knows only English letters. */
export function wholeWords(alternatives: string): string {
  return String.raw`(?<![\p{L}\d])(?:${alternatives})(?![\p{L}\d])`;
}

/**
 * Words that begin a part of a sentence about known facts. Longer forms come before those that they begin
 * with.
 */
export const LOOKING_BACK =
  "after|following|since|amid|despite|over the|who|whom|whose|which|that|where|" +
  // In German a comma precedes such a clause.
  "seit|wegen|trotz|nachdem|(?<=, )(?:der|die|das|dessen|deren|denen)|" +
  "après|depuis|malgré|qui|dont|où|suite à|" +
  "tras|después de|desde|pese a|que|quien|quienes|donde|" +
  "após|depois de|apesar de|quem|onde";

/** Words that begin a part of a sentence whose day is past or in the future. */
export const OF_ANOTHER_DAY =
  "after|following|since|who|whom|which|that|whose|where|had|will|would|ahead of|scheduled|" +
  "(?:is|are|was|were|due|set|expected|likely|wants?|hopes?|plans?) to|" +
  "seit|wird|werden|soll|sollte|hatte|hatten|nachdem|" +
  "après|depuis|qui|que|dont|où|avait|avaient|sera|seront|doit|" +
  "tras|después de|desde|quien|quienes|donde|había|habían|será|serán|" +
  "após|depois de|quem|onde|havia|tinha|tinham|serão|deve";

/** The same for words directly before the day. */
export const UP_TO_DAY =
  "until|till|before|by|from|next|last|bis|vor|ab|kommenden|nächsten|vergangenen|jusqu['’]à|avant|dès|d['’]ici|" +
  "hasta|antes|próximo|pasado|até|próxima|passada";

/** Words for "of" before a day: "la elección del domingo" is "Sunday's election". */
export const OF = "vom|du|de|del|do|da";

/**
 * Phrases that count back to an event that the same story may have reported. Weeks and months count back to
 * other events.
 */
export const COUNTS_BACK =
  "(?:hours?|days?|nights?) (?:after|earlier|before|ago)|yesterday|" +
  "(?:Stunden?|Tage?n?|Nächte?) (?:nach|zuvor|vorher)|gestern|" +
  "(?:heures?|jours?|nuits?) (?:après|plus tôt|auparavant)|lendemain|" +
  "(?:horas?|días?|noches?) (?:después|antes|atrás)|ayer|" +
  "(?:horas?|dias?|noites?) (?:após|depois|antes|atrás)|ontem";
