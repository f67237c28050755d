import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatelineError } from "../errors.ts";
import type { JudgedSet } from "./judged-query.ts";
import { readJudgedStories, STORIES_FILE } from "./judged-stories.ts";
import { readBeir } from "./read-beir.ts";
import { readJudgedFile, readUnanswerable } from "./read-questions.ts";

/** Unanswerable queries, one JSON object per line with `id` and `question`. */
export const UNANSWERABLE_FILE = "unanswerable.jsonl";

/**
 * Reads judged queries: a folder in BEIR layout, or a file with one JSON object per line, judged by the
 * answering sentence or by article ids. Also reads two files next to them if they exist: `unanswerable.jsonl`
 * with queries that must get no answer, and `stories.jsonl` with the articles that report one event.
 *
 * @throws DatelineError `invalid-input` when the path does not exist or a line is malformed
 */
export async function readJudgedSet(path: string): Promise<JudgedSet> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw new DatelineError("invalid-input", `Cannot read judged queries: there is no "${path}"`, { cause });
  });
  const set = entry.isDirectory() ? await readBeir(path) : await readJudgedFile(path);
  const folder = entry.isDirectory() ? path : dirname(path);
  const [unanswerableFile, storiesFile] = [join(folder, UNANSWERABLE_FILE), join(folder, STORIES_FILE)];
  const unanswerable = existsSync(unanswerableFile) ? await readUnanswerable(unanswerableFile) : [];
  const stories = existsSync(storiesFile) ? await readJudgedStories(storiesFile) : [];
  if (set.queries.length > 0) {
    return {
      ...set,
      ...(unanswerable.length > 0 && { unanswerable }),
      ...(stories.length > 0 && { stories }),
    };
  }
  throw new DatelineError("invalid-input", `Cannot read judged queries: "${path}" contains none`);
}
