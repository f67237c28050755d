import type { Neighbor } from "@dateline-search/core/ports/vector-index";

/** Scan and HNSW sum in different orders, so a similarity may differ in its last digits. */
const ROUNDING = 1e-6;

/**
 * Share of the nearest that was found, 0…1: those that are no farther than the farthest true one, out of as
 * many as there are. Duplicate texts are equally near and equally right. Benchmarks of nearest neighbours
 * count the same way (Aumüller et al. 2018, https://arxiv.org/abs/1807.05614).
 *
 * @param truth the true nearest, nearest first
 * @param found the results to judge, nearest first
 */
export function shareFound(truth: readonly Neighbor[], found: readonly Neighbor[]): number {
  const farthest = truth.at(-1);
  if (farthest === undefined) return 1;
  const near = found
    .slice(0, truth.length)
    .filter(({ similarity }) => similarity >= farthest.similarity - ROUNDING);
  return near.length / truth.length;
}
