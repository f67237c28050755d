import { createRequire } from "node:module";
import type { Embedding } from "@dateline-search/core/types";
import type { PassageSet } from "../passages/passage-set.ts";
import { inRepository } from "../workload/in-repository.ts";

/** Rows of passages, nearest or best first. */
export type Rows = readonly number[];

export interface EngineQuery {
  readonly text: string;
  readonly embedding: Embedding;
}

/** Ways to search. An engine supports some of them. */
export type SearchMode = "hybrid" | "nearest" | "words";

export type OpenEngine = { readonly [Mode in SearchMode]?: (query: EngineQuery) => Rows | Promise<Rows> };

/** A search engine of the report: Dateline or a rival. Runs in its own process. */
export interface Engine {
  /** Indexes the passages and leaves only the files that a search reads. */
  build(set: PassageSet, folder: string): Promise<void>;
  /** @param effort search effort of an approximate index, such as its ef */
  open(folder: string, effort: number): Promise<OpenEngine>;
}

/** The report asks for ten. */
export const WANTED = 10;
/** Links per node and build effort, the same for each HNSW graph. */
export const HNSW = { links: 16, buildEffort: 200 } as const;

/** Tells a bundled function, which runs from another folder, where the rivals are. */
export const RIVALS_VARIABLE = "DATELINE_BENCH_RIVALS";

const requireRival = createRequire(process.env[RIVALS_VARIABLE] ?? inRepository("bench/rivals/package.json"));

/** Loads a package that `bench/rivals` installs separately from the product. */
export function loadRival<Module>(name: string): Module {
  return requireRival(name) as Module;
}

/** Name and version of each separately installed rival, such as `usearch 2.25.3`. */
export function rivalVersions(): readonly string[] {
  const { dependencies } = requireRival("./package.json") as { dependencies: Record<string, string> };
  return Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
}
