import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatelineError } from "../errors.ts";
import type { JudgedSet } from "./judged-query.ts";
import { readJudgedStories, STORIES_FILE } from "./judged-stories.ts";
import { readBeir } from "./read-beir.ts";
import { readJudgedFile, readUnanswerable } from "./read-questions.ts";

/** Queries that nothing answers, one JSON object a line with `id` and `question`. */
export const UNANSWERABLE_FILE = "unanswerable.jsonl";

/**
 * Reads judged queries: a folder in BEIR layout, or a file with one JSON object a line, judged by the sentence that
 * answers or by the ids of articles. `unanswerable.jsonl` beside them, if there is one, holds queries that must get no
 * answer. `stories.jsonl` beside them says which articles report one event.
 *
 * @throws DatelineError `invalid-input` when there is nothing of the kind, or a line is not what it should be
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
  throw new DatelineError("invalid-input", `Cannot read judged queries: "${path}" holds none`);
}
