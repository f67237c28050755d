import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { parseBertConfig } from "../../../packages/core/src/model/bert-config.ts";
import { writeBertOnnx } from "../../../packages/core/src/model/bert-graph.ts";
import type { Precision } from "../../../packages/core/src/model/model-spec.ts";
import type { StoredTensor } from "../../../packages/core/src/model/safetensors.ts";
import { TINY_CONFIG, TINY_CONFIG_JSON, tinyTensors } from "../../fixtures/tiny-bert.ts";

/** Comparing digests, because a failed comparison of megabytes takes vitest minutes to print. */
const digest = (precision: Precision, tensors: ReadonlyMap<string, StoredTensor>) =>
  createHash("sha256")
    .update(writeBertOnnx(TINY_CONFIG, tensors, { precision }))
    .digest("hex");

test("the same weights give the same bytes, so fingerprints are equal on every machine", () => {
  expect(digest("int8", tinyTensors())).toBe(digest("int8", tinyTensors()));
  expect(digest("int8", tinyTensors(1))).not.toBe(digest("int8", tinyTensors(2)));
});

test("weights are found under the prefix of checkpoints for other tasks", () => {
  const prefixed = new Map([...tinyTensors()].map(([name, tensor]) => [`bert.${name}`, tensor]));
  expect(digest("fp32", prefixed)).toBe(digest("fp32", tinyTensors()));
});

test("a missing weight is rejected by name", () => {
  const tensors = tinyTensors();
  tensors.delete("encoder.layer.0.output.dense.bias");
  expect(() => writeBertOnnx(TINY_CONFIG, tensors, { precision: "fp32" })).toThrow(
    /"encoder.layer.0.output.dense.bias" is absent/,
  );
});

test.each([
  [{ model_type: "roberta" }, /model_type is "roberta", expected "bert"/],
  [{ hidden_act: "relu" }, /hidden_act is "relu"/],
  [{ position_embedding_type: "relative_key" }, /position_embedding_type/],
  [{ num_hidden_layers: 1.5 }, /num_hidden_layers is 1.5/],
  [{ layer_norm_eps: undefined }, /layer_norm_eps is undefined/],
  [{ num_attention_heads: 5 }, /not a multiple/],
])("a config with %o is rejected", (change, message) => {
  const config: unknown = JSON.parse(TINY_CONFIG_JSON);
  expect(() => parseBertConfig(JSON.stringify(Object.assign({}, config, change)))).toThrow(message);
});
