import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { DatelineError } from "../errors.ts";
import type { JudgedSet } from "./judged-query.ts";

const questionSchema = z.object({
  id: z.string().min(1),
  question: z.string().min(1),
  /** A sentence of the corpus, word for word: a passage that holds all of it answers the question. */
  answer: z.string().min(1),
  why: z.string().min(1),
});

export type Question = z.infer<typeof questionSchema>;

/**
 * Reads questions that are judged by the sentence that answers them: one JSON object a line.
 *
 * @throws DatelineError `invalid-input` with the line that is wrong
 */
export async function readQuestions(path: string): Promise<readonly Question[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  return lines.flatMap((line, index) =>
    line.trim() === "" ? [] : [parseQuestion(line, `${path}:${index + 1}`)],
  );
}

/** The questions as a judged set over passages. */
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

function parseQuestion(line: string, where: string): Question {
  try {
    return questionSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new DatelineError(
      "invalid-input",
      `Cannot read the question at ${where}: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}
