import { DatelineError } from "../../errors.ts";
import type { PassageEmbeddings } from "../../ports/passage-embeddings.ts";
import type { SentenceSimilarity } from "../../ports/sentence-table.ts";
import type { Embedding } from "../../types.ts";

const SPAN_BYTES = 8;
const SCALE_BYTES = 4;
const INT8_MAX = 127;

/**
 * Packs the sentences of a passage into bytes. For each sentence: start and end (uint32), the scale (float32), then the
 * embedding as int8, little-endian; the value of a dimension is its byte times the scale. A quarter of float32, and
 * the similarity is off by less than 0.01.
 */
export function encodeSentences(sentences: PassageEmbeddings["sentences"]): Uint8Array {
  const dimensions = sentences[0]?.embedding.length ?? 0;
  const stride = strideOf(dimensions);
  const bytes = new Uint8Array(sentences.length * stride);
  const view = new DataView(bytes.buffer);
  sentences.forEach(({ start, end, embedding }, index) => {
    const offset = index * stride;
    const scale = largestMagnitude(embedding) / INT8_MAX;
    view.setUint32(offset, start, true);
    view.setUint32(offset + 4, end, true);
    view.setFloat32(offset + SPAN_BYTES, scale, true);
    embedding.forEach((value, dimension) => {
      view.setInt8(
        offset + SPAN_BYTES + SCALE_BYTES + dimension,
        scale === 0 ? 0 : Math.round(value / scale),
      );
    });
  });
  return bytes;
}

/**
 * Cosine similarity of the query to each packed sentence.
 *
 * @throws DatelineError `index-corrupt` when the bytes are not whole sentences of the query's dimensions
 */
export function compareSentences(query: Embedding, bytes: Uint8Array): readonly SentenceSimilarity[] {
  const stride = strideOf(query.length);
  if (bytes.length % stride !== 0) {
    throw new DatelineError(
      "index-corrupt",
      `Cannot read sentence embeddings: ${bytes.length} bytes are not a multiple of ${stride}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / stride }, (_, index) => {
    const offset = index * stride;
    const scale = view.getFloat32(offset + SPAN_BYTES, true);
    const similarity = scale * innerProduct(query, values, offset + SPAN_BYTES + SCALE_BYTES);
    return { start: view.getUint32(offset, true), end: view.getUint32(offset + 4, true), similarity };
  });
}

function strideOf(dimensions: number): number {
  return SPAN_BYTES + SCALE_BYTES + dimensions;
}

function largestMagnitude(embedding: Embedding): number {
  return embedding.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** Four sums, because one would make every addition wait for the one before. */
function innerProduct(query: Embedding, values: Int8Array, offset: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = query.length - (query.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += (query[i] as number) * (values[offset + i] as number);
    b += (query[i + 1] as number) * (values[offset + i + 1] as number);
    c += (query[i + 2] as number) * (values[offset + i + 2] as number);
    d += (query[i + 3] as number) * (values[offset + i + 3] as number);
  }
  for (let i = whole; i < query.length; i++) a += (query[i] as number) * (values[offset + i] as number);
  return a + b + c + d;
}
