import { readFile } from "node:fs/promises";
import { DatelineError } from "../errors.ts";
import { parseSynonyms, type Synonyms } from "./synonyms.ts";

/**
 * Reads a synonyms file in the format of `parseSynonyms`.
 *
 * @throws DatelineError `invalid-input` when it cannot be read or a line is invalid
 */
export async function readSynonyms(path: string): Promise<Synonyms> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new DatelineError(
      "invalid-input",
      `Cannot read synonyms in "${path}": ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  return parseSynonyms(text, path);
}
