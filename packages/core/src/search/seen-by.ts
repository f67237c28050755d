import type { Filter, Query } from "../types.ts";
import { isAfter } from "./parse-filter.ts";

/** The filter of a query that is asked in the past: nothing published later is there to be found. */
export function seenBy({ filter, asOf }: Pick<Query, "filter" | "asOf">): Filter {
  if (asOf === null || (filter.to !== undefined && !isAfter(filter.to, asOf))) return filter;
  return { ...filter, to: asOf };
}
