import { DatelineError } from "../errors.ts";

/** A `DatelineError` with the code `invalid-article`, the bare reason and the line within the record. */
export class InvalidRecord extends DatelineError {
  /** Part of a sentence, without the message's "Cannot read article:". */
  readonly reason: string;
  /** Line of the record with the error, from 1. A single-line record has only line 1. */
  readonly line: number;

  constructor(reason: string, options: ErrorOptions & { readonly line?: number } = {}) {
    super("invalid-article", `Cannot read article: ${reason}`, options);
    this.reason = reason;
    this.line = options.line ?? 1;
  }
}
