import type { BertConfig } from "./bert-config.ts";
import type { Precision } from "./model-spec.ts";
import { FLOAT, type OnnxGraph, type Value } from "./onnx-graph.ts";
import { quantizeColumns } from "./quantize-weights.ts";

/** What each part of an encoder needs in order to write itself. */
export interface GraphWriter {
  readonly graph: OnnxGraph;
  readonly config: BertConfig;
  readonly precision: Precision;
  /** Copies the named weights; throws when they are missing or have another shape. */
  readonly weights: (name: string, shape: readonly number[]) => Float32Array;
}

/** A linear layer, identified by the name of its weights. */
export interface LinearLayer {
  readonly name: string;
  /** [outputs, inputs], as PyTorch stores it. */
  readonly shape: readonly [number, number];
}

/** Activations are quantized symmetrically around this byte, ... */
const BYTE_ZERO = 128;
/** ... with this many steps on each side. */
const BYTE_STEPS = 127;
/** Avoids a division by zero for a token whose activations are all zero. */
const SMALLEST_ACTIVATION = 1e-20;

/** Adds input · weightsᵀ + bias, in the precision of the writer. */
export function addLinear(writer: GraphWriter, input: Value, { name, shape }: LinearLayer): Value {
  const { graph, precision, weights } = writer;
  const [outputs, inputs] = shape;
  const matrix = transpose(weights(`${name}.weight`, shape), inputs);
  const product =
    precision === "int8"
      ? addQuantizedProduct(graph, input, { name, matrix, inputs, outputs })
      : graph.add("MatMul", [input, graph.floats(`${name}.weight`, matrix, [inputs, outputs])]);
  return graph.add("Add", [
    product,
    graph.floats(`${name}.bias`, weights(`${name}.bias`, [outputs]), [outputs]),
  ]);
}

/**
 * Multiplies bytes: weights are quantized here with one scale per output, activations at run time with one
 * scale per token ("token-wise" in ZeroQuant, Yao et al. 2022, https://arxiv.org/abs/2206.01861).
 *
 * The usual DynamicQuantizeLinear has one scale per batch. The embedding of a text would then depend on the
 * other texts of the batch (cosine 0.993 with itself, measured on news), and the error against fp32 doubles.
 */
function addQuantizedProduct(
  graph: OnnxGraph,
  input: Value,
  layer: { name: string; matrix: Float32Array; inputs: number; outputs: number },
): Value {
  const { name, matrix, inputs, outputs } = layer;
  const { values, scales } = quantizeColumns(matrix, outputs);
  const largest = graph.add("ReduceMax", [graph.add("Abs", [input])], { axes: [-1], keepdims: { int: 1 } });
  const range = graph.add("Max", [largest, graph.floats("smallest_activation", [SMALLEST_ACTIVATION], [])]);
  const byteZero = graph.bytes("byte_zero", Uint8Array.of(BYTE_ZERO), []);
  const bytes = graph.add("QuantizeLinear", [
    graph.add("Div", [input, range]),
    graph.floats("byte_step", [1 / BYTE_STEPS], []),
    byteZero,
  ]);
  const product = graph.add("MatMulInteger", [
    bytes,
    graph.bytes(`${name}.weight`, values, [inputs, outputs]),
    byteZero,
    graph.bytes("weight_zero", new Int8Array(1), []),
  ]);
  const productScales = graph.add("Mul", [
    addByteStep(graph),
    graph.floats(`${name}.scales`, scales, [outputs]),
  ]);
  const scaled = graph.add("Mul", [graph.add("Cast", [product], { to: FLOAT }), productScales]);
  return graph.add("Mul", [scaled, range]);
}

/**
 * The size of one quantization step, as a value known only at run time: the maximum of the mask is always 1.
 * ONNX Runtime 1.14 fuses MatMulInteger, Cast and Mul into one pass only when the scales are a product that
 * it cannot precompute. That makes batches of 32 about 15 % faster.
 */
function addByteStep(graph: OnnxGraph): Value {
  const mask = graph.add("Cast", ["attention_mask"], { to: FLOAT });
  const one = graph.add("ReduceMax", [mask], { keepdims: { int: 0 } });
  return graph.add("Mul", [one, graph.floats("byte_step", [1 / BYTE_STEPS], [])]);
}

function transpose(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  const transposed = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[column * rows + row] = matrix[row * columns + column] ?? 0;
    }
  }
  return transposed;
}
