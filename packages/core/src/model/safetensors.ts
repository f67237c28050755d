import { DatelineError } from "../errors.ts";

/** One tensor of a safetensors file, as a view. */
export interface StoredTensor {
  /** Element type as named in the file, such as `F32` or `I64`. */
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
 * @throws DatelineError `model-invalid` when the tensor is missing, not `F32` or of another shape
 */
export function float32Tensor(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
  shape: readonly number[],
): Float32Array {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw invalid(`the tensor "${name}" is absent`);
  if (tensor.dtype !== "F32") throw invalid(`the tensor "${name}" is ${tensor.dtype}, expected F32`);
  if (tensor.shape.join() !== shape.join()) {
    throw invalid(`the tensor "${name}" has the shape [${tensor.shape}], expected [${shape}]`);
  }
  // Copy for alignment. `slice()` would share memory when the bytes are a Buffer.
  return new Float32Array(new Uint8Array(tensor.bytes).buffer);
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
