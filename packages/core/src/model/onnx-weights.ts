import onnxProto from "onnx-proto";
import { DatelineError } from "../errors.ts";
import type { StoredTensor } from "./safetensors.ts";

const { ModelProto, TensorProto } = onnxProto.onnx;
type Tensor = onnxProto.onnx.ITensorProto;
type Node = onnxProto.onnx.INodeProto;

/**
 * Reads an encoder's weights from an ONNX file that PyTorch exported in 32-bit floats, under the names of the
 * library `transformers`. The exporter keeps the names of biases and tables, but transposes and renumbers the
 * matrices of linear layers. Each matrix gets its name back from the bias that is added to its product.
 *
 * @throws DatelineError `model-invalid` when the file is not an ONNX model or has elements other than 32-bit
 *   floats
 */
export function readOnnxWeights(file: Uint8Array): ReadonlyMap<string, StoredTensor> {
  const { nodes, constants } = readGraph(file);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of constants) {
    if (/\.(weight|bias)$/.test(name)) tensors.set(name, { ...describe(tensor), bytes: elementsOf(tensor) });
  }
  const consumers = new Map(nodes.flatMap((node) => (node.input ?? []).map((input) => [input, node])));
  for (const node of nodes) {
    const matrix = node.opType === "MatMul" ? constants.get(node.input?.[1] ?? "") : undefined;
    const sum = consumers.get(node.output?.[0] ?? "");
    const bias = sum?.opType === "Add" ? sum.input?.find((input) => input.endsWith(".bias")) : undefined;
    if (matrix === undefined || bias === undefined) continue;
    tensors.set(bias.replace(/bias$/, "weight"), transposed(matrix));
  }
  return tensors;
}

function readGraph(file: Uint8Array): { nodes: readonly Node[]; constants: ReadonlyMap<string, Tensor> } {
  try {
    const { graph } = ModelProto.decode(file);
    const constants = new Map((graph?.initializer ?? []).map((tensor) => [tensor.name ?? "", tensor]));
    return { nodes: graph?.node ?? [], constants };
  } catch (cause) {
    throw new DatelineError("model-invalid", "Cannot read the weights: the file is no ONNX model", { cause });
  }
}

function describe({ dims }: Tensor): Pick<StoredTensor, "dtype" | "shape"> {
  return { dtype: "F32", shape: (dims ?? []).map(Number) };
}

function elementsOf({ name, dataType, rawData }: Tensor): Uint8Array {
  if (dataType === TensorProto.DataType.FLOAT && rawData instanceof Uint8Array) return rawData;
  const reason = `the tensor "${name}" has elements of the type ${dataType}, expected 32-bit floats`;
  throw new DatelineError("model-invalid", `Cannot read the weights of the ONNX model: ${reason}`);
}

/** PyTorch stores [outputs, inputs], the exporter writes [inputs, outputs]. */
function transposed(tensor: Tensor): StoredTensor {
  const [rows = 0, columns = 0] = describe(tensor).shape;
  const values = new Float32Array(new Uint8Array(elementsOf(tensor)).buffer);
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return { dtype: "F32", shape: [columns, rows], bytes: new Uint8Array(turned.buffer) };
}
