import onnxProto from "onnx-proto";

const { AttributeProto, ModelProto, TensorProto } = onnxProto.onnx;
const ELEMENT = TensorProto.DataType;
const ATTRIBUTE = AttributeProto.AttributeType;

/** Declared operator set: 17 is the first with LayerNormalization. */
const OPSET = 17;
/** ONNX 1.10 to 1.12, which ONNX Runtime 1.14 is sure to read. */
const IR_VERSION = 8;

/** Name of a value that flows between the nodes of a graph. */
export type Value = string;

/** Element types of a graph's inputs and outputs. */
export type ElementType = "float32" | "int64";

/** A number becomes a float attribute, `{ int }` an integer, an array a list of integers. */
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly int: number }>>;

const ELEMENT_TYPES = { float32: ELEMENT.FLOAT, int64: ELEMENT.INT64 };

/** Element type of `Cast`'s attribute `to`. */
export const FLOAT = { int: ELEMENT.FLOAT };

/**
 * Collects nodes and constants and serializes them as an ONNX model
 * (https://github.com/onnx/onnx/blob/main/docs/IR.md).
 */
export class OnnxGraph {
  readonly #nodes: onnxProto.onnx.INodeProto[] = [];
  readonly #constants = new Map<string, onnxProto.onnx.ITensorProto>();
  readonly #inputs: onnxProto.onnx.IValueInfoProto[] = [];
  readonly #outputs: onnxProto.onnx.IValueInfoProto[] = [];

  /** Adds a node with one output. @returns that output */
  add(operator: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    const name = `${operator}_${this.#nodes.length}`;
    const attribute = Object.entries(attributes).map(toAttribute);
    this.#nodes.push({ name, opType: operator, input: [...inputs], output: [name], attribute });
    return name;
  }

  /** Adds a float constant, or reuses the one of this name. An empty shape is a scalar. */
  floats(name: string, values: ArrayLike<number>, dims: readonly number[]): Value {
    return this.#constant(name, { dims, dataType: ELEMENT.FLOAT, data: Float32Array.from(values) });
  }

  /** Adds a constant of signed or unsigned bytes. */
  bytes(name: string, values: Int8Array | Uint8Array, dims: readonly number[]): Value {
    const dataType = values instanceof Int8Array ? ELEMENT.INT8 : ELEMENT.UINT8;
    return this.#constant(name, { dims, dataType, data: values });
  }

  /** Adds a constant of 64-bit integers, one-dimensional unless stated. */
  integers(name: string, values: readonly number[], dims: readonly number[] = [values.length]): Value {
    return this.#constant(name, { dims, dataType: ELEMENT.INT64, data: BigInt64Array.from(values, BigInt) });
  }

  /** @param dims a string names a dimension whose size is known only at run time */
  input(name: string, type: ElementType, dims: readonly (number | string)[]): Value {
    this.#inputs.push(toValueInfo(name, type, dims));
    return name;
  }

  output(name: string, value: Value, dims: readonly (number | string)[]): void {
    this.#nodes.push({ name, opType: "Identity", input: [value], output: [name] });
    this.#outputs.push(toValueInfo(name, "float32", dims));
  }

  /** Returns the bytes of an `.onnx` file. */
  serialize(graphName: string): Uint8Array {
    return ModelProto.encode({
      irVersion: IR_VERSION,
      producerName: "dateline",
      opsetImport: [{ domain: "", version: OPSET }],
      graph: {
        name: graphName,
        node: this.#nodes,
        initializer: [...this.#constants.values()],
        input: this.#inputs,
        output: this.#outputs,
      },
    }).finish();
  }

  #constant(
    name: string,
    tensor: {
      dims: readonly number[];
      dataType: number;
      data: Float32Array | Int8Array | Uint8Array | BigInt64Array;
    },
  ): Value {
    const { buffer, byteOffset, byteLength } = tensor.data;
    // ONNX stores little-endian, like every processor that Node runs on.
    const rawData = new Uint8Array(buffer, byteOffset, byteLength);
    this.#constants.set(name, { name, dims: [...tensor.dims], dataType: tensor.dataType, rawData });
    return name;
  }
}

function toAttribute([name, value]: [string, Attributes[string]]): onnxProto.onnx.IAttributeProto {
  if (typeof value === "number") return { name, type: ATTRIBUTE.FLOAT, f: value };
  if ("int" in value) return { name, type: ATTRIBUTE.INT, i: value.int };
  return { name, type: ATTRIBUTE.INTS, ints: [...value] };
}

function toValueInfo(
  name: string,
  type: ElementType,
  dims: readonly (number | string)[],
): onnxProto.onnx.IValueInfoProto {
  const dim = dims.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } };
}
