/**
 * Inner products of a query and many vectors with SIMD, which JavaScript alone cannot use: a WebAssembly function of some
 * 200 bytes, put together here instruction by instruction so that it can be read and needs no compiler. It does what
 * `dotProduct` does, sixteen dimensions at a time; tests hold the one to the other. In WebAssembly's text format:
 *
 * ```
 * (func (export "dots") (param $query i32) (param $vector i32) (param $count i32) (param $bytes i32) (param $out i32)
 *   for each of $count vectors: four sums of four lanes each, over 64 bytes of $query and $vector at a time;
 *   then their total to $out)
 * ```
 *
 * Instructions: https://webassembly.github.io/spec/core/binary/instructions.html
 *
 * @module
 */

/** Dimensions that one turn of the inner loop takes. */
export const KERNEL_STEP = 16;

/** What is used of WebAssembly; the types of Node 20 leave it out. */
interface WebAssemblyApi {
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

type Dots = (query: number, vector: number, count: number, bytes: number, out: number) => void;

const [I32, V128, FUNCTION, NO_RESULT] = [0x7f, 0x7b, 0x60, 0x40];
const [QUERY, VECTOR, COUNT, BYTES, OUT, END, POSITION, FIRST_SUM] = [0, 1, 2, 3, 4, 5, 6, 7];
const SUMS = [0, 1, 2, 3] as const;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, value];
const [ADD_I32, SUBTRACT_I32, LESS_THAN_U32, IS_ZERO] = [0x6a, 0x6b, 0x49, 0x45];
const [BLOCK, LOOP, CLOSE, BRANCH, BRANCH_IF] = [0x02, 0x03, 0x0b, 0x0c, 0x0d];
const ADD_F32 = 0x92;
const STORE_F32 = [0x38, 2, 0];
const load = (offset: number) => [0xfd, 0x00, 2, offset];
const ZEROS = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const ADD_F32X4 = [0xfd, 0xe4, 0x01];
const MULTIPLY_F32X4 = [0xfd, 0xe6, 0x01];
const extractLane = (lane: number) => [0xfd, 0x1f, lane];
/** 64 as a signed LEB128 constant takes two bytes. */
const CONSTANT_64 = [0x41, 0xc0, 0x00];

const INNER_LOOP = [
  ...[LOOP, NO_RESULT],
  ...SUMS.flatMap((sum) => [
    ...get(FIRST_SUM + sum),
    ...[...get(POSITION), ...load(16 * sum), ...get(VECTOR), ...load(16 * sum), ...MULTIPLY_F32X4],
    ...[...ADD_F32X4, ...set(FIRST_SUM + sum)],
  ]),
  ...[...get(POSITION), ...CONSTANT_64, ADD_I32, ...set(POSITION)],
  ...[...get(VECTOR), ...CONSTANT_64, ADD_I32, ...set(VECTOR)],
  ...[...get(VECTOR), ...get(END), LESS_THAN_U32, BRANCH_IF, 0],
  CLOSE,
];

const STORE_TOTAL = [
  ...get(OUT),
  ...[...get(FIRST_SUM), ...get(FIRST_SUM + 1), ...ADD_F32X4],
  ...[...get(FIRST_SUM + 2), ...get(FIRST_SUM + 3), ...ADD_F32X4, ...ADD_F32X4, ...set(FIRST_SUM)],
  ...[...get(FIRST_SUM), ...extractLane(0), ...get(FIRST_SUM), ...extractLane(1), ADD_F32],
  ...[...get(FIRST_SUM), ...extractLane(2), ...get(FIRST_SUM), ...extractLane(3), ADD_F32, ADD_F32],
  ...STORE_F32,
];

const BODY = [
  ...[2, 2, I32, 4, V128],
  ...[BLOCK, NO_RESULT, LOOP, NO_RESULT],
  ...[...get(COUNT), IS_ZERO, BRANCH_IF, 1],
  ...SUMS.flatMap((sum) => [...ZEROS, ...set(FIRST_SUM + sum)]),
  ...[...get(QUERY), ...set(POSITION)],
  ...[...get(VECTOR), ...get(BYTES), ADD_I32, ...set(END)],
  ...INNER_LOOP,
  ...STORE_TOTAL,
  ...[...get(OUT), ...constant(4), ADD_I32, ...set(OUT)],
  ...[...get(COUNT), ...constant(1), SUBTRACT_I32, ...set(COUNT)],
  ...[BRANCH, 0, CLOSE, CLOSE, CLOSE],
];

/** A memory of so many pages of 64 KiB, all zero, and the function over it. */
export function createDotKernel(pages: number): { readonly memory: WasmMemory; readonly dots: Dots } {
  const memory = new webAssembly.Memory({ initial: pages });
  const { exports } = new webAssembly.Instance(compiled(), { m: { m: memory } });
  return { memory, dots: exports["d"] as Dots };
}

let module: object | undefined;

function compiled(): object {
  module ??= new webAssembly.Module(
    Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [1, FUNCTION, 5, I32, I32, I32, I32, I32, 0]),
      ...section(2, [1, ...name("m"), ...name("m"), 2, 0, 0]),
      ...section(3, [1, 0]),
      ...section(7, [1, ...name("d"), 0, 0]),
      ...section(10, [1, ...length(BODY), ...BODY]),
    ]),
  );
  return module;
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
