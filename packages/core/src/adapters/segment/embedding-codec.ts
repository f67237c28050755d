import { DatelineError } from "../../errors.ts";
import type { PassageEmbeddings } from "../../ports/passage-embeddings.ts";
import type { Embedding, Span } from "../../types.ts";
import { ByteList } from "./byte-list.ts";
import { ByteReader } from "./byte-reader.ts";
import { codeBytes, encodeLevels } from "./level-codes.ts";

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
const INT8_MAX = 127;

/**
 * A window of a sentence. Its embedding is `share` times its passage's plus `scale` times the decoded `code`.
 */
export interface StoredWindow extends Span {
  readonly share: number;
  readonly scale: number;
  /** Encoded by `encodeLevels`. */
  readonly code: Uint8Array;
}

/** All embeddings of a passage, as stored. */
export interface StoredRecord {
  readonly scale: number;
  /** Int8 embedding of the passage: a dimension is its code times the scale. */
  readonly codes: Int8Array;
  readonly windows: readonly StoredWindow[];
}

/**
 * Encodes the embeddings of a passage: its own scale (float32) and int8 values, then for each window of each
 * sentence the sentence's start and length as in `ByteList`, share and scale (float32), and a code of few
 * bits for the window's difference from its passage. Little-endian. Similarities of passages are within 0.005
 * of float32, those of windows usually within 0.02.
 */
export function encodeEmbeddings({ passage, sentences }: PassageEmbeddings): Uint8Array {
  const dimensions = passage.length;
  const { scale, codes } = encodePassage(passage);
  const parts: Uint8Array[] = [floatsOf(scale), new Uint8Array(codes.buffer)];
  const whole = codes.length === 0 ? passage : Float32Array.from(codes, (code) => code * scale);
  const square = product(whole, whole);
  for (const { start, end, embedding } of sentences) {
    const share = square === 0 ? 0 : Math.fround(product(whole, embedding) / square);
    const rest = embedding.map((value, index) => value - share * (whole[index] as number));
    const code = new Uint8Array(codeBytes(dimensions));
    const ofRest = encodeLevels(rest, code);
    const span = new ByteList();
    span.push(start);
    span.push(end - start);
    parts.push(span.bytes, floatsOf(share, ofRest), code);
  }
  return Buffer.concat(parts);
}

/** @throws DatelineError `index-corrupt` when the bytes are not a complete record for these dimensions */
export function decodeEmbeddings(bytes: Uint8Array, dimensions: number): StoredRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FLOAT_BYTES + dimensions) throw damaged(bytes.length, dimensions);
  const codes = new Int8Array(bytes.buffer, bytes.byteOffset + FLOAT_BYTES, dimensions);
  const windows: StoredWindow[] = [];
  const ofCode = codeBytes(dimensions);
  const reader = new ByteReader(bytes, FLOAT_BYTES + dimensions);
  while (!reader.atEnd) {
    const start = reader.next();
    const end = start + reader.next();
    const at = reader.position;
    if (at + 2 * FLOAT_BYTES + ofCode > bytes.length) throw damaged(bytes.length, dimensions);
    const code = bytes.subarray(at + 2 * FLOAT_BYTES, at + 2 * FLOAT_BYTES + ofCode);
    const [share, scale] = [view.getFloat32(at, true), view.getFloat32(at + FLOAT_BYTES, true)];
    windows.push({ start, end, share, scale, code });
    reader.skip(2 * FLOAT_BYTES + ofCode);
  }
  return { scale: view.getFloat32(0, true), codes, windows };
}

/** The embedding of the passage alone, as searches compare it. */
export function decodePassage(bytes: Uint8Array, dimensions: number): Embedding {
  if (bytes.length < FLOAT_BYTES + dimensions) throw damaged(bytes.length, dimensions);
  const scale = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat32(0, true);
  const codes = new Int8Array(bytes.buffer, bytes.byteOffset + FLOAT_BYTES, dimensions);
  return Float32Array.from(codes, (code) => code * scale);
}

function encodePassage(embedding: Embedding): Pick<StoredRecord, "scale" | "codes"> {
  let largest = 0;
  for (const value of embedding) largest = Math.max(largest, Math.abs(value));
  const scale = Math.fround(largest / INT8_MAX);
  const codes = Int8Array.from(embedding, (value) => (scale === 0 ? 0 : Math.round(value / scale)));
  return { scale, codes };
}

function floatsOf(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * FLOAT_BYTES);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setFloat32(index * FLOAT_BYTES, value, true);
  });
  return bytes;
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}

function damaged(length: number, dimensions: number): DatelineError {
  return new DatelineError(
    "index-corrupt",
    `Cannot read the embeddings of a passage: ${length} bytes are not whole embeddings of ${dimensions} dimensions`,
  );
}
