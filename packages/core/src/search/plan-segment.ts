import type { SegmentPlan } from "../types.ts";

/** Up to this many passages to look at, scanning all of them takes about a millisecond and misses nothing. */
const EXACT_SCAN_PASSAGES = 10_000;

/**
 * With a filter HNSW has to find so much more than is wanted that a scan is faster for longer (`npm run bench:filters`).
 */
const EXACT_SCAN_FILTERED_PASSAGES = 50_000;

/**
 * Whether the passages that a filter allows are scanned or HNSW is asked for them.
 *
 * @param allowed how many rows the filter allows; `null` when there is no filter
 * @param exactScanPassages up to how many passages are scanned, instead of the measured numbers
 */
export function planSegment(
  { passages, allowed }: { readonly passages: number; readonly allowed: number | null },
  exactScanPassages?: number,
): SegmentPlan {
  const measured = allowed === null ? EXACT_SCAN_PASSAGES : EXACT_SCAN_FILTERED_PASSAGES;
  if ((allowed ?? passages) <= (exactScanPassages ?? measured)) return "exact-scan";
  return allowed === null ? "hnsw" : "hnsw-filtered";
}
