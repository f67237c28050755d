import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { float32Tensor, readSafetensors } from "../../../packages/core/src/model/safetensors.ts";

function safetensors(header: unknown, data: Uint8Array): Uint8Array {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

const VALUES = Float32Array.of(1, -2.5, 3, 0.125, 5, 6);
const SOUND = safetensors(
  { __metadata__: { format: "pt" }, table: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] } },
  new Uint8Array(VALUES.buffer),
);

describe("readSafetensors", () => {
  test("gives the tensors with their shapes and values", () => {
    const tensors = readSafetensors(SOUND);
    expect([...tensors.keys()]).toEqual(["table"]);
    expect(float32Tensor(tensors, "table", [2, 3])).toEqual(VALUES);
  });

  test("rejects a file truncated at any byte", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: SOUND.length - 1 }), (length) => {
        expect(() => readSafetensors(SOUND.subarray(0, length))).toThrow(/Cannot read the safetensors file/);
      }),
    );
  });

  test.each([
    ["a header that is not JSON", "{broken", /header is not JSON/],
    ["a header that is a list", [], /not a JSON object/],
    ["an entry without offsets", { a: { dtype: "F32", shape: [1] } }, /lacks dtype, shape or data_offsets/],
    [
      "offsets beyond the data",
      { a: { dtype: "F32", shape: [1], data_offsets: [22, 26] } },
      /bytes 22 to 26 of 24/,
    ],
    [
      "a shape that does not fill",
      { a: { dtype: "F32", shape: [7], data_offsets: [0, 24] } },
      /does not fill/,
    ],
    [
      "data that no tensor covers",
      { a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } },
      /the file has 24/,
    ],
  ])("rejects %s", (_, header, message) => {
    expect(() => readSafetensors(safetensors(header, new Uint8Array(24)))).toThrow(message);
  });

  test("rejects a tensor that is missing, of another type or of another shape", () => {
    const integers = readSafetensors(
      safetensors({ ids: { dtype: "I64", shape: [3], data_offsets: [0, 24] } }, new Uint8Array(24)),
    );
    expect(() => float32Tensor(integers, "words", [3])).toThrow(/"words" is absent/);
    expect(() => float32Tensor(integers, "ids", [3])).toThrow(/is I64, expected F32/);
    expect(() => float32Tensor(readSafetensors(SOUND), "table", [3, 2])).toThrow(
      /shape \[2,3\], expected \[3,2\]/,
    );
  });
});
