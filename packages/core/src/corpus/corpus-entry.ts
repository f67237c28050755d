import type { Article } from "../types.ts";

/** Where in the corpus something was read. */
export interface Origin {
  /** Relative to the corpus root, with `/` between folders on every system. */
  readonly file: string;
  /** Line of the file on which the record begins, from 1. */
  readonly line: number;
  /** WHATWG name of the file's character encoding, such as `utf-8` or `windows-1252`. */
  readonly encoding: string;
}

/** A record or file that could not become an article. */
export interface RecordProblem {
  /** Relative to the corpus root, with `/` between folders on every system. */
  readonly file: string;
  /** Line on which a person can find the error, from 1. */
  readonly line: number;
  /** Part of a sentence, such as `title must be a text, got number 7`. */
  readonly reason: string;
}

/** One article of the corpus. */
export interface ArticleEntry {
  readonly kind: "article";
  readonly article: Article;
  readonly origin: Origin;
  /** Address of the page with the whole article, if a feed contains only a summary. */
  readonly summaryOf?: string;
  /** Version number stated by the source, as in NewsML-G2 and ninjs. */
  readonly version?: number;
  /** The id in the feed, if it differs from the article's id. Withdrawals may use it. */
  readonly alias?: string;
  /** True if its latest time names only a month and stands for any moment of it. */
  readonly isMonth?: boolean;
}

/**
 * A publisher's withdrawal. No index may contain this version of the article or an earlier one, in whatever
 * order they arrive.
 */
export interface RemovedEntry {
  readonly kind: "removed";
  /** Id of the article. */
  readonly id: string;
  /**
   * When it was withdrawn, a date or an instant, if stated. Versions with a later stated time are not
   * withdrawn.
   */
  readonly statedAt: string | null;
  /** Version number stated by the source. */
  readonly version: number | null;
  /** Part of a sentence, such as `pubStatus is canceled`. */
  readonly reason: string;
  readonly origin: Origin;
}

/** An error that a person should check. The caller decides whether to stop reading. */
export interface ProblemEntry {
  readonly kind: "problem";
  readonly problem: RecordProblem;
}

/**
 * An article that repeats an earlier one with the same id, title and text, without a later date. Not indexed
 * again.
 */
export interface DuplicateEntry {
  readonly kind: "duplicate";
  readonly id: string;
  readonly origin: Origin;
  readonly firstOrigin: Origin;
}

/**
 * A file or record without an article, such as an image or an article under embargo. Reported, but not an
 * error.
 */
export interface SkippedEntry {
  readonly kind: "skipped";
  readonly file: string;
  readonly reason: string;
  /** When to read it again: the end of an embargo, a date or an instant. */
  readonly until?: string;
}

/**
 * Something was ignored or read differently from what its source says, without losing the article. Not an
 * error.
 */
export interface NoteEntry {
  readonly kind: "note";
  readonly note: RecordProblem;
  /** Unknown field names, if the note is about these. */
  readonly fields?: readonly string[];
}

/** What a link leads to. */
export type LinkedSource = "page" | "feed" | "sitemap";

/** Metadata of a page in a sitemap. */
export interface StatedOfPage {
  readonly title: string | null;
  readonly source: string | null;
  /** BCP 47 tag. */
  readonly language: string | null;
  /** `YYYY-MM-DD` or a UTC instant. */
  readonly publishedAt: string | null;
}

/**
 * A source that names another: a sitemap names its pages, a page its feeds. Used only while reading, which
 * replaces it with the target's content.
 */
export interface LinkEntry {
  readonly kind: "link";
  /** An absolute web address. */
  readonly address: string;
  readonly leadsTo: LinkedSource;
  /** Last change of the target, as the source writes it. */
  readonly changedAt: string | null;
  readonly stated: StatedOfPage | null;
  readonly origin: Origin;
}

/** What a single source can yield. */
export type SourceEntry = ArticleEntry | ProblemEntry | RemovedEntry | SkippedEntry | NoteEntry | LinkEntry;

export type CorpusEntry = Exclude<SourceEntry, LinkEntry> | DuplicateEntry;
