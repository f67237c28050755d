import type { LinkEntry } from "./corpus-entry.ts";
import type { ArticleDraft } from "./finish-article.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { WithheldRecord } from "./withholding.ts";

/** One record of a source, before its fields are checked: an article, or why there is none. */
export type SourceRecord = DraftRecord | RemovedRecord | PassedOverRecord | BrokenRecord | LinkRecord;

/** Fields of an article. */
export interface DraftRecord {
  readonly kind: "draft";
  /** Line on which the record begins, from 1. */
  readonly line: number;
  readonly draft: ArticleDraft;
  /** Address of the page that has the whole article, when the text is only a summary of it. */
  readonly summaryOf: string | null;
  /** The number that the source gives this version. */
  readonly version?: number | null;
  /** The id that its feed gives the article, where that is not the article's own. */
  readonly alias?: string | null;
}

/** The publisher takes an article back. */
export interface RemovedRecord {
  readonly kind: "removed";
  readonly line: number;
  readonly id: string;
  /** When it was taken back, a date or an instant. */
  readonly statedAt: string | null;
  readonly version: number | null;
  /** Part of a sentence, such as `pubStatus is canceled`. */
  readonly reason: string;
}

/** No article, and nothing wrong: a picture, a package, an article under embargo. */
export interface PassedOverRecord {
  readonly kind: "passed-over";
  readonly line: number;
  readonly reason: string;
  /** When it becomes an article: the end of its embargo. */
  readonly until?: string;
}

/** It names another source, which has the articles. */
export interface LinkRecord extends Omit<LinkEntry, "origin"> {
  readonly line: number;
}

/** What should have been an article and cannot be one. */
export interface BrokenRecord {
  readonly kind: "broken";
  readonly line: number;
  readonly reason: string;
}

/** Reads one record of many: what is wrong with it is no reason to lose the others. */
export function guardRecord(line: number, read: () => SourceRecord): SourceRecord {
  try {
    return read();
  } catch (error) {
    if (error instanceof WithheldRecord) return { ...error.withheld, line };
    if (error instanceof InvalidRecord) return { kind: "broken", line, reason: error.reason };
    throw error;
  }
}
