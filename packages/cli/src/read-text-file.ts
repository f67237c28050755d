import { readFile } from "node:fs/promises";
import { DatelineError } from "@dateline-search/core/errors";

/**
 * @param what name of the content for the message, such as "the text"
 * @throws DatelineError `invalid-input` when it cannot be read
 */
export async function readTextFile(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new DatelineError("invalid-input", `Cannot read ${what} "${path}": ${reason}`, { cause });
  }
}
