/** Rows `first`…`end − 1`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

const WORD_BITS = 32;

/** A set of rows of a segment, as one bit per row. */
export class RowSet {
  /** Number of rows in the segment. */
  readonly size: number;
  /** Number of rows in the set. */
  readonly count: number;
  readonly #bits: Uint32Array;
  #rows: Uint32Array | undefined;

  private constructor(size: number, bits: Uint32Array) {
    this.size = size;
    this.#bits = bits;
    this.count = countBits(bits);
  }

  static of(size: number, rows: Iterable<number>): RowSet {
    const bits = emptyBits(size);
    for (const row of rows) setBit(bits, row);
    return new RowSet(size, bits);
  }

  /** @param ranges calls `add` once for each range of rows in the set */
  static ofRanges(size: number, ranges: (add: (range: RowRange) => void) => void): RowSet {
    const bits = emptyBits(size);
    ranges(({ first, end }) => {
      for (let row = first; row < end; row++) setBit(bits, row);
    });
    return new RowSet(size, bits);
  }

  /** Upper bound of the memory that it uses. */
  get sizeBytes(): number {
    return this.#bits.byteLength + this.count * Uint32Array.BYTES_PER_ELEMENT;
  }

  has(row: number): boolean {
    return (((this.#bits[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1;
  }

  /** Keeps the rows for which `keep` is true. */
  filter(keep: (row: number) => boolean): RowSet {
    return RowSet.of(this.size, this.rows().filter(keep));
  }

  /** Rows in ascending order. Do not modify the array, which is shared between calls. */
  rows(): Uint32Array {
    this.#rows ??= listBits(this.#bits, this.count);
    return this.#rows;
  }
}

function emptyBits(size: number): Uint32Array {
  return new Uint32Array(Math.ceil(size / WORD_BITS));
}

function setBit(bits: Uint32Array, row: number): void {
  bits[row >>> 5] = (bits[row >>> 5] as number) | (1 << (row & 31));
}

/** Hacker's Delight, 5-1. Sums neighbouring bits, pairs, nibbles and bytes. */
function countBits(bits: Uint32Array): number {
  let total = 0;
  for (let index = 0; index < bits.length; index++) {
    let word = bits[index] as number;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    total += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return total;
}

function listBits(bits: Uint32Array, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  let position = 0;
  for (let index = 0; index < bits.length; index++) {
    for (let word = bits[index] as number; word !== 0; word &= word - 1) {
      rows[position++] = index * WORD_BITS + 31 - Math.clz32(word & -word);
    }
  }
  return rows;
}
