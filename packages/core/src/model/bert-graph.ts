import type { BertConfig } from "./bert-config.ts";
import { addLinear, type GraphWriter } from "./linear-layer.ts";
import type { Precision } from "./model-spec.ts";
import { FLOAT, OnnxGraph, type Value } from "./onnx-graph.ts";
import { quantizeRows } from "./quantize-weights.ts";
import { float32Tensor, type StoredTensor } from "./safetensors.ts";

/** Added to the attention scores of padding, so that softmax turns them into zero. */
const MASKED_SCORE = -10_000;

/**
 * Writes a BERT encoder (Devlin et al. 2018, https://arxiv.org/abs/1810.04805) as ONNX, from weights as saved by the
 * Python library `transformers`. Inputs are `input_ids`, `attention_mask` and `token_type_ids`, all int64 [batch,
 * sequence]; the output `last_hidden_state` is float [batch, sequence, hidden size].
 *
 * With `int8`, linear layers multiply bytes (see `addLinear`) and word vectors are stored as bytes. With a dense layer,
 * the last dimension of the output is the number of kept outputs.
 *
 * @throws DatelineError `model-invalid` when a weight is missing or does not have the shape that the config gives
 */
export function writeBertOnnx(...model: BertModel): Uint8Array {
  const steps = writeBertOnnxInSteps(...model);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** A linear layer after the pooling. */
export interface DenseWeights {
  /** `linear.weight`, [outputs, hidden size], and `linear.bias` if there is one. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly outputs: number;
  /** Number of first outputs that the graph computes. */
  readonly kept: number;
}

/** What to write besides the encoder's own weights. */
export interface BertGraphOptions {
  readonly precision: Precision;
  readonly dense?: DenseWeights;
}

type BertModel = [config: BertConfig, tensors: ReadonlyMap<string, StoredTensor>, options: BertGraphOptions];

/**
 * The same in steps. It takes seconds, so callers can do other work between steps, or stop.
 *
 * @throws DatelineError as `writeBertOnnx`
 */
export function* writeBertOnnxInSteps(
  ...[config, tensors, { precision, dense }]: BertModel
): Generator<undefined, Uint8Array> {
  const prefix = tensors.has("bert.embeddings.word_embeddings.weight") ? "bert." : "";
  const weights = (name: string, shape: readonly number[]) => float32Tensor(tensors, prefix + name, shape);
  const graph = new OnnxGraph();
  const writer: GraphWriter = { graph, config, precision, weights };
  for (const input of ["input_ids", "attention_mask", "token_type_ids"]) {
    graph.input(input, "int64", ["batch", "sequence"]);
  }
  const mask = addAttentionMask(writer);
  yield;
  let hidden = addEmbeddings(writer);
  for (let layer = 0; layer < config.layers; layer++) {
    yield;
    hidden = addLayer(writer, hidden, { mask, name: `encoder.layer.${layer}` });
  }
  yield;
  const output = dense === undefined ? hidden : addDense(writer, hidden, dense);
  graph.output("last_hidden_state", output, ["batch", "sequence", dense?.kept ?? config.hiddenSize]);
  return graph.serialize("bert");
}

/**
 * Applies the layer to each token. Because it is linear, the mean of the results equals the layer applied to the mean,
 * so pooling can stay the last step. Computes only the first outputs, which truncation keeps.
 */
function addDense(writer: GraphWriter, hidden: Value, { tensors, outputs, kept }: DenseWeights): Value {
  const { hiddenSize } = writer.config;
  const matrix = float32Tensor(tensors, "linear.weight", [outputs, hiddenSize]).subarray(
    0,
    kept * hiddenSize,
  );
  const bias = tensors.has("linear.bias")
    ? float32Tensor(tensors, "linear.bias", [outputs]).subarray(0, kept)
    : new Float32Array(kept);
  const weights = (name: string) => (name.endsWith(".bias") ? bias : matrix);
  return addLinear({ ...writer, weights }, hidden, { name: "dense", shape: [kept, hiddenSize] });
}

function addAttentionMask({ graph }: GraphWriter): Value {
  const mask = graph.add("Cast", ["attention_mask"], { to: FLOAT });
  const spread = graph.add("Unsqueeze", [mask, graph.integers("mask_axes", [1, 2])]);
  const padding = graph.add("Sub", [graph.floats("one", [1], []), spread]);
  return graph.add("Mul", [padding, graph.floats("masked_score", [MASKED_SCORE], [])]);
}

function addEmbeddings(writer: GraphWriter): Value {
  const { graph, config, weights } = writer;
  const { hiddenSize, maxPositions, tokenTypes } = config;
  const types = weights("embeddings.token_type_embeddings.weight", [tokenTypes, hiddenSize]);
  const positions = weights("embeddings.position_embeddings.weight", [maxPositions, hiddenSize]);
  const typeVectors = graph.add("Gather", [
    graph.floats("token_types", types, [tokenTypes, hiddenSize]),
    "token_type_ids",
  ]);
  // Slice a constant table instead of using Range: ONNX Runtime 1.14 fuses Range into a wrong embedding.
  const length = graph.add("Gather", [graph.add("Shape", ["input_ids"]), graph.integers("axis_1", [1])]);
  const positionVectors = graph.add("Slice", [
    graph.floats("positions", positions, [1, maxPositions, hiddenSize]),
    graph.integers("slice_start", [0]),
    length,
    graph.integers("axis_1", [1]),
  ]);
  const sum = graph.add("Add", [graph.add("Add", [addWordVectors(writer), typeVectors]), positionVectors]);
  return addLayerNorm(writer, sum, "embeddings.LayerNorm");
}

function addWordVectors({ graph, config, precision, weights }: GraphWriter): Value {
  const { vocabularySize, hiddenSize } = config;
  const table = weights("embeddings.word_embeddings.weight", [vocabularySize, hiddenSize]);
  if (precision === "fp32") {
    return graph.add("Gather", [graph.floats("words", table, [vocabularySize, hiddenSize]), "input_ids"]);
  }
  const { values, scales } = quantizeRows(table, hiddenSize);
  const rows = graph.add("Gather", [graph.bytes("words", values, [vocabularySize, hiddenSize]), "input_ids"]);
  const rowScales = graph.add("Gather", [
    graph.floats("word_scales", scales, [vocabularySize, 1]),
    "input_ids",
  ]);
  return graph.add("Mul", [graph.add("Cast", [rows], { to: FLOAT }), rowScales]);
}

function addLayer(writer: GraphWriter, input: Value, { mask, name }: { mask: Value; name: string }): Value {
  const { graph, config } = writer;
  const { hiddenSize, intermediateSize } = config;
  const context = addAttention(writer, input, { mask, name: `${name}.attention.self` });
  const attended = addLinear(writer, context, {
    name: `${name}.attention.output.dense`,
    shape: [hiddenSize, hiddenSize],
  });
  const middle = addLayerNorm(
    writer,
    graph.add("Add", [attended, input]),
    `${name}.attention.output.LayerNorm`,
  );
  const widened = addLinear(writer, middle, {
    name: `${name}.intermediate.dense`,
    shape: [intermediateSize, hiddenSize],
  });
  const narrowed = addLinear(writer, addGelu(graph, widened), {
    name: `${name}.output.dense`,
    shape: [hiddenSize, intermediateSize],
  });
  return addLayerNorm(writer, graph.add("Add", [narrowed, middle]), `${name}.output.LayerNorm`);
}

function addAttention(
  writer: GraphWriter,
  input: Value,
  { mask, name }: { mask: Value; name: string },
): Value {
  const { graph, config } = writer;
  const { hiddenSize, heads } = config;
  const headSize = hiddenSize / heads;
  const split = graph.integers("split_heads", [0, 0, heads, headSize]);
  const project = (part: string, perm: readonly number[]) => {
    const projected = addLinear(writer, input, { name: `${name}.${part}`, shape: [hiddenSize, hiddenSize] });
    return graph.add("Transpose", [graph.add("Reshape", [projected, split])], { perm });
  };
  const query = project("query", [0, 2, 1, 3]);
  const key = project("key", [0, 2, 3, 1]);
  const value = project("value", [0, 2, 1, 3]);
  const products = graph.add("MatMul", [query, key]);
  const scores = graph.add("Div", [products, graph.floats("root_head_size", [Math.sqrt(headSize)], [])]);
  const attention = graph.add("Softmax", [graph.add("Add", [scores, mask])], { axis: { int: -1 } });
  const context = graph.add("Transpose", [graph.add("MatMul", [attention, value])], { perm: [0, 2, 1, 3] });
  return graph.add("Reshape", [context, graph.integers("join_heads", [0, 0, hiddenSize])]);
}

/** Exact GELU: x · (1 + erf(x / √2)) / 2. */
function addGelu(graph: OnnxGraph, input: Value): Value {
  const error = graph.add("Erf", [graph.add("Div", [input, graph.floats("root_2", [Math.SQRT2], [])])]);
  const gate = graph.add("Add", [error, graph.floats("one", [1], [])]);
  return graph.add("Mul", [graph.add("Mul", [input, gate]), graph.floats("half", [0.5], [])]);
}

function addLayerNorm({ graph, config, weights }: GraphWriter, input: Value, name: string): Value {
  const size = [config.hiddenSize];
  const weight = graph.floats(`${name}.weight`, weights(`${name}.weight`, size), size);
  const bias = graph.floats(`${name}.bias`, weights(`${name}.bias`, size), size);
  return graph.add("LayerNormalization", [input, weight, bias], {
    axis: { int: -1 },
    epsilon: config.layerNormEpsilon,
  });
}
