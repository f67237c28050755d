import { DatelineError } from "../errors.ts";

/** A `DatelineError` of code `invalid-article` that knows its bare reason and the line within the record. */
export class InvalidRecord extends DatelineError {
  /** Part of a sentence, without the "Cannot read article:" of the message. */
  readonly reason: string;
  /** Line of the record at fault, from 1 (a record of one line has only line 1). */
  readonly line: number;

  constructor(reason: string, options: ErrorOptions & { readonly line?: number } = {}) {
    super("invalid-article", `Cannot read article: ${reason}`, options);
    this.reason = reason;
    this.line = options.line ?? 1;
  }
}
