import { dateline } from "./dateline.ts";
import type { Engine, SearchMode } from "./engine.ts";
import { lanceHnswSq, lanceIvfPq, lanceIvfRq } from "./lancedb.ts";
import { orama } from "./orama.ts";
import { exactScan, rawHnswlib, usearch, vectra } from "./vectors.ts";
import { miniSearch, sqliteFts5 } from "./words.ts";

export interface MeasuredEngine {
  readonly label: string;
  readonly engine: Engine;
  readonly modes: readonly SearchMode[];
  /** Efforts to try, lowest first. The report shows the first that finds 98 %, or the last. */
  readonly efforts: readonly number[];
}

/** Values of ef for hnswlib and usearch. */
const HNSW_EFFORTS = [50, 100, 200];
/** Partitions that LanceDB reads. */
const PARTITIONS = [20, 60];

/** Dateline and its rivals, by the names of their results. */
export const ENGINES = {
  dateline: { label: "Dateline", engine: dateline, modes: ["hybrid", "nearest", "words"], efforts: [0] },
  hnswlib: { label: "hnswlib, raw", engine: rawHnswlib, modes: ["nearest"], efforts: HNSW_EFFORTS },
  exact: { label: "exact scan in JavaScript", engine: exactScan, modes: ["nearest"], efforts: [0] },
  usearch: { label: "usearch, 8 bits", engine: usearch, modes: ["nearest"], efforts: HNSW_EFFORTS },
  "lance-hnsw": {
    label: "LanceDB, HNSW-SQ + FTS",
    engine: lanceHnswSq,
    modes: ["hybrid", "nearest", "words"],
    efforts: HNSW_EFFORTS,
  },
  "lance-pq": { label: "LanceDB, IVF-PQ", engine: lanceIvfPq, modes: ["nearest"], efforts: PARTITIONS },
  "lance-rq": { label: "LanceDB, IVF-RQ", engine: lanceIvfRq, modes: ["nearest"], efforts: PARTITIONS },
  orama: { label: "Orama", engine: orama, modes: ["hybrid", "nearest", "words"], efforts: [0] },
  vectra: { label: "Vectra", engine: vectra, modes: ["nearest"], efforts: [0] },
  fts5: { label: "SQLite FTS5", engine: sqliteFts5, modes: ["words"], efforts: [0] },
  minisearch: { label: "MiniSearch", engine: miniSearch, modes: ["words"], efforts: [0] },
} as const satisfies Record<string, MeasuredEngine>;

export type EngineName = keyof typeof ENGINES;
