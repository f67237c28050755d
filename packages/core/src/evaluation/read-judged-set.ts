import { stat } from "node:fs/promises";
import { DatelineError } from "../errors.ts";
import type { JudgedSet } from "./judged-query.ts";
import { readBeir } from "./read-beir.ts";
import { readJudgedFile } from "./read-questions.ts";

/**
 * Reads judged queries: a folder in BEIR layout, or a file with one JSON object a line, judged by the sentence that
 * answers or by the ids of articles.
 *
 * @throws DatelineError `invalid-input` when there is nothing of the kind, or a line is not what it should be
 */
export async function readJudgedSet(path: string): Promise<JudgedSet> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw new DatelineError("invalid-input", `Cannot read judged queries: there is no "${path}"`, { cause });
  });
  const set = entry.isDirectory() ? await readBeir(path) : await readJudgedFile(path);
  if (set.queries.length > 0) return set;
  throw new DatelineError("invalid-input", `Cannot read judged queries: "${path}" holds none`);
}
