import type { PassageEmbeddings } from "../../ports/passage-embeddings.ts";
import type { Embedding } from "../../types.ts";

/** Offset of the scale. */
export const SCALE_AT = 8;
/** What stands in front of the int8 values. */
export const HEADER_BYTES = SCALE_AT + Float32Array.BYTES_PER_ELEMENT;
const INT8_MAX = 127;

/**
 * Packs the sentences of a passage into bytes. For each window of each sentence: the sentence's start and end (uint32),
 * the scale (float32), then the embedding as int8, little-endian; the value of a dimension is its byte times the scale. A
 * quarter of float32, and the similarity is off by less than 0.01.
 */
export function encodeSentences(sentences: PassageEmbeddings["sentences"]): Uint8Array {
  const dimensions = sentences[0]?.embedding.length ?? 0;
  const stride = HEADER_BYTES + dimensions;
  const bytes = new Uint8Array(sentences.length * stride);
  const view = new DataView(bytes.buffer);
  sentences.forEach(({ start, end, embedding }, index) => {
    const offset = index * stride;
    const scale = largestMagnitude(embedding) / INT8_MAX;
    view.setUint32(offset, start, true);
    view.setUint32(offset + 4, end, true);
    view.setFloat32(offset + SCALE_AT, scale, true);
    embedding.forEach((value, dimension) => {
      view.setInt8(offset + HEADER_BYTES + dimension, scale === 0 ? 0 : Math.round(value / scale));
    });
  });
  return bytes;
}

function largestMagnitude(embedding: Embedding): number {
  return embedding.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}
