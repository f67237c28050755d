import type { Neighbor } from "@dateline-search/core/ports/vector-index";

/** The scan and HNSW add in another order, so that one similarity differs in its last digits. */
const ROUNDING = 1e-6;

/**
 * The share of the nearest that was found, 0…1: of as many as there are, those that are no farther than the farthest of
 * them. Texts that occur twice are equally near, and either of them is right; benchmarks of nearest neighbours count so
 * too (Aumüller et al. 2018, https://arxiv.org/abs/1807.05614).
 *
 * @param truth the nearest of all, nearest first
 * @param found what is judged, nearest first
 */
export function shareFound(truth: readonly Neighbor[], found: readonly Neighbor[]): number {
  const farthest = truth.at(-1);
  if (farthest === undefined) return 1;
  const near = found
    .slice(0, truth.length)
    .filter(({ similarity }) => similarity >= farthest.similarity - ROUNDING);
  return near.length / truth.length;
}
