import type { LinkEntry } from "./corpus-entry.ts";
import type { ArticleDraft } from "./finish-article.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { WithheldRecord } from "./withholding.ts";

/** A record of a source before its fields are validated: an article, or the reason why there is none. */
export type SourceRecord = DraftRecord | RemovedRecord | PassedOverRecord | BrokenRecord | LinkRecord;

/** Fields of an article. */
export interface DraftRecord {
  readonly kind: "draft";
  /** Line on which the record begins, from 1. */
  readonly line: number;
  readonly draft: ArticleDraft;
  /** Address of the page with the whole article, if the text is only a summary. */
  readonly summaryOf: string | null;
  /** Version number stated by the source. */
  readonly version?: number | null;
  /** The article's id in its feed, if it differs from its own. */
  readonly alias?: string | null;
}

/** A publisher's withdrawal of an article. */
export interface RemovedRecord {
  readonly kind: "removed";
  readonly line: number;
  readonly id: string;
  /** When it was withdrawn, a date or an instant. */
  readonly statedAt: string | null;
  readonly version: number | null;
  /** Part of a sentence, such as `pubStatus is canceled`. */
  readonly reason: string;
}

/** Neither an article nor an error: an image, a package, an article under embargo. */
export interface PassedOverRecord {
  readonly kind: "passed-over";
  readonly line: number;
  readonly reason: string;
  /** When it becomes an article: the end of its embargo. */
  readonly until?: string;
}

/** Names another source that contains the articles. */
export interface LinkRecord extends Omit<LinkEntry, "origin"> {
  readonly line: number;
}

/** A record that should be an article but is invalid. */
export interface BrokenRecord {
  readonly kind: "broken";
  readonly line: number;
  readonly reason: string;
}

/** Reads one record of many, so that an error in it does not lose the others. */
export function guardRecord(line: number, read: () => SourceRecord): SourceRecord {
  try {
    return read();
  } catch (error) {
    if (error instanceof WithheldRecord) return { ...error.withheld, line };
    if (error instanceof InvalidRecord) return { kind: "broken", line, reason: error.reason };
    throw error;
  }
}
