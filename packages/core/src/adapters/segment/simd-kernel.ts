/** The part of WebAssembly that is used; the types of Node 20 lack it. */
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
export interface KernelCode {
  readonly parameters: number;
  /** Its locals and instructions. */
  readonly body: readonly number[];
}

/** Page size of the memory. */
export const PAGE_BYTES = 65_536;

const I32 = 0x7f;
const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
const modules = new Map<KernelCode, object>();

/**
 * Creates zeroed memory of this many pages and a WebAssembly function over it, since JavaScript cannot use
 * SIMD. Module layout: https://webassembly.github.io/spec/core/binary/modules.html
 */
export function createSimdKernel(
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
