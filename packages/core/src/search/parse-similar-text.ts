import { DatelineError } from "../errors.ts";
import { MAX_QUERY_CHARACTERS } from "./parse-query.ts";

/** About 3,500 words, as in the longest reports. */
export const MAX_SIMILAR_CHARACTERS = 20_000;

/** A text to find similar articles for. */
export interface SimilarText {
  readonly text: string;
  /** Its headline, which gives context to every passage, as for articles. Empty for none. */
  readonly title: string;
}

/** @throws DatelineError `invalid-input` for a text without letters or digits, or a text that is too long */
export function parseSimilarText({
  text,
  title = "",
}: {
  readonly text: string;
  readonly title?: string | undefined;
}): SimilarText {
  const parsed = { text: text.normalize("NFC").trim(), title: title.normalize("NFC").trim() };
  if (!/[\p{L}\p{N}]/u.test(parsed.text)) {
    throw new DatelineError(
      "invalid-input",
      `Cannot search: the text has no letter or digit, it is "${parsed.text.slice(0, 40)}"`,
    );
  }
  checkLength("text", parsed.text, MAX_SIMILAR_CHARACTERS);
  checkLength("title", parsed.title, MAX_QUERY_CHARACTERS);
  return parsed;
}

function checkLength(name: string, value: string, most: number): void {
  const characters = [...value].length;
  if (characters <= most) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot search: the ${name} has ${characters} characters, at most ${most} are allowed`,
  );
}
