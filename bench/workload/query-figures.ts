import type { KnownItemQuery } from "./choose-queries.ts";

/** What both sides are asked in a process of their own. */
export interface QueryInput {
  /** Folder of Dateline's index, or the file of the rival. */
  readonly index: string;
  readonly modelsFolder: string;
  readonly queries: readonly KnownItemQuery[];
  /** Queries that are asked before time is taken. */
  readonly warmUp: readonly string[];
}

/** Milliseconds of one side in one process. */
export interface QueryFigures {
  /** From the files to an index that can be searched; the model not counted. */
  readonly openMs: number;
  readonly modelMs: number;
  /** The first query, with everything that is loaded only then. */
  readonly firstMs: number;
  /** One of each query, embedding it included. */
  readonly totalMs: readonly number[];
  /** By stage, one of each query. */
  readonly stagesMs: Readonly<Record<string, readonly number[]>>;
  /** One of each query. */
  readonly reciprocalRanks: readonly number[];
  /** After the last query. */
  readonly rssBytes: number;
}
