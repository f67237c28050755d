/** A kind of news that recurs in the same words, with some events. All names are fictional. */
export interface EventKind {
  readonly name: string;
  /** Names of the facts, separated by bars; `{name}` is replaced in the sentences below. */
  readonly facts: string;
  /** The facts of each event in that order, separated by bars. */
  readonly events: readonly string[];
  readonly headlines: readonly string[];
  /** First sentences, each of which reports the whole event. */
  readonly leads: readonly string[];
  /** One list of phrasings per detail. */
  readonly details: readonly (readonly string[])[];
  /** Statements about every event of the kind, whatever its facts. */
  readonly background: readonly string[];
  /**
   * Headline and first sentences of the reports of the next day and the next month, which are other events.
   */
  readonly nextDay: readonly [headline: string, text: string];
  readonly nextMonth: readonly [headline: string, text: string];
}
