import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidRecord } from "../../../packages/core/src/corpus/invalid-record.ts";
import { parseJson, recordsIn } from "../../../packages/core/src/corpus/parse-json-file.ts";

const parseJsonFile = (text: string) => recordsIn(parseJson(text), text);

describe("recordsIn", () => {
  it.each([
    ["one object", '\n{"title": "a"}', [{ value: { title: "a" }, line: 2 }]],
    [
      "an array",
      '[\n{"a": "[\\"\n"},\n\n 2, {"b": [1,\n{}]}, "x"]'.replace('\\"\n', '\\"'),
      [
        { value: { a: '["' }, line: 2 },
        { value: 2, line: 4 },
        { value: { b: [1, {}] }, line: 4 },
        { value: "x", line: 5 },
      ],
    ],
    [
      "articles",
      '{"items": 1, "nested": {"articles": [0]},\n"articles": [\n1,\n2]}',
      [
        { value: 1, line: 3 },
        { value: 2, line: 4 },
      ],
    ],
    ["items", '{"k": "articles",\n"items":\n[\n[1]]}', [{ value: [1], line: 4 }]],
    ["an empty array", "[]", []],
  ])("finds the records of %s with their lines", (_, text, expected) => {
    expect(parseJsonFile(text)).toEqual(expected);
  });

  it.each([
    ["[\n1,\n2,\nx, 4,\n5]", 4],
    ['[\n{"a": 1}\n{"a": 2}]', 3],
    ['{"a":\n"b\n"}', 2],
    ["[1,\n2\n", 2],
    ["", 1],
    ["nonsense", 1],
  ])("reports the fault in %j at line %d", (text, line) => {
    expect(() => parseJsonFile(text)).toThrow(InvalidRecord);
    expect(() => parseJsonFile(text)).toThrow(
      expect.objectContaining({ line, reason: expect.stringMatching(/^not valid JSON: ./) }),
    );
  });

  it("returns every element of every array with its line", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const lines = values.map((value) => JSON.stringify(value));
        const records = parseJsonFile(`[\n${lines.join(",\n")}\n]`);
        expect(records.map(({ line }) => line)).toEqual(lines.map((_, i) => i + 2));
        expect(records.map(({ value }) => JSON.stringify(value))).toEqual(lines);
      }),
    );
  });

  it("throws nothing but InvalidRecord for any text", () => {
    const jsonLike = fc.stringMatching(/^[[\]{}",:\\ \n0-9a-z]{0,40}$/);
    fc.assert(
      fc.property(fc.oneof(jsonLike, fc.string()), (text) => {
        try {
          expect(parseJsonFile(text)).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRecord);
        }
      }),
      { numRuns: 500 },
    );
  });
});
