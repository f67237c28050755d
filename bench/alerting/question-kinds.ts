/**
 * Verdicts on an article, one letter for each question of a kind: `+` it answers, `-` it does not, `?` readers would
 * disagree, so it is not judged.
 */
export type Verdicts = `${Verdict}${Verdict}${Verdict}`;
type Verdict = "+" | "-" | "?";

/** What is asked about a kind of events, and what answers. */
export interface QuestionKind {
  /** Two questions about one event, and one about the whole kind. */
  readonly questions: readonly [string, string, string];
  /** What a report of the event has to tell to answer a question, where it is more than that it happened. */
  readonly tells?: readonly [string | null, string | null, string | null];
  /** Does the follow-up of the next day answer? */
  readonly nextDay: Verdicts;
  readonly nextMonth: Verdicts;
  /**
   * Other news which readers may take for an answer about the whole kind, by kind or by kind and number of the
   * event.
   */
  readonly related?: readonly string[];
}

/**
 * The verdicts were given by reading. The rule: an article answers when somebody who saved the question, and reads
 * only this article, would say that this is what they wanted to be told of. It has to tell of the event itself or
 * of what follows from it, and of the thing that the question asks: a match report without the scorer does not say
 * how he played. What is merely about the same people is no answer.
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

/** Series of regular reports of which every one answers the question about a whole kind. */
export const SERIES_THAT_ANSWER: Readonly<Record<string, string>> = {
  "one central bank, meeting by meeting": "interest rates",
  "one seismograph, report by report": "earthquake",
};
