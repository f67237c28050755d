import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A passage as every engine of the report gets it. */
export interface BenchPassage {
  readonly articleId: string;
  readonly title: string;
  readonly text: string;
}

/** Passages with their embeddings, one after the other in one array. */
export interface PassageSet {
  readonly passages: readonly BenchPassage[];
  readonly embeddings: Float32Array;
}

export const DIMENSIONS = 384;

/** The embedding of one passage, without a copy. */
export function embeddingAt(embeddings: Float32Array, row: number): Float32Array {
  return embeddings.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
}

export async function writePassageSet(folder: string, { passages, embeddings }: PassageSet): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "passages.json"), JSON.stringify(passages));
  await writeFile(
    join(folder, "embeddings.f32"),
    new Uint8Array(embeddings.buffer, embeddings.byteOffset, embeddings.byteLength),
  );
}

export async function readPassageSet(folder: string): Promise<PassageSet> {
  const passages = JSON.parse(await readFile(join(folder, "passages.json"), "utf8")) as BenchPassage[];
  return { passages, embeddings: await readEmbeddings(folder) };
}

export async function readEmbeddings(folder: string): Promise<Float32Array> {
  const bytes = await readFile(join(folder, "embeddings.f32"));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Float32Array.BYTES_PER_ELEMENT);
}
