/**
 * Inner products of a float32 query and many vectors, sixteen dimensions at a time, as bytes of WebAssembly that are
 * readable and need no compiler. Tests compare the results with `dotProduct`. In WebAssembly's text format:
 *
 * ``` (func (export "f") (param $query i32) (param $from i32) (param $count i32) (param $bytes i32) (param $out i32)
 * for each of $count vectors of $bytes, which lie one after the other at $from, or at the addresses that are listed
 * there: four sums of four lanes each, over 64 bytes of $query and as many dimensions of the vector at a time; then
 * their total to $out) ```
 *
 * Instructions: https://webassembly.github.io/spec/core/binary/instructions.html
 *
 * @module
 */

import { WINDOW_LEVELS } from "./embedding-codec.ts";

/** Dimensions per iteration of the inner loop. */
export const KERNEL_STEP = 16;

/** All are addresses or byte counts, except `count`. */
type Dots = (query: number, from: number, count: number, bytes: number, out: number) => void;

const [I32, V128, NO_RESULT] = [0x7f, 0x7b, 0x40];
const [QUERY, FROM, COUNT, BYTES, OUT, VECTOR, END, POSITION, FIRST_SUM, HALF, LEVELS] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13,
];
const SUMS = [0, 1, 2, 3] as const;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
/** Below 64: as a signed LEB128 constant, 64 takes two bytes. */
const constant = (value: number) => [0x41, value];
const CONSTANT_64 = [0x41, 0xc0, 0x00];
const [ADD_I32, SUBTRACT_I32, LESS_THAN_U32, IS_ZERO] = [0x6a, 0x6b, 0x49, 0x45];
const [BLOCK, LOOP, CLOSE, BRANCH, BRANCH_IF] = [0x02, 0x03, 0x0b, 0x0c, 0x0d];
const ADD_F32 = 0x92;
const LOAD_I32 = [0x28, 2, 0];
const STORE_F32 = [0x38, 2, 0];
const load = (offset: number) => [0xfd, 0x00, 2, offset];
/** Loads eight int8 as int16. */
const loadInt8 = (offset: number) => [0xfd, 0x01, 0, offset];
/** Loads eight bytes into the lower half. */
const LOAD_EIGHT = [0xfd, 0x5d, 0, 0];
/** Extends the lower or upper eight of sixteen int8 to int16. */
const extendInt8 = (half: number) => [0xfd, half === 0 ? 0x87 : 0x88, 0x01];
/** Extends the lower or upper four of eight int16 to int32. */
const extend = (half: number) => [0xfd, half === 0 ? 0xa7 : 0xa8, 0x01];
const INT32_TO_F32X4 = [0xfd, 0xfa, 0x01];
const bytesConstant = (bytes: ArrayLike<number>) => [0xfd, 0x0c, ...Array.from(bytes)];
const ZEROS = bytesConstant(new Uint8Array(16));
/** Selects bytes of two vectors by constant positions, or bytes of one by positions in another. */
const shuffle = (positions: readonly number[]) => [0xfd, 0x0d, ...positions];
const SWIZZLE = [0xfd, 0x0e];
const [MULTIPLY_I16X8, SHIFT_RIGHT_U16X8, NARROW_TO_U8] = [
  [0xfd, 0x95, 0x01],
  [0xfd, 0x8d, 0x01],
  [0xfd, 0x66],
];
const ADD_F32X4 = [0xfd, 0xe4, 0x01];
const MULTIPLY_F32X4 = [0xfd, 0xe6, 0x01];
const extractLane = (lane: number) => [0xfd, 0x1f, lane];

/** Adds the products of 16 bytes of the query and four dimensions of the vector to a sum. */
const addProducts = (sum: number, fourDimensions: readonly number[]) => [
  ...get(FIRST_SUM + sum),
  ...[...get(POSITION), ...load(16 * sum), ...fourDimensions, ...MULTIPLY_F32X4],
  ...[...ADD_F32X4, ...set(FIRST_SUM + sum)],
];

const advance = (bytes: readonly number[]) => [...get(VECTOR), ...bytes, ADD_I32, ...set(VECTOR)];

const FLOAT32_STEP = [
  ...SUMS.flatMap((sum) => addProducts(sum, [...get(VECTOR), ...load(16 * sum)])),
  ...advance(CONSTANT_64),
];

