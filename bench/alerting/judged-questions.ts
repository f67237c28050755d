import { EVENT_KINDS, type JudgedReport, NEXT_DAY, NEXT_MONTH } from "../stories/events/judged-events.ts";
import { type Facts, fill } from "../stories/events/report-writer.ts";
import { QUESTION_KINDS, type QuestionKind, SERIES_THAT_ANSWER, type Verdicts } from "./question-kinds.ts";

/** A question to save, with its judged answers. */
export interface JudgedQuestion {
  readonly text: string;
  /** Whether it is about one event, or a whole kind of events. */
  readonly about: "event" | "kind";
  /** Kind of the events that it is about, such as "earthquake". */
  readonly kind: string;
  /** Whether a report answers it; `null` if readers would disagree. */
  readonly isAnsweredBy: (report: JudgedReport) => boolean | null;
}

/** Number of events per kind that get a second question. */
const EVENTS_ASKED_TWICE = 2;

/** Position among the questions of a kind. */
type Position = 0 | 1 | 2;
const OF_KIND: Position = 2;

/**
 * Two hundred questions: one about each event, a second about some, and one about each kind. `QUESTION_KINDS` defines
 * their answers. Reports in other languages and from the year before are not judged.
 */
export function judgedQuestions(): readonly JudgedQuestion[] {
  return EVENT_KINDS.flatMap(({ name, events }) => {
    const kind = QUESTION_KINDS[name];
    if (kind === undefined) throw new Error(`Cannot judge alerts: there is no question for "${name}"`);
    const ofEvents = events.flatMap((_, event) => {
      const asked: readonly Position[] = event < EVENTS_ASKED_TWICE ? [0, 1] : [0];
      return asked.map((position) => questionAbout(`${name} ${event}`, kind, position));
    });
    return [questionAboutKind(name, kind), ...ofEvents];
  });
}

function questionAbout(event: string, kind: QuestionKind, position: Position): JudgedQuestion {
  return {
    text: fill(kind.questions[position], factsOf(event)),
    about: "event",
    kind: event.replace(/ \d+$/, ""),
    isAnsweredBy: (report) => {
      const isOfEvent = report.event === event || report.event.startsWith(`${event}, `);
      return isOfEvent && judge(report, kind, position);
    },
  };
}

function questionAboutKind(name: string, kind: QuestionKind): JudgedQuestion {
  return {
    text: kind.questions[OF_KIND],
    about: "kind",
    kind: name,
    isAnsweredBy: (report) => {
      if (SERIES_THAT_ANSWER[report.kind] === name) return true;
      if (report.kind === name) return judge(report, kind, OF_KIND);
      const isRelated = kind.related?.some((one) => one === report.kind || report.event.startsWith(one));
      return isRelated ? null : false;
    },
  };
}

/** Forms of reports that are not judged for any question. */
export const UNJUDGED: ReadonlySet<string> = new Set(["translation", "the year before"]);

function judge(report: JudgedReport, kind: QuestionKind, position: Position): boolean | null {
  if (UNJUDGED.has(report.form)) return null;
  const verdicts = new Map([
    [NEXT_DAY, kind.nextDay],
    [NEXT_MONTH, kind.nextMonth],
  ]).get(report.form);
  if (verdicts !== undefined) return judgeFollowUp(report, verdicts, position);
  const told = kind.tells?.[position] ?? null;
  return told === null || has(report, factsOf(report.event).get(told) ?? "") || null;
}

/** Judges a follow-up by its own news. A wrong one is not judged if it repeats the report of the event. */
function judgeFollowUp({ article }: JudgedReport, verdicts: Verdicts, position: Position): boolean | null {
  const verdict = verdicts[position];
  if (verdict === "-" && article.text.includes("Earlier: ")) return null;
  return verdict === "?" ? null : verdict === "+";
}

function has({ article }: JudgedReport, fact: string): boolean {
  return `${article.title}\n${article.text}`.toLowerCase().includes(fact.toLowerCase());
}

/** @param event such as "earthquake 2" */
function factsOf(event: string): Facts {
  const kind = EVENT_KINDS.find(({ name }) => event.startsWith(`${name} `));
  const facts = kind?.events[Number(event.slice(kind.name.length + 1))];
  if (kind === undefined || facts === undefined) {
    throw new Error(`Cannot judge alerts: there is no event "${event}"`);
  }
  const values = facts.split("|");
  return new Map(kind.facts.split("|").map((slot, index) => [slot, values[index] ?? ""]));
}
