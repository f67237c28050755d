import { DatelineError } from "../../errors.ts";
import type { RowSet } from "../../ports/row-set.ts";
import { checkRow, type Neighbor, nearestFirst } from "../../ports/vector-index.ts";

/**
 * Maps rows to the nodes of the graph. Rows with equal embeddings, such as a notice in place of every paywalled
 * article, share one node. Nodes at distance 0 would link only to one another and disconnect the graph
 * (https://github.com/nmslib/hnswlib/issues/373). Nodes are numbered in the order of their first rows.
 */
export class RowNodes {
  readonly rowCount: number;
  readonly nodeCount: number;
  /** The node of each row; `null` if the node of every row has the row's number. */
  readonly nodeOfRow: Uint32Array | null;
  #rowsOfNodes: RowsOfNodes | undefined;

  private constructor(rowCount: number, nodeCount: number, nodeOfRow: Uint32Array | null) {
    this.rowCount = rowCount;
    this.nodeCount = nodeCount;
    this.nodeOfRow = nodeOfRow;
  }

  /** Gives each row its own node. */
  static distinct(rowCount: number): RowNodes {
    return new RowNodes(rowCount, rowCount, null);
  }

  /** @throws DatelineError `index-corrupt` when a node is skipped */
  static of(nodeOfRow: Uint32Array): RowNodes {
    let nodeCount = 0;
    for (const [row, node] of nodeOfRow.entries()) {
      if (node > nodeCount) {
        throw new DatelineError(
          "index-corrupt",
          `Cannot read which rows share an embedding: row ${row} has node ${node}, and there are ${nodeCount} before it`,
        );
      }
      if (node === nodeCount) nodeCount++;
    }
    return new RowNodes(nodeOfRow.length, nodeCount, nodeCount === nodeOfRow.length ? null : nodeOfRow);
  }

  /** @throws DatelineError `internal` for a row out of range */
  nodeOf(row: number): number {
    checkRow(row, this.rowCount);
    return this.nodeOfRow === null ? row : (this.nodeOfRow[row] as number);
  }

  /** @throws DatelineError `internal` for a row out of range */
  nodesOf(rows: ArrayLike<number>): ArrayLike<number> {
    return this.nodeOfRow === null ? rows : Array.from(rows, (row) => this.nodeOf(row));
  }

  /** @param rows ascending of the index @returns their nodes, each once, ascending */
  distinctNodesOf(rows: Uint32Array): Uint32Array {
    const { nodeOfRow } = this;
    if (nodeOfRow === null) return rows;
    return Uint32Array.from(new Set(rows.map((row) => nodeOfRow[row] as number))).sort();
  }

  /**
   * @param nodes as neighbours, each with a row that is allowed
   * @param allowed rows to choose from; `null` for all
   * @returns the `k` nearest rows of them, nearest first, ties in row order
   */
  rowsOf(nodes: readonly Neighbor[], k: number, allowed: RowSet | null = null): readonly Neighbor[] {
    if (this.nodeOfRow === null) return nodes.toSorted(nearestFirst).slice(0, k);
    this.#rowsOfNodes ??= groupRows(this.nodeOfRow, this.nodeCount);
    const { rows, starts } = this.#rowsOfNodes;
    return nodes
      .flatMap(({ row: node, similarity }) => {
        const ofNode = rows.subarray(starts[node], starts[node + 1]);
        // Ties are in row order, so rows beyond the first `k` cannot be among the `k` nearest.
        const some = (allowed === null ? ofNode : ofNode.filter((row) => allowed.has(row))).subarray(0, k);
        return Array.from(some, (row) => ({ row, similarity }));
      })
      .sort(nearestFirst)
      .slice(0, k);
  }
}

/** The rows of node n are `rows[starts[n]]`…`rows[starts[n + 1] − 1]`, ascending. */
interface RowsOfNodes {
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
}

function groupRows(nodeOfRow: Uint32Array, nodeCount: number): RowsOfNodes {
  const starts = new Uint32Array(nodeCount + 1);
  for (const node of nodeOfRow) starts[node + 1] = (starts[node + 1] as number) + 1;
  for (let node = 0; node < nodeCount; node++) {
    starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number);
  }
  const next = starts.slice();
  const rows = new Uint32Array(nodeOfRow.length);
  nodeOfRow.forEach((node, row) => {
    rows[next[node] as number] = row;
    next[node] = (next[node] as number) + 1;
  });
  return { rows, starts };
}
