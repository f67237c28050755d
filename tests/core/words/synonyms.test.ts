import { readFileSync } from "node:fs";
import { parseSynonyms } from "@dateline-search/core/words/synonyms";
import { describe, expect, test } from "vitest";

const FILE = `
# Agencies
IAEA, International Atomic Energy Agency
WHO, World Health Organization
US, United States

Hermit Kingdom, DPRK => North Korea
`;
const synonyms = parseSynonyms(FILE, "synonyms.txt");

test.each([
  ["what did the IAEA find", ["International Atomic Energy Agency"]],
  ["the International Atomic Energy Agency's report", ["IAEA"]],
  ["international energy agency", []],
  ["WHO declares emergency", ["World Health Organization"]],
  ["who declares emergency", []],
  ["World Health Organisation", ["WHO"]],
  ["U.S. and US tariffs", ["United States"]],
  ["hermit kingdom news", ["North Korea"]],
  ["North Korea", []],
  ["DPRK and IAEA", ["North Korea", "International Atomic Energy Agency"]],
  ["ferry", []],
])("%j is also called %j", (text, names) => {
  expect(synonyms.of(text)).toEqual(names);
});

describe("a file", () => {
  test.each(["IAEA", "a => b => c", "=> b", "a =>", "a, ?!"])(
    "with the line %j is rejected, naming the line",
    (line) => {
      expect(() => parseSynonyms(`# ok\n${line}\n`, "names.txt")).toThrow(
        expect.objectContaining({
          code: "invalid-input",
          message: `Cannot read synonyms in "names.txt", line 2: a line is "name, other name" or "name => other name", it is "${line}"`,
        }),
      );
    },
  );

  test("may be empty, and have comments and Windows line ends", () => {
    expect(parseSynonyms("", "x").of("IAEA")).toEqual([]);
    expect(parseSynonyms("# a, b\r\n\r\nUN, United Nations\r\n", "x").of("UN")).toEqual(["United Nations"]);
  });

  test("that ships as an example can be read", () => {
    const path = new URL("../../../examples/synonyms.txt", import.meta.url);
    expect(parseSynonyms(readFileSync(path, "utf8"), "synonyms.txt").of("the IMF")).toEqual([
      "International Monetary Fund",
    ]);
  });
});
