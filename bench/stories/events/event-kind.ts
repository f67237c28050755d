/** A kind of news that comes again and again in the same words, and some events of it. All names are made up. */
export interface EventKind {
  readonly name: string;
  /** Names of the facts, separated by bars; `{name}` stands for one in the sentences below. */
  readonly facts: string;
  /** The facts of each event in that order, separated by bars. */
  readonly events: readonly string[];
  readonly headlines: readonly string[];
  /** First sentences, each of which tells the event whole. */
  readonly leads: readonly string[];
  /** One list for each detail: the ways to say it. */
  readonly details: readonly (readonly string[])[];
  /** What is said of every event of the kind, whatever its facts. */
  readonly background: readonly string[];
  /** Headline and first sentences of what is reported on the next day, and in the next month; these are other events. */
  readonly nextDay: readonly [headline: string, text: string];
  readonly nextMonth: readonly [headline: string, text: string];
}
