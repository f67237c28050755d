import { OnnxGraph } from "@dateline-search/core/model/onnx-graph";
import { readOnnxWeights } from "@dateline-search/core/model/onnx-weights";
import type { StoredTensor } from "@dateline-search/core/model/safetensors";
import { expect, test } from "vitest";
import { tinyTensors } from "../../fixtures/tiny-bert.ts";

/** As PyTorch exports: matrices are transposed and numbered, everything else keeps its name. */
function exported(tensors: ReadonlyMap<string, StoredTensor>): Uint8Array {
  const graph = new OnnxGraph();
  let value = graph.input("input", "float32", ["batch", 1]);
  let number = 0;
  for (const [name, { shape, bytes }] of tensors) {
    const values = new Float32Array(new Uint8Array(bytes).buffer);
    const [rows = 0, columns = 0] = shape;
    if (!tensors.has(name.replace(/weight$/, "bias")) || columns === 0 || name.endsWith("bias")) {
      graph.floats(name, values, shape);
      continue;
    }
    const turned = new Float32Array(values.length);
    for (const [index, it] of values.entries())
      turned[(index % columns) * rows + Math.floor(index / columns)] = it;
    const matrix = graph.floats(`onnx::MatMul_${number++}`, turned, [columns, rows]);
    const product = graph.add("MatMul", [value, matrix]);
    // The exporter writes the bias first or second, as it likes.
    const bias = name.replace(/weight$/, "bias");
    value = graph.add("Add", number % 2 === 0 ? [bias, product] : [product, bias]);
  }
  graph.output("last_hidden_state", value, ["batch", 1]);
  return graph.serialize("exported");
}

test("weights exported by PyTorch are read under their names, bit for bit", () => {
  const original = tinyTensors();
  const read = readOnnxWeights(exported(original));
  expect([...read.keys()].sort()).toEqual([...original.keys()].sort());
  for (const [name, tensor] of original) {
    const found = read.get(name);
    expect([name, found?.shape]).toEqual([name, tensor.shape]);
    expect(Buffer.from(found?.bytes ?? []).equals(tensor.bytes)).toBe(true);
  }
});

test("files other than ONNX models are rejected, and so are weights other than 32-bit floats", () => {
  expect(() => readOnnxWeights(new TextEncoder().encode("not a model"))).toThrow(/the file is no ONNX model/);
  const graph = new OnnxGraph();
  graph.bytes("embeddings.word_embeddings.weight", new Int8Array(4), [2, 2]);
  expect(() => readOnnxWeights(graph.serialize("quantized"))).toThrow(
    /"embeddings.word_embeddings.weight" has elements of the type 3, expected 32-bit floats/,
  );
});
