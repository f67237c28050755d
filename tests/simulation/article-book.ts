import { articleFingerprint, hashOfId } from "@dateline-search/core/generation/article-identity";
import type { Article } from "@dateline-search/core/types";
import { exampleArticle } from "../fixtures/example-article.ts";
import { START_MS } from "./simulated-world.ts";

/** An article in one of its versions. */
export interface WrittenArticle {
  readonly article: Article;
  /** `hashOfId` of its id. */
  readonly idHash: string;
  readonly fingerprint: string;
  /** Larger for later versions, of all articles together. */
  readonly version: number;
}

/** Writes articles in ever newer versions, and knows which version a fingerprint or a text is of. */
export class ArticleBook {
  readonly #versions = new Map<string, number>();
  #next = 1;

  write(id: string): WrittenArticle {
    const version = this.#next++;
    const article = exampleArticle({
      id,
      text: `Report ${id} in version ${version}. The ferry was late.`,
      updatedAt: new Date(START_MS + version * 1_000).toISOString().replace(".000Z", "Z"),
    });
    return this.know(article, version);
  }

  /** Takes note of a version as it was read from a file. */
  know(article: Article, version: number): WrittenArticle {
    const fingerprint = articleFingerprint(article);
    this.#versions.set(fingerprint, version);
    return { article, idHash: hashOfId(article.id), fingerprint, version };
  }

  /** 0 for `undefined`. */
  versionOf(fingerprint: string | undefined): number {
    return fingerprint === undefined ? 0 : (this.#versions.get(fingerprint) ?? Number.NaN);
  }

  static versionIn(text: string): number {
    return Number(/ in version (\d+)\./.exec(text)?.[1]);
  }
}
