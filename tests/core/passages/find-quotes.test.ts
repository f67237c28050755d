import { expect, test } from "vitest";
import { findQuotes } from "../../../packages/core/src/passages/find-quotes.ts";

const CASES: Record<string, readonly [text: string, ...quotes: string[]]> = {
  "straight marks": ['He said "no" and ("yes").', '"no"', '"yes"'],
  "straight marks set off by spaces": [
    'THE " SMALL TYPE " IN THE " PACT . "',
    '" SMALL TYPE "',
    '" PACT . "',
  ],
  "curly marks": ["“A. B,” he said. “C.”", "“A. B,”", "“C.”"],
  "German marks": ["Er sagte: „Ja. Gut.“ Dann „nein”.", "„Ja. Gut.“", "„nein”"],
  "guillemets in both directions": ["« Non. » Er: »Ja.« Fin.", "« Non. »", "»Ja.«"],
  "corner brackets, one in the other": ["「彼は『はい』と。」", "『はい』", "「彼は『はい』と。」"],
  "a quotation over paragraphs that each open again": ['"A.\n\n"B.\n\n"C," he said.', '"A.\n\n"B.\n\n"C,"'],
  "a quotation over paragraphs that opens once": ["“A.\n\nB.”", "“A.\n\nB.”"],
  "an opening mark without a closing one, then a new quotation": ['"A.\n\nPlain.\n\n"B," he said.', '"B,"'],
  "an opening mark without a closing one in the same paragraph": ["“A “B” c.", "“B”"],
  "a closing mark without an opening one": ['A 5" pipe. C” d.'],
};

for (const [name, [text, ...quotes]] of Object.entries(CASES)) {
  test(`finds ${name}`, () => {
    expect(findQuotes(text).map(({ start, end }) => text.slice(start, end))).toEqual(quotes);
  });
}
