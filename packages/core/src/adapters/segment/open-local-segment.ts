import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatelineError } from "../../errors.ts";
import type { ByteRange } from "../../ports/object-store.ts";
import type { RangeReader } from "../../ports/range-reader.ts";
import type { RowSet } from "../../ports/row-set.ts";
import type { Segment } from "../../ports/segment.ts";
import { checkDimensions, checkRow, type Neighbor, type ScanIndex, topK } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { LinkedVectors, ScannedVectors } from "./coded-vectors.ts";
import { EmbeddingTable } from "./embedding-table.ts";
import { readFingerprints } from "./fingerprint-file.ts";
import { LinkGraph } from "./link-graph.ts";
import { RowNodes } from "./row-nodes.ts";
import { SEGMENT_FILES } from "./segment-files.ts";
import { SegmentHead } from "./segment-head.ts";
import type { SegmentBlobs } from "./segment-schema.ts";
import { SignCodes } from "./sign-codes.ts";
import { SqlitePassageTable } from "./sqlite-passage-table.ts";
import { SqliteStoryTable } from "./sqlite-story-table.ts";
import { SqliteWordIndex } from "./sqlite-word-index.ts";
import { FileBytes, RangedBytes, type StoredBytes } from "./stored-bytes.ts";
import { type TextBlocks, TextReader } from "./text-file.ts";
import { startsOf } from "./varints.ts";

/** @throws DatelineError `index-corrupt` when a file is missing or invalid */
export function openLocalSegment(folder: string, dimensions: number): Segment {
  return openWith(folder, dimensions, ({ facts }, open) => {
    const bytesOf = (file: string, sizeBytes: number) => open(new FileBytes(join(folder, file), sizeBytes));
    return {
      folder,
      texts: bytesOf(SEGMENT_FILES.texts, facts.textBytes),
      postings: bytesOf(SEGMENT_FILES.postings, facts.postingBytes),
      embeddings: bytesOf(SEGMENT_FILES.embeddings, facts.embeddingBytes),
      graph: bytesOf(SEGMENT_FILES.graph, facts.graphBytes),
    };
  });
}

/** Implements `SegmentFormat.openHead`: signs replace the graph, and the other files are read in blocks. */
export function openSegmentHead(folder: string, dimensions: number, others: RangeReader): Segment {
  return openWith(folder, dimensions, (head, open) => {
    const bytesOf = (file: string, sizeBytes: number, hashes: keyof SegmentBlobs) => {
      const read = (range: ByteRange) => others.read(file, range);
      return open(new RangedBytes({ name: join(folder, file), sizeBytes, hashes: head.blob(hashes), read }));
    };
    const { textBytes, postingBytes, embeddingBytes } = head.facts;
    return {
      folder,
      texts: bytesOf(SEGMENT_FILES.texts, textBytes, "textHashes"),
      postings: bytesOf(SEGMENT_FILES.postings, postingBytes, "postingHashes"),
      embeddings: bytesOf(SEGMENT_FILES.embeddings, embeddingBytes, "embeddingHashes"),
      graph: null,
    };
  });
}

interface SegmentParts {
  readonly folder: string;
  readonly texts: StoredBytes;
  readonly postings: StoredBytes;
  readonly embeddings: StoredBytes;
  /** `null` if only the head is local. */
  readonly graph: StoredBytes | null;
}

type Closing = { close(): void };

/** @param openParts opens the other files, each through `open`, which closes them later */
function openWith(
  folder: string,
  dimensions: number,
  openParts: (head: SegmentHead, open: <T extends Closing>(file: T) => T) => SegmentParts,
): Segment {
  const tables = join(folder, SEGMENT_FILES.tables);
  if (!existsSync(tables)) {
    throw new DatelineError("index-corrupt", `Cannot open the segment: "${tables}" is missing`);
  }
  const opened: Closing[] = [];
  const open = <T extends Closing>(file: T): T => {
    opened.push(file);
    return file;
  };
  const close = () => {
    for (const file of opened) file.close();
  };
  try {
    const head = open(new SegmentHead(tables));
    checkModelDimensions(head, { dimensions, folder });
    return { ...assemble(head, openParts(head, open)), close };
  } catch (error) {
    close();
    throw error;
  }
}

function assemble(head: SegmentHead, parts: SegmentParts): Omit<Segment, "close"> {
  const texts = new TextReader(parts.texts, textBlocks(head));
  const embeddings = embeddingTable(head, parts.embeddings);
  const fingerprints = once(() => readFingerprints(join(parts.folder, SEGMENT_FILES.fingerprints)));
  const stories = new SqliteStoryTable(head.database, {
    rows: () => head.rows,
    publishedAt: (article) => {
      const { codes, values } = head.column("date");
      return values[(codes[article] as number) - 1] ?? null;
    },
    articles: (rows) => new Map([...texts.read(rows)].map(([row, { article }]) => [row, article])),
    fingerprints,
  });
  return {
    passages: new SqlitePassageTable(head, texts),
    sentences: embeddings,
    words: new SqliteWordIndex(head, parts.postings),
    stories,
    ...vectorIndexes(head, embeddings, parts.graph),
    storedEmbeddings: (rows) => embeddings.stored(rows),
  };
}

