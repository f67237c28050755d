import { readPackedModel } from "@dateline-search/core/model/packed-model";
import { float32Tensor } from "@dateline-search/core/model/safetensors";
import { expect, test } from "vitest";
import { PACKED_CONFIG, packedWeight, tinyPackedModel } from "../../fixtures/tiny-packed-model.ts";
import { TINY_UNIGRAM_PIECES } from "../../fixtures/tiny-unigram.ts";

test("reads the dimensions, the pieces with their scores, and the ids", () => {
  const { config, vocabulary } = readPackedModel(tinyPackedModel());
  expect(config).toEqual(PACKED_CONFIG);
  expect(vocabulary.pieces).toEqual(TINY_UNIGRAM_PIECES);
  expect(vocabulary.ids).toEqual({ begin: 0, pad: 1, end: 2, unknown: 3 });
});

test("gives tensors the names and shapes of transformers, and 4-bit weights as floats", () => {
  const { tensors } = readPackedModel(tinyPackedModel());
  const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));
  expect(shapes).toMatchObject({
    "embeddings.word_embeddings.weight": [PACKED_CONFIG.vocabularySize, 384],
    "embeddings.position_embeddings.weight": [512, 384],
    "embeddings.LayerNorm.bias": [384],
    "encoder.layer.0.attention.self.query.weight": [384, 384],
    "encoder.layer.0.intermediate.dense.weight": [64, 384],
    "encoder.layer.0.output.dense.weight": [384, 64],
    "encoder.layer.0.output.dense.bias": [384],
  });
  const weights = float32Tensor(tensors, "encoder.layer.0.output.dense.weight", [384, 64]);
  expect([...weights]).toEqual(Array.from(weights, (_, index) => packedWeight(index)));
  const bias = float32Tensor(tensors, "encoder.layer.0.output.dense.bias", [384]);
  expect(bias[3]).toBeCloseTo(Math.cos(3) / 8, 6);
});

test("reads every kind of 16-bit scale", () => {
  const bytes = (bits: number) =>
    Uint8Array.of(bits & 255, bits >> 8, ...Array.from({ length: 16 }, () => 0x79));
  const decode = (bits: number) => {
    const tensors = new Map([["w", { dtype: "Q4_0", shape: [32], bytes: bytes(bits) }]]);
    return float32Tensor(tensors, "w", [32]);
  };
  // The low half is 9 − 8, the high half 7 − 8.
  expect([decode(0x3c00)[0], decode(0x3c00)[16]]).toEqual([1, -1]);
  expect(decode(0xc000)[0]).toBe(-2);
  expect(decode(0x2e66)[0]).toBe(0.0999755859375);
  expect(decode(0x0001)[0]).toBe(2 ** -24);
  expect(decode(0x8000)[0]).toBe(-0);
  expect(decode(0x7c00)[0]).toBe(Number.POSITIVE_INFINITY);
  expect(decode(0x7e00)[0]).toBeNaN();
});

test.each([
  [
    "another beginning",
    (file: Buffer) => Buffer.concat([Buffer.from("GGUF"), file.subarray(4)]),
    /begins with "GGUF"/,
  ],
  ["another version", (file: Buffer) => patched(file, 4, 2), /version is 2, expected 1/],
  ["larger blocks", (file: Buffer) => patched(file, 40, 64), /blocks have 64 weights, expected 32/],
  ["an end in the vocabulary", (file: Buffer) => file.subarray(0, 500), /it ends at byte 500/],
  [
    "an end in the weights",
    (file: Buffer) => file.subarray(0, -1),
    /tensor "l0\.oln\.b" ends at byte \d+ of \d+/,
  ],
  ["more layers than weights", (file: Buffer) => patched(file, 12, 2), /tensor "l1\.q\.w" is absent/],
])("rejects %s", (_, damage, message) => {
  expect(() => readPackedModel(damage(tinyPackedModel()))).toThrow(message);
});

function patched(file: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt32LE(value, at);
  return copy;
}
