import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DatelineError } from "../../errors.ts";

/**
 * Where the embeddings stand in a file written by hnswlib's `saveIndex` (hnswalg.h of hnswlib 0.7, as bundled by
 * hnswlib-node 3.0.0, 64-bit little-endian). After the header come `size` elements of `stride` bytes each: links of
 * the ground layer, the vector, the label.
 */
export interface HnswLayout {
  readonly size: number;
  readonly stride: number;
  /** Bytes from the start of an element to its vector. */
  readonly vectorOffset: number;
  readonly dimensions: number;
}

/** Vectors as they lie in the file, with links and labels between them. The next reading writes over them. */
export interface VectorRun {
  /** From the first value of the first vector on. */
  readonly floats: Float32Array;
  /** Floats from the start of a vector to that of the next one. */
  readonly step: number;
}

const HEADER_BYTES = 96;
const LABEL_BYTES = 8;
const FLOAT_BYTES = 4;

/** Reads the embeddings out of an hnswlib file without loading its graph. */
export class HnswFile {
  readonly layout: HnswLayout;
  readonly #descriptor: number;
  #run = new Float32Array(0);

  /** @throws DatelineError `index-corrupt` when the file is missing, truncated or has other dimensions */
  constructor(path: string, dimensions: number) {
    try {
      this.#descriptor = openSync(path, "r");
    } catch (cause) {
      throw new DatelineError("index-corrupt", `Cannot open the embeddings in "${path}"`, { cause });
    }
    try {
      this.layout = this.#readLayout(path, dimensions);
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
  }

  /** Embeddings of all nodes, one after the other. @param vectors room for `size * dimensions` floats */
  readAll(vectors: Float32Array): void {
    const { size, dimensions } = this.layout;
    const rowsPerRead = 4_096;
    for (let first = 0; first < size; first += rowsPerRead) {
      const count = Math.min(rowsPerRead, size - first);
      const { floats, step } = this.readRun(first, count);
      for (let index = 0; index < count; index++) {
        const vector = floats.subarray(index * step, index * step + dimensions);
        vectors.set(vector, (first + index) * dimensions);
      }
    }
    this.#run = new Float32Array(0);
  }

  /** Some rows that follow one another, in one read, which costs several times what its bytes do. */
  readRun(first: number, count: number): VectorRun {
    const { stride, vectorOffset, dimensions } = this.layout;
    // From the first vector to the end of the last one.
    const bytes = (count - 1) * stride + dimensions * FLOAT_BYTES;
    if (this.#run.byteLength < bytes) this.#run = new Float32Array(Math.ceil(bytes / FLOAT_BYTES));
    const room = new Uint8Array(this.#run.buffer, 0, bytes);
    this.#readWhole(room, HEADER_BYTES + first * stride + vectorOffset);
    return { floats: this.#run, step: stride / FLOAT_BYTES };
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** @throws DatelineError `index-corrupt` when the file has become shorter: what is missing must not pass for a vector */
  #readWhole(target: Uint8Array, position: number): void {
    const read = readSync(this.#descriptor, target, 0, target.length, position);
    if (read === target.length) return;
    throw new DatelineError(
      "index-corrupt",
      `Cannot read the embeddings: ${read} of ${target.length} bytes are left at ${position}`,
    );
  }

  #readLayout(path: string, dimensions: number): HnswLayout {
    const header = Buffer.alloc(HEADER_BYTES);
    const read = readSync(this.#descriptor, header, 0, HEADER_BYTES, 0);
    const field = (index: number) => Number(header.readBigUInt64LE(index * 8));
    const [size, stride, labelOffset, vectorOffset] = [field(2), field(3), field(4), field(5)];
    const fileBytes = fstatSync(this.#descriptor).size;
    const consistent =
      read === HEADER_BYTES &&
      labelOffset === vectorOffset + dimensions * FLOAT_BYTES &&
      stride === labelOffset + LABEL_BYTES &&
      stride % FLOAT_BYTES === 0 &&
      fileBytes >= HEADER_BYTES + size * stride;
    if (!consistent) {
      throw new DatelineError(
        "index-corrupt",
        `Cannot open the embeddings in "${path}": not a whole hnswlib file of ${dimensions} dimensions, it has ${fileBytes} bytes`,
      );
    }
    return { size, stride, vectorOffset, dimensions };
  }
}
