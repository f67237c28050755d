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

/** A record or a file that could not become an article. */
export interface RecordProblem {
  /** Relative to the corpus root, with `/` between folders on every system. */
  readonly file: string;
  /** Line at which the reader can look for the fault, from 1. */
  readonly line: number;
  /** Part of a sentence, such as `title must be a text, got number 7`. */
  readonly reason: string;
}

/** One article of the corpus. */
export interface ArticleEntry {
  readonly kind: "article";
  readonly article: Article;
  readonly origin: Origin;
  /** Address of the page that has the whole article, when a feed gives only a summary of it. */
  readonly summaryOf?: string;
  /** The number that its source gives this version, as NewsML-G2 and ninjs do. */
  readonly version?: number;
  /** The id that its feed gives it, where that is not the article's own: what is taken back may be named by it. */
  readonly alias?: string;
}

/**
 * The publisher takes an article back: this version of it shall be in no index, nor any before, in whatever order they
 * come.
 */
export interface RemovedEntry {
  readonly kind: "removed";
  /** Id of the article. */
  readonly id: string;
  /** When it was taken back, a date or an instant, if that is stated: what is said to be later is not taken back. */
  readonly statedAt: string | null;
  /** The number that its source gives this version. */
  readonly version: number | null;
  /** Part of a sentence, such as `pubStatus is canceled`. */
  readonly reason: string;
  readonly origin: Origin;
}

/** Something is wrong and a human should look; whether reading stops is the caller's choice. */
export interface ProblemEntry {
  readonly kind: "problem";
  readonly problem: RecordProblem;
}

/** An article of the same id, title and text came before, and this one is not said to be later: not to be indexed again. */
export interface DuplicateEntry {
  readonly kind: "duplicate";
  readonly id: string;
  readonly origin: Origin;
  readonly firstOrigin: Origin;
}

/** A file or a record that is no article, such as a picture or an article under embargo: no error, but worth a line. */
export interface SkippedEntry {
  readonly kind: "skipped";
  readonly file: string;
  readonly reason: string;
  /** When it has to be read again: the end of an embargo, a date or an instant. */
  readonly until?: string;
}

/** Something was read otherwise than its source wrote it, or not at all, and an article lost nothing but that: no error. */
export interface NoteEntry {
  readonly kind: "note";
  readonly note: RecordProblem;
  /** Names of fields that no article has, when the note is about these. */
  readonly fields?: readonly string[];
}

/** What is at the other end of a link. */
export type LinkedSource = "page" | "feed" | "sitemap";

/** What a sitemap says of a page. */
export interface StatedOfPage {
  readonly title: string | null;
  readonly source: string | null;
  /** BCP 47 tag. */
  readonly language: string | null;
  /** `YYYY-MM-DD` or a UTC instant. */
  readonly publishedAt: string | null;
}

/** A source that names another: a sitemap its pages, a page its feeds. Only within reading: what it leads to is read in its place. */
export interface LinkEntry {
  readonly kind: "link";
  /** Absolute, of the web. */
  readonly address: string;
  readonly leadsTo: LinkedSource;
  /** When that changed, as the source writes it. */
  readonly changedAt: string | null;
  readonly stated: StatedOfPage | null;
  readonly origin: Origin;
}

/** What one source alone can yield. */
export type SourceEntry = ArticleEntry | ProblemEntry | RemovedEntry | SkippedEntry | NoteEntry | LinkEntry;

export type CorpusEntry = Exclude<SourceEntry, LinkEntry> | DuplicateEntry;
