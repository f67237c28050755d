import type { Filter, Query } from "../types.ts";
import { isAfter } from "./parse-filter.ts";

/** The filter of a query about the past, which excludes everything published later. */
export function seenBy({ filter, asOf }: Pick<Query, "filter" | "asOf">): Filter {
  const { toInstant, ...rest } = filter;
  const ends = toInstant ?? filter.to;
  if (asOf === null || (ends !== undefined && !isAfter(ends, asOf))) return filter;
  return { ...rest, to: asOf };
}
