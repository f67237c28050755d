import type { RecordProblem } from "@dateline/core/corpus/corpus-entry";
import { formatOfName } from "@dateline/core/corpus/corpus-format";
import { readSourceBytes } from "@dateline/core/corpus/read-source-bytes";
import type { Article } from "@dateline/core/types";

/** The articles of one object, and what of it could not be read. */
export interface ArticleObject {
  readonly articles: readonly Article[];
  /** Ids of articles that their publisher takes back. */
  readonly removedIds: readonly string[];
  readonly problems: readonly Pick<RecordProblem, "line" | "reason">[];
}

/** Reads the content of an object as the file that its key names. */
export function readArticleObject(key: string, bytes: Uint8Array): ArticleObject {
  const articles: Article[] = [];
  const removedIds: string[] = [];
  const problems: ArticleObject["problems"][number][] = [];
  if (formatOfName(key) === undefined) {
    return { articles, removedIds, problems: [{ line: 1, reason: "it is of no format that articles have" }] };
  }
  for (const entry of readSourceBytes({ name: key, bytes })) {
    if (entry.kind === "article") articles.push(entry.article);
    if (entry.kind === "removed") removedIds.push(entry.id);
    if (entry.kind === "problem") problems.push(entry.problem);
  }
  return { articles, removedIds, problems };
}