/** @param eight puts eight dimensions as int16 on the stack, the first or the others */
const int16Step = (eight: (half: number) => readonly number[]) =>
  SUMS.flatMap((sum) => [
    ...(sum % 2 === 0 ? [...eight(sum / 2), ...set(HALF)] : []),
    ...addProducts(sum, [...get(HALF), ...extend(sum % 2), ...INT32_TO_F32X4]),
  ]);

const INT8_STEP = [
  ...int16Step((half) => [...get(VECTOR), ...loadInt8(8 * half)]),
  ...advance(constant(KERNEL_STEP)),
];

/** Six bytes are sixteen codes of three bits, the lowest first. */
const CODE_BYTES = 6;
const CODE_BITS = 3;
const LANE_BITS = 16;

/** Eight codes from three bytes, each in a lane of 16 bits: its two bytes, shifted to the left and then to the right. */
const unpackEight = (firstByte: number) => {
  const lanes = Array.from({ length: 8 }, (_, lane) => CODE_BITS * lane);
  const factors = Uint16Array.from(lanes, (bit) => 1 << (LANE_BITS - CODE_BITS - (bit & 7)));
  return [
    ...[...get(LEVELS), ...get(LEVELS)],
    ...shuffle(lanes.flatMap((bit) => [firstByte + (bit >> 3), firstByte + (bit >> 3) + 1])),
    ...[...bytesConstant(new Uint8Array(factors.buffer)), ...MULTIPLY_I16X8],
    ...[...constant(LANE_BITS - CODE_BITS), ...SHIFT_RIGHT_U16X8],
  ];
};

const LEVELS_STEP = [
  ...[...get(VECTOR), ...LOAD_EIGHT, ...set(LEVELS)],
  ...bytesConstant(new Uint8Array(Int8Array.from([...WINDOW_LEVELS, ...WINDOW_LEVELS]).buffer)),
  ...[...unpackEight(0), ...unpackEight(CODE_BYTES / 2), ...NARROW_TO_U8],
  ...[...SWIZZLE, ...set(LEVELS)],
  ...int16Step((half) => [...get(LEVELS), ...extendInt8(half)]),
  ...advance(constant(CODE_BYTES)),
];

const STORE_TOTAL = [
  ...get(OUT),
  ...[...get(FIRST_SUM), ...get(FIRST_SUM + 1), ...ADD_F32X4],
  ...[...get(FIRST_SUM + 2), ...get(FIRST_SUM + 3), ...ADD_F32X4, ...ADD_F32X4, ...set(FIRST_SUM)],
  ...[...get(FIRST_SUM), ...extractLane(0), ...get(FIRST_SUM), ...extractLane(1), ADD_F32],
  ...[...get(FIRST_SUM), ...extractLane(2), ...get(FIRST_SUM), ...extractLane(3), ADD_F32, ADD_F32],
  ...STORE_F32,
];

/** Where the next vector is, and what comes after it. */
const IN_SEQUENCE = [...get(FROM), ...set(VECTOR), ...get(FROM), ...get(BYTES), ADD_I32, ...set(FROM)];
const AS_LISTED = [
  ...[...get(FROM), ...LOAD_I32, ...set(VECTOR)],
  ...[...get(FROM), ...constant(4), ADD_I32, ...set(FROM)],
];

const kernelOf = (next: readonly number[], step: readonly number[]): KernelCode => ({
  parameters: 5,
  body: [
    ...[2, 3, I32, 6, V128],
    ...[BLOCK, NO_RESULT, LOOP, NO_RESULT],
    ...[...get(COUNT), IS_ZERO, BRANCH_IF, 1],
    ...SUMS.flatMap((sum) => [...ZEROS, ...set(FIRST_SUM + sum)]),
    ...[...get(QUERY), ...set(POSITION)],
    ...[...next, ...get(VECTOR), ...get(BYTES), ADD_I32, ...set(END)],
    ...[LOOP, NO_RESULT, ...step],
    ...[...get(POSITION), ...CONSTANT_64, ADD_I32, ...set(POSITION)],
    ...[...get(VECTOR), ...get(END), LESS_THAN_U32, BRANCH_IF, 0, CLOSE],
    ...STORE_TOTAL,
    ...[...get(OUT), ...constant(4), ADD_I32, ...set(OUT)],
    ...[...get(COUNT), ...constant(1), SUBTRACT_I32, ...set(COUNT)],
    ...[BRANCH, 0, CLOSE, CLOSE, CLOSE],
  ] as readonly number[],
});

