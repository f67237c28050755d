import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { RecordProblem } from "@dateline/core/corpus/corpus-entry";
import { readCorpus } from "@dateline/core/corpus/read-corpus";
import { DatelineError } from "@dateline/core/errors";
import type { Article } from "@dateline/core/types";

/** The articles of one object, and what of it could not be read. */
export interface ArticleObject {
  readonly articles: readonly Article[];
  readonly problems: readonly Pick<RecordProblem, "line" | "reason">[];
}

/** Reads the content of an object as the file that its key names. */
export async function readArticleObject(key: string, bytes: Uint8Array): Promise<ArticleObject> {
  const folder = await mkdtemp(join(tmpdir(), "dateline-object-"));
  try {
    const file = join(folder, `object${extname(key).toLowerCase()}`);
    await writeFile(file, bytes);
    const articles: Article[] = [];
    const problems: ArticleObject["problems"][number][] = [];
    for await (const entry of readCorpus(file, {})) {
      if (entry.kind === "article") articles.push(entry.article);
      if (entry.kind === "problem") problems.push(entry.problem);
    }
    return { articles, problems };
  } catch (error) {
    if (!(error instanceof DatelineError) || error.code !== "invalid-input") throw error;
    return { articles: [], problems: [{ line: 1, reason: "it is of no format that articles have" }] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
