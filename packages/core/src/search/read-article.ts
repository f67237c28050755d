import type { OpenGeneration } from "../generation/open-generation.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Article, Span } from "../types.ts";

/** A whole article and where its passages lie in its text. */
export interface ArticleOutline {
  readonly article: Article;
  /** In the order of the text. */
  readonly passages: readonly ({ readonly id: string } & Span)[];
}

/** Reads an article of a generation. @returns undefined when it has none with this id */
export function readArticle(generation: OpenGeneration, id: string): ArticleOutline | undefined {
  for (const { passages: table } of generation.segments) {
    const rows = [...(table.rowsMatching({ articleId: [id] })?.rows() ?? [])];
    const [first] = rows;
    if (first === undefined) continue;
    const [{ article }] = table.read([first]) as [IndexedPassage];
    const passages = table
      .spans(rows)
      .map(({ ordinal, start, end }) => ({ id: `${article.id}#${ordinal}`, start, end }));
    return { article, passages };
  }
  return undefined;
}
