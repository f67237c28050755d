import { EVENT_KINDS, type JudgedReport } from "../stories/events/judged-events.ts";
import { fill } from "../stories/events/report-writer.ts";

/** A question to save, and which reports answer it. */
export interface JudgedQuestion {
  readonly text: string;
  /** Whether a report answers it; `null` where readers would disagree. */
  readonly isAnsweredBy: (report: JudgedReport) => boolean | null;
}

/** For each kind of event two questions about one event, and one about the whole kind. */
const QUESTIONS: Readonly<Record<string, readonly [string, string, string]>> = {
  "quarterly results": [
    "{company} quarterly profit",
    "how is {company} doing",
    "quarterly results of companies",
  ],
  "interest rates": [
    "{bank} interest rate decision",
    "will rates change in {country}",
    "central banks decide on interest rates",
  ],
  "commodity price": ["price of {goods}", "why do {goods} prices move", "commodity prices"],
  takeover: ["{buyer} takeover of {target}", "who is buying {target}", "takeovers of companies"],
  "product launch": ["{maker} {product}", "what is new from {maker}", "launches of new products"],
  earthquake: ["earthquake in {country}", "quake damage in {town}", "earthquakes"],
  "road accident": ["crash on {road} near {town}", "accident in {region}", "road accidents"],
  "factory fire": ["fire at {plant}", "factory blaze in {town}", "factory fires"],
  "ferry accident": ["ferry {ship}", "passengers rescued from {ship}", "ferry accidents"],
  outbreak: ["{disease} outbreak in {place}", "{disease} cases in {place}", "outbreaks of disease"],
  "football match": ["{home} against {away}", "how did {scorer} play", "football results"],
  weather: ["weather in {city}", "{region} weather warning", "severe weather"],
  obituary: ["death of {name}", "{name} obituary", "obituaries"],
  "court sentence": ["{name} sentenced", "trial of {name}", "court sentences"],
  appointment: ["{name} appointed {post}", "who leads {body}", "appointments to high office"],
  shooting: ["shooting in {town}", "suspect in the shooting at {place}", "shootings"],
  election: ["{winner} election", "election in {place}", "election results"],
  strike: ["strike of {workers} at {firm}", "{firm} walkout", "strikes by workers"],
  "product recall": ["{maker} recalls {product}", "is the {maker} {product} safe", "product recalls"],
  award: ["{winner} {prize}", "who won the {prize}", "awards and prizes"],
  "data breach": ["{firm} data breach", "hackers stole data from {firm}", "data breaches"],
  "player transfer": ["{player} joins {club}", "{player} transfer fee", "football transfers"],
};
/** Number of events per kind that get a second question. */
const EVENTS_ASKED_TWICE = 2;
const QUESTIONS_IN_ALL = 200;

/**
 * Two hundred questions: one about each event, a second about some, and one about each kind. Reports and
 * follow-ups of the event answer; reports of another event do not. Reports in other languages, of the year
 * before, and of similar series are not judged.
 */
export function judgedQuestions(): readonly JudgedQuestion[] {
  const questions = EVENT_KINDS.flatMap((kind) => {
    const [first, second, ofKind] = QUESTIONS[kind.name] ?? [];
    if (first === undefined || second === undefined || ofKind === undefined) {
      throw new Error(`Cannot judge alerts: there is no question for the kind "${kind.name}"`);
    }
    const ofEvents = kind.events.flatMap((facts, event) => {
      const known = new Map(
        kind.facts.split("|").map((slot, index) => [slot, facts.split("|")[index] ?? ""]),
      );
      const isAnsweredBy = answeredBy(`${kind.name} ${event}`);
      const asked = event < EVENTS_ASKED_TWICE ? [first, second] : [first];
      return asked.map((text) => ({ text: fill(text, known), isAnsweredBy }));
    });
    return [{ text: ofKind, isAnsweredBy: ofSameKind(kind.name) }, ...ofEvents];
  });
  return questions.slice(0, QUESTIONS_IN_ALL);
}

const UNJUDGED = new Set(["translation", "the year before"]);

function answeredBy(event: string): JudgedQuestion["isAnsweredBy"] {
  return (report) => {
    const isOfEvent = report.event === event || report.event.startsWith(`${event}, `);
    return isOfEvent && UNJUDGED.has(report.form) ? null : isOfEvent;
  };
}

function ofSameKind(kind: string): JudgedQuestion["isAnsweredBy"] {
  return (report) => {
    if (report.form === "series" || (report.kind === kind && UNJUDGED.has(report.form))) return null;
    return report.kind === kind;
  };
}
