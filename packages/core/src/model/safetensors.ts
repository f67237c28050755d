import { DatelineError } from "../errors.ts";

/** One tensor of a model's file, as a view. */
export interface StoredTensor {
  /** Element type as named in the file, such as `F32` or `I64`. `Q4_0`: see `readQ4`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Little-endian elements in row-major order; a view of the file, not aligned. */
  readonly bytes: Uint8Array;
}

const LENGTH_BYTES = 8;
const BYTES_PER_ELEMENT: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  F32: 4,
  I32: 4,
  U32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
};

/**
 * Reads the tensors of a safetensors file: eight bytes of header length, a JSON header, then the data
 * (https://github.com/huggingface/safetensors#format).
 *
 * @throws DatelineError `model-invalid` when the file is truncated or its header contradicts its data
 */
export function readSafetensors(file: Uint8Array): ReadonlyMap<string, StoredTensor> {
  const { header, data } = splitHeader(file);
  const tensors = new Map<string, StoredTensor>();
  let endOfData = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { tensor, end } = readEntry(name, entry, data);
    tensors.set(name, tensor);
    endOfData = Math.max(endOfData, end);
  }
  if (endOfData !== data.length) {
    throw invalid(`its tensors end at byte ${endOfData} of data, the file has ${data.length}`);
  }
  return tensors;
}

/**
 * @returns a copy of the tensor's elements
 * @throws DatelineError `model-invalid` when the tensor is missing, neither `F32` nor `Q4_0`, or of another
 *   shape
 */
export function float32Tensor(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
  shape: readonly number[],
): Float32Array {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw invalid(`the tensor "${name}" is absent`);
  if (tensor.shape.join() !== shape.join()) {
    throw invalid(`the tensor "${name}" has the shape [${tensor.shape}], expected [${shape}]`);
  }
  if (tensor.dtype === "Q4_0") return readQ4(tensor.bytes);
  if (tensor.dtype !== "F32") throw invalid(`the tensor "${name}" is ${tensor.dtype}, expected F32`);
  // Copy for alignment. `slice()` would share memory when the bytes are a Buffer.
  return new Float32Array(new Uint8Array(tensor.bytes).buffer);
}

/** Weights of one block. */
export const Q4_BLOCK_WEIGHTS = 32;
/** A scale of 16 bits and 4 bits for each weight. */
export const Q4_BLOCK_BYTES = 2 + Q4_BLOCK_WEIGHTS / 2;

/**
 * Reads weights of 4 bits in the format `Q4_0` of ggml (https://github.com/ggml-org/ggml): blocks of 32, each
 * with a 16-bit float as scale. The low halves of the bytes hold the first 16 weights, the high halves the
 * others, as numbers around 8.
 */
function readQ4(bytes: Uint8Array): Float32Array {
  const blocks = bytes.length / Q4_BLOCK_BYTES;
  const half = Q4_BLOCK_WEIGHTS / 2;
  const weights = new Float32Array(blocks * Q4_BLOCK_WEIGHTS);
  for (let block = 0; block < blocks; block++) {
    const [from, to] = [block * Q4_BLOCK_BYTES, block * Q4_BLOCK_WEIGHTS];
    const scale = float16((bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8));
    for (let index = 0; index < half; index++) {
      const pair = bytes[from + 2 + index] ?? 0;
      weights[to + index] = ((pair & 15) - 8) * scale;
      weights[to + half + index] = ((pair >> 4) - 8) * scale;
    }
  }
  return weights;
}

/** Decodes a 16-bit float: a sign, 5 bits of exponent, 10 bits of fraction (IEEE 754). */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function splitHeader(file: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (file.length < LENGTH_BYTES) throw invalid(`it has ${file.length} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, LENGTH_BYTES);
  const headerBytes = Number(view.getBigUint64(0, true));
  const dataStart = LENGTH_BYTES + headerBytes;
  if (dataStart > file.length) {
    throw invalid(`the header should have ${headerBytes} bytes, the whole file has ${file.length}`);
  }
  const text = new TextDecoder().decode(file.subarray(LENGTH_BYTES, dataStart));
  return { header: parseHeader(text), data: file.subarray(dataStart) };
}

function parseHeader(text: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text);
    if (isRecord(header)) return header;
  } catch (cause) {
    throw invalid("its header is not JSON", cause);
  }
  throw invalid("its header is not a JSON object");
}

function readEntry(name: string, entry: unknown, data: Uint8Array): { tensor: StoredTensor; end: number } {
  if (!isRecord(entry)) throw invalid(`the entry of "${name}" is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  const [start, end] = isCounts(offsets) ? offsets : [];
  if (typeof dtype !== "string" || !isCounts(shape) || start === undefined || end === undefined) {
    throw invalid(`the entry of "${name}" lacks dtype, shape or data_offsets`);
  }
  if (start > end || end > data.length) {
    throw invalid(`the tensor "${name}" lies at bytes ${start} to ${end} of ${data.length}`);
  }
  const elementBytes = BYTES_PER_ELEMENT[dtype];
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elementBytes === undefined || elements * elementBytes !== end - start) {
    throw invalid(`the tensor "${name}" (${dtype}, [${shape}]) does not fill its ${end - start} bytes`);
  }
  return { tensor: { dtype, shape, bytes: data.subarray(start, end) }, end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((it) => Number.isSafeInteger(it) && it >= 0);
}

function invalid(reason: string, cause?: unknown): DatelineError {
  return new DatelineError("model-invalid", `Cannot read the safetensors file: ${reason}`, { cause });
}
