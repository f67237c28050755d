import type { KnownItemQuery } from "./choose-queries.ts";

/** Input of both sides, each in its own process. */
export interface QueryInput {
  /** Folder of Dateline's index, or file of the rival's. */
  readonly index: string;
  readonly modelsFolder: string;
  readonly queries: readonly KnownItemQuery[];
  /** Queries before measuring. */
  readonly warmUp: readonly string[];
}

/** Milliseconds of one side in one process. */
export interface QueryFigures {
  /** From the files to a searchable index, without the model. */
  readonly openMs: number;
  readonly modelMs: number;
  /** The first query, including lazy loading. */
  readonly firstMs: number;
  /** One per query, including its embedding. */
  readonly totalMs: readonly number[];
  /** By stage, one per query. */
  readonly stagesMs: Readonly<Record<string, readonly number[]>>;
  /** One per query. */
  readonly reciprocalRanks: readonly number[];
  /** After the last query. */
  readonly rssBytes: number;
}
