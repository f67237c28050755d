import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatelineError } from "../errors.ts";
import type { JudgedSet } from "./judged-query.ts";
import { readBeir } from "./read-beir.ts";
import { readJudgedFile, readUnanswerable } from "./read-questions.ts";

/** Unanswerable queries, one JSON object per line with `id` and `question`. */
export const UNANSWERABLE_FILE = "unanswerable.jsonl";

/**
 * Reads judged queries: a folder in BEIR layout, or a file with one JSON object per line, judged by the
 * answering sentence or by article ids. Also reads an `unanswerable.jsonl` beside them, if there is one, with
 * queries that must get no answer.
 *
 * @throws DatelineError `invalid-input` when the path does not exist or a line is malformed
 */
export async function readJudgedSet(path: string): Promise<JudgedSet> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw new DatelineError("invalid-input", `Cannot read judged queries: there is no "${path}"`, { cause });
  });
  const set = entry.isDirectory() ? await readBeir(path) : await readJudgedFile(path);
  const beside = join(entry.isDirectory() ? path : dirname(path), UNANSWERABLE_FILE);
  const unanswerable = existsSync(beside) ? await readUnanswerable(beside) : [];
  if (set.queries.length > 0) return unanswerable.length === 0 ? set : { ...set, unanswerable };
  throw new DatelineError("invalid-input", `Cannot read judged queries: "${path}" holds none`);
}
