import { DatelineError } from "../../errors.ts";
import type { Embedding } from "../../types.ts";

/** @throws DatelineError `internal` when the query has another length than the index */
export function checkDimensions(query: Embedding, dimensions: number): void {
  if (query.length === dimensions) return;
  throw new DatelineError(
    "internal",
    `Cannot search the vectors: the query has ${query.length} dimensions, the index ${dimensions}`,
  );
}

/** @throws DatelineError `internal` when the index has no such row */
export function checkRow(row: number, size: number): void {
  if (Number.isInteger(row) && row >= 0 && row < size) return;
  throw new DatelineError("internal", `Cannot read vector ${row}: the index has ${size} rows`);
}
