import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { note } from "../process/note.ts";
import { runMeasured } from "../process/run-measured.ts";
import type { EngineQuery } from "../rivals/engine.ts";
import { nearestRows } from "../rivals/exact-scan.ts";
import { chooseQueries } from "../workload/choose-queries.ts";
import { openDefaultEmbedder } from "../workload/default-embedder.ts";
import { inRepository } from "../workload/in-repository.ts";
import { userModelsFolder } from "../workload/user-models-folder.ts";
import { movedAround } from "./moved-around.ts";
import { embeddingAt, readEmbeddings, readPassageSet, writePassageSet } from "./passage-set.ts";
import type { RealPassagesInput } from "./real-task.ts";

const SEED = 20_261_129;

/** Folder of everything that the report derives from a corpus. */
function cacheFolder(corpusPath: string): string {
  const identity = createHash("sha256").update(corpusPath).digest("hex").slice(0, 8);
  return inRepository(`.cache/bench/report/${basename(corpusPath)}-${identity}`);
}

/** A query of the report, and the article that it was taken from. */
export interface ReportQuery extends EngineQuery {
  readonly articleId: string;
}

/** Folder of the real passages of a corpus, embedded once. */
async function realPassages(corpusPath: string): Promise<string> {
  const outFolder = join(cacheFolder(corpusPath), "real");
  if (existsSync(outFolder)) return outFolder;
  const unfinished = `${outFolder}.${process.pid}`;
  const input: RealPassagesInput = { corpusPath, modelsFolder: userModelsFolder(), outFolder: unfinished };
  note(`embedding the passages of ${corpusPath}, once`);
  await runMeasured(new URL("real-task.ts", import.meta.url), input);
  await rename(unfinished, outFolder);
  return outFolder;
}

/** Folder with this many passages: the real ones first, then moved ones. */
export async function preparedPassages(corpusPath: string, count: number): Promise<string> {
  const folder = join(cacheFolder(corpusPath), String(count), "passages");
  if (existsSync(folder)) return folder;
  const real = await readPassageSet(await realPassages(corpusPath));
  note(`making ${count} passages, once`);
  await writePassageSet(`${folder}.${process.pid}`, movedAround(real, count, SEED));
  await rename(`${folder}.${process.pid}`, folder);
  return folder;
}

/** Folder for the files of an engine with this many passages. */
export function engineFolder(corpusPath: string, count: number, engine: string): string {
  return join(cacheFolder(corpusPath), String(count), engine);
}

/** Queries from the real passages, embedded once: half are headlines, half are half of the words of a sentence. */
export async function preparedQueries(corpusPath: string, count: number): Promise<readonly ReportQuery[]> {
  const file = join(cacheFolder(corpusPath), `queries-${count}.json`);
  if (!existsSync(file)) await writeFile(file, JSON.stringify(await embeddedQueries(corpusPath, count)));
  const kept = JSON.parse(await readFile(file, "utf8")) as (Omit<ReportQuery, "embedding"> & {
    embedding: number[];
  })[];
  return kept.map((query) => ({ ...query, embedding: Float32Array.from(query.embedding) }));
}

async function embeddedQueries(corpusPath: string, count: number) {
  const { passages } = await readPassageSet(await realPassages(corpusPath));
  const choices = passages.map(({ articleId, title, text }) => ({
    article: { id: articleId, title },
    passage: { articleId, ordinal: 0, start: 0, end: text.length, text },
  }));
  const embedder = await openDefaultEmbedder();
  const queries: object[] = [];
  for (const { text, articleId } of chooseQueries(choices, { count, seed: SEED })) {
    queries.push({ text, articleId, embedding: Array.from(await embedder.embedQuery(text)) });
  }
  await embedder.close();
  return queries;
}

/** Similarity to the nearest other passage: among the real ones, and of the moved ones to all. */
export interface Nearness {
  readonly real: number;
  /** `null` if all are real. */
  readonly moved: number | null;
}

/** Mean cosine of some passages to their nearest other one, to check that moved ones are distributed like real ones. */
export async function nearnessOf(corpusPath: string, count: number, sample: number): Promise<Nearness> {
  const real = await readEmbeddings(await realPassages(corpusPath));
  const all = await readEmbeddings(await preparedPassages(corpusPath, count));
  const realCount = real.length / embeddingAt(real, 0).length;
  return {
    real: meanNearest(real, { first: 0, end: realCount, sample }),
    moved: count <= realCount ? null : meanNearest(all, { first: realCount, end: count, sample }),
  };
}

function meanNearest(
  embeddings: Float32Array,
  { first, end, sample }: { readonly first: number; readonly end: number; readonly sample: number },
): number {
  let sum = 0;
  for (let i = 0; i < sample; i++) {
    const row = first + Math.floor((i * (end - first)) / sample);
    const embedding = embeddingAt(embeddings, row);
    const other = nearestRows(embeddings, embedding, 2).find((found) => found !== row) ?? row;
    sum += embeddingAt(embeddings, other).reduce(
      (total, value, index) => total + value * (embedding[index] as number),
      0,
    );
  }
  return sum / sample;
}
