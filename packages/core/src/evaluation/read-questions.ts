import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import * as z from "zod";
import { DatelineError } from "../errors.ts";
import { mapLines, parseLine } from "./judged-lines.ts";
import type { JudgedQuery, JudgedSet, UnanswerableQuery } from "./judged-query.ts";

const questionSchema = z.object({
  id: z.string().min(1),
  question: z.string().min(1),
  /** A verbatim sentence of the corpus. A passage that contains all of it answers the question. */
  answer: z.string().min(1),
  why: z.string().min(1),
});

export type Question = z.infer<typeof questionSchema>;

/**
 * Reads questions that are judged by the answering sentence, one JSON object per line.
 *
 * @throws DatelineError `invalid-input` with the invalid line
 */
export async function readQuestions(path: string): Promise<readonly Question[]> {
  return mapLines(path, await readFile(path, "utf8"), (line, where) =>
    parseLine(questionSchema, line, { kind: "question", where }),
  );
}

/** Converts the questions to a judged set over passages. */
export function judgeByAnswer(path: string, questions: readonly Question[]): JudgedSet {
  return {
    name: basename(path),
    unit: "passage",
    queries: questions.map(({ id, question, answer }) => ({
      id,
      text: question,
      gradeOf: (hit) => (hit.passage.text.includes(answer) ? 1 : 0),
      relevantGrades: [1],
    })),
  };
}

const articleQuerySchema = z.object({
  id: z.string().min(1),
  question: z.string().min(1),
  /** Ids of the articles that answer it, or their grades by id. */
  articles: z.union([z.array(z.string().min(1)).min(1), z.record(z.string().min(1), z.int().min(0))]),
});

/**
 * Reads a file of queries that are all judged in the same way: by the answering sentence (`id`, `question`,
 * `answer`, `why`), or by articles (`id`, `question`, `articles`).
 *
 * @throws DatelineError `invalid-input` with the invalid line
 */
export async function readJudgedFile(path: string): Promise<JudgedSet> {
  const text = await readFile(path, "utf8");
  if (!text.includes('"articles"')) return judgeByAnswer(path, await readQuestions(path));
  return {
    name: basename(path),
    unit: "article",
    queries: mapLines(path, text, toArticleQuery),
  };
}

const unanswerableSchema = z.union([
  z.object({ id: z.string().min(1), question: z.string().min(1) }),
  z
    .object({ _id: z.string().min(1), text: z.string().min(1) })
    .transform(({ _id: id, text: question }) => ({ id, question })),
]);

/**
 * Reads unanswerable queries: `id` and `question`, or `_id` and `text` as in BEIR, since the queries of one
 * collection are unanswerable in another.
 *
 * @throws DatelineError `invalid-input` when the file cannot be read or is empty, or with the invalid line
 */
export async function readUnanswerable(path: string): Promise<readonly UnanswerableQuery[]> {
  const queries = mapLines(path, await readText(path), (line, where) => {
    const { id, question } = parseLine(unanswerableSchema, line, { kind: "question", where });
    return { id, text: question };
  });
  if (queries.length > 0) return queries;
  throw new DatelineError("invalid-input", `Cannot read unanswerable queries: "${path}" contains none`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? `there is no "${path}"` : `"${path}" is not a readable file`;
    throw new DatelineError("invalid-input", `Cannot read unanswerable queries: ${reason}`, { cause });
  }
}

function toArticleQuery(line: string, where: string): JudgedQuery {
  const { id, question, articles } = parseLine(articleQuerySchema, line, { kind: "question", where });
  const grades = new Map(
    Array.isArray(articles) ? articles.map((article) => [article, 1] as const) : Object.entries(articles),
  );
  return {
    id,
    text: question,
    gradeOf: ({ article }) => grades.get(article.id) ?? 0,
    relevantGrades: [...grades.values()].filter((grade) => grade > 0),
  };
}
