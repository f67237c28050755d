import type { ArticleEntry, RemovedEntry, SourceEntry } from "@dateline-search/core/corpus/corpus-entry";

/** What an article costs beside its text, in UTF-16 units of text: its headline and short sentences are texts, too. */
const UNITS_PER_ARTICLE = 400;

/** What was read of one object so far. */
export class ArticleObject {
  readonly articles: ArticleEntry[] = [];
  /** Articles that their publisher takes back. */
  readonly removed: RemovedEntry[] = [];
  /** Why some of it is not in the index; it then is not known what it should no longer hold. */
  problem: string | null = null;
  /** When it has to be read again: the end of the first embargo in it. */
  embargoedUntil: string | null = null;
  /** A measure of the time that embedding its articles takes. */
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

/** The time goes by tokens: a word of letters has one or two, and every sign and ideograph is one. */
const DENSE = /[^\p{L}\p{N}\s]|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/gu;
const UNITS_PER_TOKEN = 4;

function costOf({ article: { text } }: ArticleEntry): number {
  const dense = text.match(DENSE)?.length ?? 0;
  return text.length + (UNITS_PER_TOKEN - 1) * dense + UNITS_PER_ARTICLE;
}
