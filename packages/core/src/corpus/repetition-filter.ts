import { contentHash } from "./article-id.ts";
import type { ArticleEntry, DuplicateEntry, Origin } from "./corpus-entry.ts";

/** What is remembered of an article: two ids' worth of bytes, however long its text. */
interface Seen {
  readonly hash: string;
  /** When it was written, as far as it says. */
  readonly time: string | null;
  readonly origin: Origin;
}

/** Tells articles that repeat an earlier one from other versions of it. */
export class RepetitionFilter {
  readonly #seen = new Map<string, Seen>();

  /** Same id, title and text, and not said to be written later: a duplicate. */
  check(entry: ArticleEntry): ArticleEntry | DuplicateEntry {
    const { article, origin } = entry;
    const hash = contentHash(article.title, article.text);
    const time = article.updatedAt ?? article.publishedAt;
    const last = this.#seen.get(article.id);
    const isLater = time !== null && last?.time != null && time > last.time;
    if (last?.hash === hash && !isLater) {
      return { kind: "duplicate", id: article.id, origin, firstOrigin: last.origin };
    }
    this.#seen.set(article.id, { hash, time, origin });
    return entry;
  }
}
