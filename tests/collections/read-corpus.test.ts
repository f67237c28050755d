import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ArticleEntry } from "../../packages/core/src/corpus/corpus-entry.ts";
import { decodeEntities } from "../../packages/core/src/corpus/decode-entities.ts";
import { readCorpus } from "../../packages/core/src/corpus/read-corpus.ts";
import { collection } from "./collections-folder.ts";

/** Fails on anything that is no article: these collections hold nothing else. */
async function readArticles(path: string): Promise<readonly ArticleEntry[]> {
  const articles: ArticleEntry[] = [];
  for await (const entry of readCorpus(path, {})) {
    if (entry.kind === "article") articles.push(entry);
    else if (entry.kind !== "skipped" && entry.kind !== "note") throw new Error(JSON.stringify(entry));
  }
  return articles;
}

describe("readCorpus on whole collections", () => {
  it("reads 2,095 plain-text news stories, their first line as title and nothing as dateline", async () => {
    const root = collection("news-articles");
    const articles = await readArticles(root);
    expect(articles).toHaveLength(2095);
    for (const { article, origin } of articles) {
      const [firstLine = ""] = (await readFile(join(root, origin.file), "utf8")).split("\n", 1);
      expect(article.title).toBe(decodeEntities(firstLine).trim().replace(/ +/g, " "));
      expect([article.titleDerived, article.place, article.agency]).toEqual([true, null, null]);
      expect(article.text.startsWith(article.title)).toBe(false);
    }
  });

  it.each([
    ["time", 423],
    ["scifact", 5183],
  ])("reads the whole BEIR collection %s under its own ids", async (name, count) => {
    const path = collection(`eval/${name}/corpus.jsonl`);
    const articles = await readArticles(path);
    const records = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(articles).toHaveLength(count);
    expect(articles.map(({ article }) => article.id)).toEqual(records.map((line) => JSON.parse(line)._id));
    expect(articles.every(({ article }) => article.place === null)).toBe(true);
  });
});
