import * as z from "zod";
import type { Embedding } from "../types.ts";

const header = z.object({ dimensions: z.number().int().min(1), names: z.array(z.string()) });

/** Encodes one line of JSON with the names, then the embeddings in order as little-endian float32. */
export function encodeEmbeddings(embeddings: ReadonlyMap<string, Embedding>, dimensions: number): Uint8Array {
  const head = Buffer.from(`${JSON.stringify({ dimensions, names: [...embeddings.keys()] })}\n`);
  const body = Buffer.alloc(embeddings.size * dimensions * Float32Array.BYTES_PER_ELEMENT);
  let at = 0;
  for (const embedding of embeddings.values()) {
    for (const value of embedding) at = body.writeFloatLE(value, at);
  }
  return Buffer.concat([head, body]);
}

/** @throws Error if the bytes were not made by `encodeEmbeddings` */
export function decodeEmbeddings(bytes: Uint8Array): ReadonlyMap<string, Embedding> {
  const end = bytes.indexOf("\n".charCodeAt(0));
  const { dimensions, names } = header.parse(
    JSON.parse(Buffer.from(bytes.subarray(0, end)).toString("utf8")),
  );
  // Copies, since the floats may not be aligned to four bytes.
  const values = new Float32Array(new Uint8Array(bytes.subarray(end + 1)).buffer);
  if (values.length !== names.length * dimensions) {
    throw new Error(`${values.length} values are not ${names.length} embeddings of ${dimensions} dimensions`);
  }
  return new Map(names.map((name, row) => [name, values.subarray(row * dimensions, (row + 1) * dimensions)]));
}
