import type { ArticleEntry, RemovedEntry, SourceEntry } from "@dateline-search/core/corpus/corpus-entry";

/**
 * Fixed cost of an article, in UTF-16 units of text, since its headline and short sentences are embedded too.
 */
const UNITS_PER_ARTICLE = 400;

/** What has been read of an object so far. */
export class ArticleObject {
  readonly articles: ArticleEntry[] = [];
  /** Articles withdrawn by their publisher. */
  readonly removed: RemovedEntry[] = [];
  /** Why a part of it is not in the index; then it is unknown which articles it no longer contains. */
  problem: string | null = null;
  /** When to read it again: the end of its first embargo. */
  embargoedUntil: string | null = null;
  /** Estimated time for embedding its articles. */
  cost = 0;

  add(entry: SourceEntry): void {
    if (entry.kind === "article") {
      this.articles.push(entry);
      this.cost += costOf(entry);
    }
    if (entry.kind === "removed") this.removed.push(entry);
    if (entry.kind === "problem") this.problem ??= `line ${entry.problem.line}: ${entry.problem.reason}`;
    if (entry.kind === "skipped" && entry.until !== undefined) this.#waitUntil(entry.until);
  }

  #waitUntil(until: string): void {
    const isEarlier = this.embargoedUntil === null || Date.parse(until) < Date.parse(this.embargoedUntil);
    if (isEarlier) this.embargoedUntil = until;
  }
}

/** Time depends on tokens: a word has one or two, and every symbol and ideograph is one. */
const DENSE = /[^\p{L}\p{N}\s]|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/gu;
const UNITS_PER_TOKEN = 4;

function costOf({ article: { text } }: ArticleEntry): number {
  const dense = text.match(DENSE)?.length ?? 0;
  return text.length + (UNITS_PER_TOKEN - 1) * dense + UNITS_PER_ARTICLE;
}
