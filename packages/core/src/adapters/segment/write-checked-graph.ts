import hnswlib from "hnswlib-node";
import { keepNearest } from "../../ports/keep-nearest.ts";
import { nearestFirst } from "../../ports/nearest-first.ts";
import type { Neighbor } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { HnswFile, type VectorRun } from "./hnsw-file.ts";
import { queryBreadth, searchNodes } from "./search-nodes.ts";
import { allocateMatrix } from "./vector-matrix.ts";

/** The seed is fixed so that the same embeddings in the same order give the same file. */
const RANDOM_SEED = 100;

/** Links per node, and breadth while building. */
interface Density {
  readonly m: number;
  readonly efConstruction: number;
}

/** The authors' middle ground. */
const USUAL: Density = { m: 16, efConstruction: 200 };
/** For a graph that does not find enough. Still more links found no more in what was tried. */
const DENSER: Density = { m: 32, efConstruction: 400 };

/** Searches that are compared with a scan. */
const CHECKED_SEARCHES = 128;
/** What a search asks for, and how many of them are compared. */
const CANDIDATES = 200;
const JUDGED = 10;
const LEAST_RECALL = 0.98;
/** The scan and hnswlib add in another order, so that one similarity differs in its last digits. */
const ROUNDING = 1e-6;
const NODES_AT_ONCE = 4_096;

/** A graph without nodes, in inner-product space. */
export function emptyGraph(capacity: number, dimensions: number, density = USUAL): hnswlib.HierarchicalNSW {
  const graph = new hnswlib.HierarchicalNSW("ip", dimensions);
  graph.initIndex({ maxElements: capacity, randomSeed: RANDOM_SEED, ...density });
  return graph;
}

/**
 * Writes a graph, and compares some searches in it with a scan: HNSW loses what is unlike all the rest when most texts are
 * nearly the same. A graph that finds less than 98 % of the ten nearest is built again with more links.
 *
 * @param graph of `emptyGraph`
 * @returns whether the graph finds enough in the end, so that searches may trust it
 */
export async function writeCheckedGraph(
  graph: hnswlib.HierarchicalNSW,
  path: string,
  dimensions: number,
): Promise<boolean> {
  await graph.writeIndex(path);
  if (findsEnough(graph, path, dimensions)) return true;
  const denser = withFile(path, dimensions, (file) => buildAgain(file, DENSER));
  await denser.writeIndex(path);
  return findsEnough(denser, path, dimensions);
}

function findsEnough(graph: hnswlib.HierarchicalNSW, path: string, dimensions: number): boolean {
  return withFile(path, dimensions, (file) => recallOf(graph, file)) >= LEAST_RECALL;
}

function withFile<Result>(path: string, dimensions: number, work: (file: HnswFile) => Result): Result {
  const file = new HnswFile(path, dimensions);
  try {
    return work(file);
  } finally {
    file.close();
  }
}

function buildAgain(file: HnswFile, density: Density): hnswlib.HierarchicalNSW {
  const { size, dimensions } = file.layout;
  const graph = emptyGraph(size, dimensions, density);
  for (let node = 0; node < size; node++) graph.addPoint(Array.from(embeddingIn(file, node)), node);
  return graph;
}

/** The share of the ten nearest that searches find, 0…1. */
function recallOf(graph: hnswlib.HierarchicalNSW, file: HnswFile): number {
  const queries = queriesOf(file);
  const truths = scanAll(file, queries, JUDGED);
  const k = Math.min(CANDIDATES, file.layout.size);
  let [found, wanted] = [0, 0];
  queries.forEach((query, index) => {
    const truth = truths[index] as readonly Neighbor[];
    const farthest = truth.at(-1)?.similarity ?? 0;
    const near = searchNodes(graph, query, { k, breadth: queryBreadth(k) }).filter(
      ({ similarity }) => similarity >= farthest - ROUNDING,
    );
    found += Math.min(near.length, truth.length);
    wanted += truth.length;
  });
  return wanted === 0 ? 1 : found / wanted;
}

/**
 * Embeddings that the graph has: whoever asks for what a node says must find it and what is around it. Half of them are from
 * all parts of the graph, half are those least like the mean. When most texts are much alike, the few that are not get lost.
 */
function queriesOf(file: HnswFile): readonly Embedding[] {
  const { size } = file.layout;
  const count = Math.min(CHECKED_SEARCHES / 2, size);
  const spread = Array.from({ length: count }, (_, index) => Math.floor((index * size) / count));
  const nodes = new Set([...spread, ...leastCommon(file, count)]);
  return [...nodes].map((node) => embeddingIn(file, node));
}

function leastCommon(file: HnswFile, count: number): readonly number[] {
  const away = meanOf(file).map((value) => -value);
  const [nearest = []] = scanAll(file, [away], count);
  return nearest.map(({ row }) => row);
}

function meanOf(file: HnswFile): Embedding {
  const { size, dimensions } = file.layout;
  const sum = new Float32Array(dimensions);
  forEachPart(file, (floats, { count, step }) => {
    for (let index = 0; index < count; index++) {
      for (let dimension = 0; dimension < dimensions; dimension++) {
        sum[dimension] = (sum[dimension] as number) + (floats[index * step + dimension] as number);
      }
    }
  });
  return sum.map((value) => value / size);
}

function embeddingIn(file: HnswFile, node: number): Embedding {
  return file.readRun(node, 1).floats.slice(0, file.layout.dimensions);
}

/** The nearest of each query, from one reading of the file. */
function scanAll(
  file: HnswFile,
  queries: readonly Embedding[],
  limit: number,
): readonly (readonly Neighbor[])[] {
  const { size, dimensions } = file.layout;
  const matrix = allocateMatrix(Math.min(NODES_AT_ONCE, size), dimensions);
  let nearest: (readonly Neighbor[])[] = queries.map(() => []);
  forEachPart(file, (floats, { first, count, step }) => {
    for (let index = 0; index < count; index++) {
      matrix.vectors.set(floats.subarray(index * step, index * step + dimensions), index * dimensions);
    }
    nearest = queries.map((query, index) => {
      const ofPart = keepNearest(matrix.products(query, 0, count), limit).map(({ row, similarity }) => {
        return { row: first + row, similarity };
      });
      return [...(nearest[index] as readonly Neighbor[]), ...ofPart].sort(nearestFirst).slice(0, limit);
    });
  });
  return nearest;
}

interface FilePart extends Pick<VectorRun, "step"> {
  readonly first: number;
  readonly count: number;
}

/** A part at a time is in memory. */
function forEachPart(file: HnswFile, work: (floats: Float32Array, part: FilePart) => void): void {
  const { size } = file.layout;
  for (let first = 0; first < size; first += NODES_AT_ONCE) {
    const count = Math.min(NODES_AT_ONCE, size - first);
    const { floats, step } = file.readRun(first, count);
    work(floats, { first, count, step });
  }
}
