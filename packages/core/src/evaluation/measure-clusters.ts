/** An item, the cluster that it was assigned to, and the one where it belongs. */
export interface Clustered {
  readonly found: string;
  readonly right: string;
}

/** Shares, 0…1. */
export interface Figures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface ClusterFigures {
  readonly items: number;
  /** Figures over pairs of items in one cluster. */
  readonly pairs: Figures;
  /**
   * B-cubed: computed for each item over its own cluster, then averaged (Bagga and Baldwin 1998,
   * https://aclanthology.org/P98-1012/).
   */
  readonly bCubed: Figures;
}

/**
 * Compares clusters with the right ones.
 *
 * @param items all that were clustered together
 * @param isCounted selects the items to count; a pair counts if one of its items does
 */
export function measureClusters<Item extends Clustered>(
  items: readonly Item[],
  isCounted: (item: Item) => boolean = () => true,
): ClusterFigures {
  const found = countsOf(items, ({ found: cluster }) => cluster);
  const right = countsOf(items, ({ right: cluster }) => cluster);
  const both = countsOf(items, bothOf);
  const counted = items.filter(isCounted);
  const sums = { precision: 0, recall: 0, foundPairs: 0, rightPairs: 0, truePairs: 0 };
  for (const item of counted) {
    const [ofFound, ofRight] = [found.get(item.found) ?? 1, right.get(item.right) ?? 1];
    const common = both.get(bothOf(item)) ?? 1;
    sums.precision += common / ofFound;
    sums.recall += common / ofRight;
    sums.foundPairs += ofFound - 1;
    sums.truePairs += ofRight - 1;
    sums.rightPairs += common - 1;
  }
  return {
    items: counted.length,
    pairs: figuresOf(share(sums.rightPairs, sums.foundPairs), share(sums.rightPairs, sums.truePairs)),
    bCubed: figuresOf(share(sums.precision, counted.length), share(sums.recall, counted.length)),
  };
}

function bothOf({ found, right }: Clustered): string {
  return `${found}\n${right}`;
}

function countsOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function figuresOf(precision: number, recall: number): Figures {
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum };
}
