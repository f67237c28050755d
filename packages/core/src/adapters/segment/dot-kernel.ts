/**
 * Inner products of a float32 query and many vectors, sixteen dimensions at a time, as bytes of WebAssembly that can be
 * read and need no compiler. They do what `dotProduct` does; tests hold the one to the other. In WebAssembly's text format:
 *
 * ```
 * (func (export "f") (param $query i32) (param $vector i32) (param $count i32) (param $bytes i32) (param $gap i32) (param $out i32)
 *   for each of $count vectors of $bytes, which lie $gap bytes apart:
 *     four sums of four lanes each, over 64 bytes of $query and as many dimensions of $vector at a time;
 *     then their total to $out)
 * ```
 *
 * Instructions: https://webassembly.github.io/spec/core/binary/instructions.html
 *
 * @module
 */

/** Dimensions per iteration of the inner loop. */
export const KERNEL_STEP = 16;

/** All are addresses or byte counts, except `count`. */
type Dots = (query: number, vector: number, count: number, bytes: number, gap: number, out: number) => void;

const [I32, V128, NO_RESULT] = [0x7f, 0x7b, 0x40];
const [QUERY, VECTOR, COUNT, BYTES, GAP, OUT, END, POSITION, FIRST_SUM, HALF] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 12,
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
const STORE_F32 = [0x38, 2, 0];
const load = (offset: number) => [0xfd, 0x00, 2, offset];
/** Loads eight int8 as int16. */
const loadInt8 = (offset: number) => [0xfd, 0x01, 0, offset];
/** Extends the lower or upper four of eight int16 to int32. */
const extend = (half: number) => [0xfd, half === 0 ? 0xa7 : 0xa8, 0x01];
const INT32_TO_F32X4 = [0xfd, 0xfa, 0x01];
const ZEROS = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const ADD_F32X4 = [0xfd, 0xe4, 0x01];
const MULTIPLY_F32X4 = [0xfd, 0xe6, 0x01];
const extractLane = (lane: number) => [0xfd, 0x1f, lane];

/** Adds the products of 16 bytes of the query and four dimensions of the vector to a sum. */
const addProducts = (sum: number, fourDimensions: readonly number[]) => [
  ...get(FIRST_SUM + sum),
  ...[...get(POSITION), ...load(16 * sum), ...fourDimensions, ...MULTIPLY_F32X4],
  ...[...ADD_F32X4, ...set(FIRST_SUM + sum)],
];

const FLOAT32_STEP = [
  ...SUMS.flatMap((sum) => addProducts(sum, [...get(VECTOR), ...load(16 * sum)])),
  ...[...get(VECTOR), ...CONSTANT_64, ADD_I32, ...set(VECTOR)],
];

const INT8_STEP = [
  ...SUMS.flatMap((sum) => [
    ...(sum % 2 === 0 ? [...get(VECTOR), ...loadInt8(4 * sum), ...set(HALF)] : []),
    ...addProducts(sum, [...get(HALF), ...extend(sum % 2), ...INT32_TO_F32X4]),
  ]),
  ...[...get(VECTOR), ...constant(KERNEL_STEP), ADD_I32, ...set(VECTOR)],
];

const STORE_TOTAL = [
  ...get(OUT),
  ...[...get(FIRST_SUM), ...get(FIRST_SUM + 1), ...ADD_F32X4],
  ...[...get(FIRST_SUM + 2), ...get(FIRST_SUM + 3), ...ADD_F32X4, ...ADD_F32X4, ...set(FIRST_SUM)],
  ...[...get(FIRST_SUM), ...extractLane(0), ...get(FIRST_SUM), ...extractLane(1), ADD_F32],
  ...[...get(FIRST_SUM), ...extractLane(2), ...get(FIRST_SUM), ...extractLane(3), ADD_F32, ADD_F32],
  ...STORE_F32,
];

const kernelOf = (step: readonly number[]): KernelCode => ({
  parameters: 6,
  body: [
    ...[2, 2, I32, 5, V128],
    ...[BLOCK, NO_RESULT, LOOP, NO_RESULT],
    ...[...get(COUNT), IS_ZERO, BRANCH_IF, 1],
    ...SUMS.flatMap((sum) => [...ZEROS, ...set(FIRST_SUM + sum)]),
    ...[...get(QUERY), ...set(POSITION)],
    ...[...get(VECTOR), ...get(BYTES), ADD_I32, ...set(END)],
    ...[LOOP, NO_RESULT, ...step],
    ...[...get(POSITION), ...CONSTANT_64, ADD_I32, ...set(POSITION)],
    ...[...get(VECTOR), ...get(END), LESS_THAN_U32, BRANCH_IF, 0, CLOSE],
    ...STORE_TOTAL,
    ...[...get(VECTOR), ...get(GAP), ADD_I32, ...set(VECTOR)],
    ...[...get(OUT), ...constant(4), ADD_I32, ...set(OUT)],
    ...[...get(COUNT), ...constant(1), SUBTRACT_I32, ...set(COUNT)],
    ...[BRANCH, 0, CLOSE, CLOSE, CLOSE],
  ] as readonly number[],
});

const KERNELS = { float32: kernelOf(FLOAT32_STEP), int8: kernelOf(INT8_STEP) };

/** Creates zeroed memory of this many 64 KiB pages, and the function over it for a type of vectors. */
export function createDotKernel(
  type: keyof typeof KERNELS,
  pages: number,
): { readonly memory: KernelMemory; readonly dots: Dots } {
  const { memory, run } = createSimdKernel(KERNELS[type], pages);
  return { memory, dots: run };
}

/** The part of WebAssembly that is used; the types of Node 20 lack it. */
interface WebAssemblyApi {
  readonly Memory: new (size: { readonly initial: number }) => KernelMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

interface KernelMemory {
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

const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
const modules = new Map<KernelCode, object>();

/**
 * Creates zeroed memory of this many pages and a WebAssembly function over it, since JavaScript cannot use
 * SIMD. Module layout: https://webassembly.github.io/spec/core/binary/modules.html
 */
function createSimdKernel(
  code: KernelCode,
  pages: number,
): { readonly memory: KernelMemory; readonly run: (...parameters: readonly number[]) => void } {
  const module = modules.get(code) ?? new webAssembly.Module(assemble(code));
  modules.set(code, module);
  const memory = new webAssembly.Memory({ initial: pages });
  const { exports } = new webAssembly.Instance(module, { m: { m: memory } });
  return { memory, run: exports["f"] as (...parameters: readonly number[]) => void };
}

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
