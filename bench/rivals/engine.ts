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

/** Ways to search. An engine has some of them. */
export type SearchMode = "hybrid" | "nearest" | "words";

export type OpenEngine = { readonly [Mode in SearchMode]?: (query: EngineQuery) => Rows | Promise<Rows> };

/** A search engine of the report: Dateline or a rival. Runs in a process of its own. */
export interface Engine {
  /** Indexes the passages and leaves only the files that a search reads. */
  build(set: PassageSet, folder: string): Promise<void>;
  /** @param effort how thoroughly an approximate index is searched: its ef or the like */
  open(folder: string, effort: number): Promise<OpenEngine>;
}

/** The report asks for ten. */
export const WANTED = 10;
/** Links of a node and effort while building, the same for each HNSW graph. */
export const HNSW = { links: 16, buildEffort: 200 } as const;

/** A bundled function lies elsewhere, and is told where the rivals are. */
export const RIVALS_VARIABLE = "DATELINE_BENCH_RIVALS";

const requireRival = createRequire(process.env[RIVALS_VARIABLE] ?? inRepository("bench/rivals/package.json"));

/** Loads a package that `bench/rivals` installs apart from the product. */
export function loadRival<Module>(name: string): Module {
  return requireRival(name) as Module;
}

/** Name and version of each rival that is installed apart, such as `usearch 2.25.3`. */
export function rivalVersions(): readonly string[] {
  const { dependencies } = requireRival("./package.json") as { dependencies: Record<string, string> };
  return Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
}
