import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as z from "zod";
import { DatelineError } from "../errors.ts";
import type { JudgedSet } from "./judged-query.ts";

const querySchema = z.object({ _id: z.string(), text: z.string() });

/**
 * Reads the judgements of a folder in BEIR layout (`corpus.jsonl`, `queries.jsonl`, `qrels/*.tsv`): Thakur et
 * al. 2021, https://github.com/beir-cellar/beir. Leaves out queries without a judgement, as BEIR does.
 *
 * @throws DatelineError `invalid-input` when a file is missing or a line is malformed
 */
export async function readBeir(folder: string): Promise<JudgedSet> {
  const qrels = await readQrels(folder);
  const lines = (await readFile(join(folder, "queries.jsonl"), "utf8"))
    .split("\n")
    .filter((line) => line.trim() !== "");
  const queries = lines
    .map((line) => querySchema.parse(JSON.parse(line)))
    .flatMap(({ _id, text }) => {
      const grades = qrels.get(_id);
      if (grades === undefined) return [];
      const relevantGrades = [...grades.values()].filter((grade) => grade > 0);
      return [
        {
          id: _id,
          text,
          relevantGrades,
          gradeOf: ({ article }: { article: { id: string } }) => grades.get(article.id) ?? 0,
        },
      ];
    });
  return { name: basename(folder), unit: "article", queries };
}

async function readQrels(folder: string): Promise<Map<string, Map<string, number>>> {
  const files = (await readdir(join(folder, "qrels"))).filter((file) => file.endsWith(".tsv")).sort();
  const qrels = new Map<string, Map<string, number>>();
  for (const file of files) {
    const [, ...rows] = (await readFile(join(folder, "qrels", file), "utf8")).split("\n");
    for (const [index, row] of rows.entries()) {
      if (row.trim() === "") continue;
      const [query, document, grade] = row.trim().split("\t");
      if (query === undefined || document === undefined || !/^-?\d+$/.test(grade ?? "")) {
        throw new DatelineError(
          "invalid-input",
          `Cannot read qrels/${file}:${index + 2}: "${row}" is not query, document, grade`,
        );
      }
      const grades = qrels.get(query) ?? new Map<string, number>();
      grades.set(document, Number(grade));
      qrels.set(query, grades);
    }
  }
  return qrels;
}
