import { contentHash } from "./article-id.ts";
import type { ArticleEntry, DuplicateEntry, Origin, ProblemEntry } from "./corpus-entry.ts";

/** What is remembered of an article: two ids' worth of bytes, however long its text. */
interface Seen {
  readonly hash: string;
  readonly origin: Origin;
}

/** Tells articles that repeat an earlier one from those that claim its id. */
export class RepetitionFilter {
  readonly #seen = new Map<string, Seen>();

  /** Same id, title and text: a duplicate. Same id and anything else: two articles that claim to be one. */
  check(entry: ArticleEntry): ArticleEntry | DuplicateEntry | ProblemEntry {
    const { article, origin } = entry;
    const hash = contentHash(article.title, article.text);
    const first = this.#seen.get(article.id);
    if (first === undefined) {
      this.#seen.set(article.id, { hash, origin });
      return entry;
    }
    if (first.hash === hash) return { kind: "duplicate", id: article.id, origin, firstOrigin: first.origin };
    const { file, line } = first.origin;
    const reason = `id ${JSON.stringify(article.id)} belongs to another article already, ${file}:${line}`;
    return { kind: "problem", problem: { file: origin.file, line: origin.line, reason } };
  }
}