function vectorIndexes(
  head: SegmentHead,
  embeddings: EmbeddingTable,
  graphBytes: StoredBytes | null,
): Pick<Segment, "approximate" | "exact" | "estimates"> {
  const { nodes, dimensions } = embeddings;
  if (graphBytes === null) {
    const signs = once(() => new SignCodes(head.blob("signs"), { count: nodes.nodeCount, dimensions }));
    const signed = new SignedVectors(embeddings, signs);
    return {
      approximate: signed,
      exact: signed,
      estimates: { similarities: (...of) => signed.estimates(...of) },
    };
  }
  const exact = new ScannedVectors(embeddings);
  const graph = once(() => readGraph(graphBytes, nodes));
  const approximate = head.facts.isSound === 1 ? new LinkedVectors(embeddings, graph) : exact;
  return { approximate, exact, estimates: null };
}

function textBlocks(head: SegmentHead): TextBlocks {
  const starts = startsOf(head.array("blockLengths"));
  if (starts.at(-1) !== head.facts.textBytes) {
    throw new DatelineError(
      "index-corrupt",
      `Cannot open the texts: their blocks end at ${starts.at(-1)} of ${head.facts.textBytes} bytes`,
    );
  }
  return { firstArticles: head.array("firstArticles"), starts };
}

function embeddingTable(head: SegmentHead, bytes: StoredBytes): EmbeddingTable {
  const { dimensions, passages } = head.facts;
  const nodeOfPassage = head.array("nodeOfPassage");
  const nodes = nodeOfPassage.length === 0 ? RowNodes.distinct(passages) : RowNodes.of(nodeOfPassage);
  return new EmbeddingTable(bytes, { dimensions, nodes, starts: startsOf(head.array("recordLengths")) });
}

function readGraph(bytes: StoredBytes, { nodeCount }: RowNodes): LinkGraph {
  const [links] = bytes.read([{ start: 0, end: bytes.sizeBytes }]) as [Uint8Array];
  return LinkGraph.decode(links, nodeCount);
}

function checkModelDimensions(
  { facts }: SegmentHead,
  { dimensions, folder }: { readonly dimensions: number; readonly folder: string },
): void {
  if (facts.dimensions === dimensions) return;
  throw new DatelineError(
    "index-corrupt",
    `Cannot open the segment in "${folder}": its embeddings have ${facts.dimensions} dimensions, not ${dimensions}`,
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * Finds neighbours by the signs of the embeddings, which are in memory. Exact similarities are computed from
 * the embeddings themselves.
 */
class SignedVectors implements ScanIndex {
  readonly exact = false;
  readonly #embeddings: EmbeddingTable;
  readonly #signs: () => SignCodes;

  /** @param signs of all nodes; called by the first search that needs them */
  constructor(embeddings: EmbeddingTable, signs: () => SignCodes) {
    this.#embeddings = embeddings;
    this.#signs = signs;
  }

  get size(): number {
    return this.#embeddings.nodes.rowCount;
  }

  get dimensions(): number {
    return this.#embeddings.dimensions;
  }

  /** With estimates instead of similarities. */
  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    return this.#embeddings.nodes.rowsOf(topK(this.#signs().similarities(query), k), k);
  }

  /** With estimates instead of similarities. */
  searchAmong(query: Embedding, k: number, allowed: RowSet): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    const { nodes } = this.#embeddings;
    const chosen = nodes.distinctNodesOf(allowed.rows());
    const all = this.#signs().similarities(query);
    const estimates = Float32Array.from(chosen, (node) => all[node] as number);
    return nodes.rowsOf(topK(estimates, k, chosen), k, allowed);
  }

  /** @throws Unfetched */
  similarities(query: Embedding, rows: readonly number[]): Float32Array {
    return this.#embeddings.passageSimilarities(query, rows);
  }

  /** Unbiased, with a typical error of 0.04 at 384 dimensions. */
  estimates(query: Embedding, rows: readonly number[]): Float32Array {
    checkDimensions(query, this.dimensions);
    const all = this.#signs().similarities(query);
    const { nodes } = this.#embeddings;
    return Float32Array.from(rows, (row) => {
      checkRow(row, nodes.rowCount);
      return all[nodes.nodeOf(row)] as number;
    });
  }
}
