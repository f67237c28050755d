import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { queryTerms } from "@dateline-search/core/search/query-terms";
import Database from "libsql";
import type { BenchPassage } from "../passages/passage-set.ts";
import { type Engine, loadRival, WANTED } from "./engine.ts";

/** SQLite's own word index, with its English stemmer and BM25. */
export const sqliteFts5: Engine = {
  async build({ passages }, folder) {
    await mkdir(folder, { recursive: true });
    const database = new Database(join(folder, "words.sqlite"));
    database.exec("CREATE VIRTUAL TABLE words USING fts5(title, text, tokenize='porter unicode61')");
    const insert = database.prepare("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)");
    const insertAll = database.transaction((all: readonly BenchPassage[]) => {
      for (const [row, { title, text }] of all.entries()) insert.run(row, title, text);
    });
    insertAll(passages);
    database.exec("INSERT INTO words (words) VALUES ('optimize')");
    database.close();
  },
  async open(folder) {
    const database = new Database(join(folder, "words.sqlite"), { readonly: true });
    const statement = database
      .prepare("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?")
      .pluck();
    return {
      words: ({ text }) => {
        const terms = queryTerms(text).map((term) => `"${term.replaceAll('"', '""')}"`);
        return terms.length === 0 ? [] : (statement.all(terms.join(" OR "), WANTED) as number[]);
      },
    };
  },
};

interface MiniSearch {
  addAll(documents: readonly object[]): void;
  search(text: string): readonly { readonly id: number }[];
}

interface MiniSearchClass {
  new (options: object): MiniSearch;
  loadJS(data: unknown, options: object): MiniSearch;
}

const MINISEARCH_FIELDS = { fields: ["title", "text"] };

/** MiniSearch: an index in memory, without a stemmer. */
export const miniSearch: Engine = {
  async build({ passages }, folder) {
    await mkdir(folder, { recursive: true });
    const index = new (loadRival<MiniSearchClass>("minisearch"))(MINISEARCH_FIELDS);
    index.addAll(passages.map(({ title, text }, id) => ({ id, title, text })));
    await writeFile(join(folder, "words.json"), JSON.stringify(index));
  },
  async open(folder) {
    const data: unknown = JSON.parse(await readFile(join(folder, "words.json"), "utf8"));
    const index = loadRival<MiniSearchClass>("minisearch").loadJS(data, MINISEARCH_FIELDS);
    return {
      words: ({ text }) =>
        index
          .search(queryTerms(text).join(" "))
          .slice(0, WANTED)
          .map(({ id }) => id),
    };
  },
};
