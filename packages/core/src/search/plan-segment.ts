import type { SegmentPlan } from "../types.ts";

/** Up to this many passages to look at, scanning all of them takes a few milliseconds and misses nothing. */
export const EXACT_SCAN_PASSAGES = 10_000;

/**
 * Whether the passages that a filter allows are scanned or HNSW is asked for them.
 *
 * @param allowed how many rows the filter allows; `null` when there is no filter
 * @param exactScanPassages up to how many passages are scanned
 */
export function planSegment(
  { passages, allowed }: { readonly passages: number; readonly allowed: number | null },
  exactScanPassages = EXACT_SCAN_PASSAGES,
): SegmentPlan {
  if ((allowed ?? passages) <= exactScanPassages) return "exact-scan";
  return allowed === null ? "hnsw" : "hnsw-filtered";
}
