import { RowSet } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import { CANDIDATES_PER_RANKER, planSegment, scanNearest, searchGraph } from "../search/find-candidates.ts";
import type { Embedding, SegmentPlan } from "../types.ts";

/** Shares of the passages that the filters allow. 1 means no filter. */
export const SELECTIVITIES = [1, 0.5, 0.1, 0.01, 0.001] as const;

const NEAREST = 10;

/** Share of the true nearest passages that the graph finds, and the plan of a real search. */
export interface GraphRecall {
  readonly selectivity: number;
  /** Mean share of the ten nearest, 0…1, if HNSW is always used. */
  readonly hnsw: number;
  /** The same with the plan of a real search. */
  readonly planned: number;
  /** The plan of a real search for each segment. */
  readonly plan: readonly SegmentPlan[];
}

/** Compares HNSW with exact scans at every selectivity, using random sets of passages as filters. */
export function measureRecall(
  segments: readonly Segment[],
  queries: readonly Embedding[],
): readonly GraphRecall[] {
  return SELECTIVITIES.map((selectivity) => {
    const filtered = segments.map((segment) => {
      const allowed = chooseRows(segment.passages.passageCount, selectivity);
      const plan = planSegment({
        passages: segment.passages.passageCount,
        allowed: allowed?.count ?? null,
      });
      return { segment, allowed, plan };
    });
    const recalls = filtered.flatMap(({ segment, allowed }) =>
      queries.map((embedding) => recallOf(segment, embedding, allowed)),
    );
    const hnsw = recalls.reduce((sum, recall) => sum + recall, 0) / Math.max(1, recalls.length);
    const plan = filtered.map((each) => each.plan);
    return { selectivity, hnsw, planned: plan.every((each) => each === "exact-scan") ? 1 : hnsw, plan };
  });
}

function recallOf(segment: Segment, embedding: Embedding, allowed: RowSet | null): number {
  // HNSW searches more widely for a larger limit, so use the limit of a real search.
  const query = { embedding, allowed, limit: CANDIDATES_PER_RANKER };
  const nearest = scanNearest(segment, query).slice(0, NEAREST);
  const truth = new Set(nearest.map(({ row }) => row));
  if (truth.size === 0) return 1;
  const found = searchGraph(segment, query).slice(0, NEAREST);
  return found.filter(({ row }) => truth.has(row)).length / truth.size;
}

/** Pseudo-random rows, the same every time. */
function chooseRows(passages: number, selectivity: number): RowSet | null {
  if (selectivity === 1) return null;
  const rows: number[] = [];
  for (let row = 0; row < passages; row++) {
    // A multiplicative hash (Knuth 1973) scatters neighbouring rows over 0…2^32 − 1.
    if (Math.imul(row + 1, 2_654_435_761) >>> 0 < selectivity * 2 ** 32) rows.push(row);
  }
  return RowSet.of(passages, rows);
}