const KERNELS = {
  float32: kernelOf(IN_SEQUENCE, FLOAT32_STEP),
  int8: kernelOf(IN_SEQUENCE, INT8_STEP),
  /** At listed addresses. */
  int8Listed: kernelOf(AS_LISTED, INT8_STEP),
  /** Codes of `encodeLevels` at listed addresses. Also reads the two bytes after each, and ignores them. */
  levelsListed: kernelOf(AS_LISTED, LEVELS_STEP),
};

/** Creates zeroed memory for kernels, in pages of 64 KiB. */
export function createKernelMemory(pages: number): KernelMemory {
  return new webAssembly.Memory({ initial: pages });
}

export const WORD_BYTES = 4;

/**
 * The contents of a kernel's memory, in this order: a query, its products, the addresses of vectors, and the vectors.
 */
export interface KernelLayout {
  readonly dimensions: number;
  readonly products: number;
  readonly addresses: number;
  /** Of the vectors. */
  readonly bytes: number;
}

/** Where the vectors begin. */
function vectorsAt({ dimensions, products, addresses }: KernelLayout): number {
  return (dimensions + products + addresses) * WORD_BYTES;
}

export function kernelPages(layout: KernelLayout): number {
  return Math.ceil((vectorsAt(layout) + layout.bytes) / PAGE_BYTES);
}

/** @param pages at least `kernelPages` */
export function layOutKernel(layout: KernelLayout, pages: number) {
  const { dimensions, products, addresses } = layout;
  const memory = createKernelMemory(pages);
  return {
    memory,
    query: new Float32Array(memory.buffer, 0, dimensions),
    products: new Float32Array(memory.buffer, dimensions * WORD_BYTES, products),
    addresses: new Uint32Array(memory.buffer, (dimensions + products) * WORD_BYTES, addresses),
    vectorsAt: vectorsAt(layout),
  };
}

/** The function over this memory for a type of vectors. */
export function dotsIn(memory: KernelMemory, type: keyof typeof KERNELS): Dots {
  const code = KERNELS[type];
  // Compiled once, and shared by all memories.
  const module = modules.get(code) ?? new webAssembly.Module(assemble(code));
  modules.set(code, module);
  return new webAssembly.Instance(module, { m: { m: memory } }).exports["f"] as Dots;
}

/** The used part of the WebAssembly API, which the types of Node 20 lack. */
interface WebAssemblyApi {
  readonly Memory: new (size: { readonly initial: number }) => KernelMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

export interface KernelMemory {
  readonly buffer: ArrayBuffer;
}

/** A function without a result, whose parameters are all `i32`. */
interface KernelCode {
  readonly parameters: number;
  /** Its locals and instructions. */
  readonly body: readonly number[];
}

/** Page size of the memory. */
export const PAGE_BYTES = 65_536;
/** Addresses have 32 bits. The last page is unused, so that the end of a vector has an address too. */
export const MOST_PAGES = 65_535;

const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
const modules = new Map<KernelCode, object>();

/** A module with one function, since JavaScript cannot use SIMD. Layout: https://webassembly.github.io/spec/core/binary/modules.html */
function assemble({ parameters, body }: KernelCode): Uint8Array {
  const type = [0x60, parameters, ...new Array<number>(parameters).fill(I32), 0];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, ...type]),
    ...section(2, [1, ...name("m"), ...name("m"), 2, 0, 0]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name("f"), 0, 0]),
    ...section(10, [1, ...length(body), ...body]),
  ]);
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...length(content), ...content];
}

/** As LEB128 in two bytes. */
function length({ length: count }: readonly number[]): readonly number[] {
  return [(count & 0x7f) | 0x80, count >> 7];
}

function name(letter: string): readonly number[] {
  return [1, letter.charCodeAt(0)];
}

/**
 * Inner product of `query` and the vector in `matrix` at `offset`; the cosine similarity when both are
 * L2-normalised. Uses four sums, because with one every addition would wait for the previous one.
 */
export function dotProduct(query: Float32Array, matrix: Float32Array | Int8Array, offset: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = query.length - (query.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += (query[i] as number) * (matrix[offset + i] as number);
    b += (query[i + 1] as number) * (matrix[offset + i + 1] as number);
    c += (query[i + 2] as number) * (matrix[offset + i + 2] as number);
    d += (query[i + 3] as number) * (matrix[offset + i + 3] as number);
  }
  for (let i = whole; i < query.length; i++) a += (query[i] as number) * (matrix[offset + i] as number);
  return a + b + c + d;
}
