/**
 * Verdicts on an article, one character for each question of a kind: `+` if it answers, `-` if it does not, `?` if readers
 * would disagree, so that it is not judged.
 */
export type Verdicts = `${Verdict}${Verdict}${Verdict}`;
type Verdict = "+" | "-" | "?";

/** The questions about a kind of event, and their answers. */
export interface QuestionKind {
  /** Two questions about one event, and one about the whole kind. */
  readonly questions: readonly [string, string, string];
  /** The fact that a report must contain to answer each question; `null` if any report of the event answers. */
  readonly tells?: readonly [string | null, string | null, string | null];
  /** Verdicts on the follow-up of the next day. */
  readonly nextDay: Verdicts;
  /** Verdicts on the follow-up of the next month. */
  readonly nextMonth: Verdicts;
  /**
   * Other news that some readers would accept as answers about the whole kind: kinds, or events by kind and number.
   * It is not judged.
   */
  readonly related?: readonly string[];
}

/**
 * The verdicts were given by reading. An article answers if a reader who saved the question, and reads only this
 * article, would want an alert about it. It must report the event itself or its consequences, and contain what the
 * question asks for: a match report that omits the scorer does not answer how he played. News that is merely about the
 * same people does not answer.
 */
export const QUESTION_KINDS: Readonly<Record<string, QuestionKind>> = {
  "quarterly results": {
    questions: ["{company} quarterly profit", "how is {company} doing", "quarterly results of companies"],
    nextDay: "?+-",
    nextMonth: "??-",
  },
  "interest rates": {
    questions: [
      "{bank} interest rate decision",
      "will rates change in {country}",
      "central banks decide on interest rates",
    ],
    nextDay: "++?",
    nextMonth: "+++",
  },
  "commodity price": {
    questions: ["price of {goods}", "why do {goods} prices move", "commodity prices"],
    tells: [null, "cause", null],
    nextDay: "+++",
    nextMonth: "?+?",
  },
  takeover: {
    questions: ["{buyer} takeover of {target}", "who is buying {target}", "takeovers of companies"],
    nextDay: "++?",
    nextMonth: "+++",
  },
  "product launch": {
    questions: ["{maker} {product}", "what is new from {maker}", "launches of new products"],
    nextDay: "+?-",
    nextMonth: "++-",
  },
  earthquake: {
    questions: ["earthquake in {country}", "quake damage in {town}", "earthquakes"],
    tells: [null, "town", null],
    nextDay: "++?",
    nextMonth: "+??",
  },
  "road accident": {
    questions: ["crash on {road} near {town}", "accident in {region}", "road accidents"],
    nextDay: "++?",
    nextMonth: "+?-",
  },
  "factory fire": {
    questions: ["fire at {plant}", "factory blaze in {town}", "factory fires"],
    nextDay: "++?",
    nextMonth: "++?",
  },
  "ferry accident": {
    questions: ["ferry {ship}", "passengers rescued from {ship}", "ferry accidents"],
    tells: [null, "ship", null],
    nextDay: "+-?",
    nextMonth: "+?+",
  },
  outbreak: {
    questions: ["{disease} outbreak in {place}", "{disease} cases in {place}", "outbreaks of disease"],
    nextDay: "++?",
    nextMonth: "+++",
    related: ["product recall 2"],
  },
  "football match": {
    questions: ["{home} against {away}", "how did {scorer} play", "football results"],
    tells: [null, "scorer", "score"],
    nextDay: "?--",
    nextMonth: "---",
  },
  weather: {
    questions: ["weather in {city}", "{region} weather warning", "severe weather"],
    nextDay: "?-?",
    nextMonth: "---",
  },
  obituary: {
    questions: ["death of {name}", "{name} obituary", "obituaries"],
    nextDay: "??-",
    nextMonth: "?--",
  },
  "court sentence": {
    questions: ["{name} sentenced", "trial of {name}", "court sentences"],
    nextDay: "??-",
    nextMonth: "++?",
  },
  appointment: {
    questions: ["{name} appointed {post}", "who leads {body}", "appointments to high office"],
    nextDay: "?+-",
    nextMonth: "?+-",
    related: ["election", "quarterly results"],
  },
  shooting: {
    questions: ["shooting in {town}", "suspect in the shooting at {place}", "shootings"],
    tells: [null, "suspect", null],
    nextDay: "++?",
    nextMonth: "+-?",
  },
  election: {
    questions: ["{winner} election", "election in {place}", "election results"],
    nextDay: "??-",
    nextMonth: "??-",
  },
  strike: {
    questions: ["strike of {workers} at {firm}", "{firm} walkout", "strikes by workers"],
    nextDay: "+++",
    nextMonth: "++?",
    related: ["commodity price 2"],
  },
  "product recall": {
    questions: ["{maker} recalls {product}", "is the {maker} {product} safe", "product recalls"],
    nextDay: "+??",
    nextMonth: "?--",
    related: ["outbreak 4"],
  },
  award: {
    questions: ["{winner} {prize}", "who won the {prize}", "awards and prizes"],
    tells: [null, "prize", null],
    nextDay: "?-?",
    nextMonth: "??-",
    related: ["one lottery, draw by draw"],
  },
  "data breach": {
    questions: ["{firm} data breach", "hackers stole data from {firm}", "data breaches"],
    nextDay: "+++",
    nextMonth: "+??",
  },
  "player transfer": {
    questions: ["{player} joins {club}", "{player} transfer fee", "football transfers"],
    tells: [null, "fee", null],
    nextDay: "?--",
    nextMonth: "---",
  },
};

/** Series of regular reports that all answer the question about a whole kind, by the name of that kind. */
export const SERIES_THAT_ANSWER: Readonly<Record<string, string>> = {
  "one central bank, meeting by meeting": "interest rates",
  "one seismograph, report by report": "earthquake",
};
