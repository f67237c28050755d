import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatelineError } from "../../errors.ts";
import type { Segment } from "../../ports/segment.ts";
import { LinkedVectors, ScannedVectors } from "./coded-vectors.ts";
import { EmbeddingTable } from "./embedding-table.ts";
import { readFingerprints } from "./fingerprint-file.ts";
import { LinkGraph } from "./link-graph.ts";
import { startsOf } from "./number-list.ts";
import { RowNodes } from "./row-nodes.ts";
import { SEGMENT_FILES } from "./segment-files.ts";
import { SegmentHead } from "./segment-head.ts";
import { SqlitePassageTable } from "./sqlite-passage-table.ts";
import { SqliteStoryTable } from "./sqlite-story-table.ts";
import { SqliteWordIndex } from "./sqlite-word-index.ts";
import { FileBytes, type StoredBytes } from "./stored-bytes.ts";
import { type TextBlocks, TextReader } from "./text-file.ts";

/** @throws DatelineError `index-corrupt` when a file is missing or invalid */
export function openLocalSegment(folder: string, dimensions: number): Segment {
  const tables = join(folder, SEGMENT_FILES.tables);
  if (!existsSync(tables)) {
    throw new DatelineError("index-corrupt", `Cannot open the segment: "${tables}" is missing`);
  }
  const opened: { close(): void }[] = [];
  const open = <T extends { close(): void }>(file: T): T => {
    opened.push(file);
    return file;
  };
  try {
    const head = open(new SegmentHead(tables));
    checkDimensions(head, { dimensions, folder });
    const { textBytes, postingBytes, embeddingBytes, graphBytes } = head.facts;
    const bytesOf = (file: string, sizeBytes: number) => open(new FileBytes(join(folder, file), sizeBytes));
    return assemble(head, {
      folder,
      texts: bytesOf(SEGMENT_FILES.texts, textBytes),
      postings: bytesOf(SEGMENT_FILES.postings, postingBytes),
      embeddings: bytesOf(SEGMENT_FILES.embeddings, embeddingBytes),
      graph: bytesOf(SEGMENT_FILES.graph, graphBytes),
      close: () => {
        for (const file of opened) file.close();
      },
    });
  } catch (error) {
    for (const file of opened) file.close();
    throw error;
  }
}

interface SegmentParts {
  readonly folder: string;
  readonly texts: StoredBytes;
  readonly postings: StoredBytes;
  readonly embeddings: StoredBytes;
  readonly graph: StoredBytes;
  readonly close: () => void;
}

function assemble(head: SegmentHead, parts: SegmentParts): Segment {
  const texts = new TextReader(parts.texts, textBlocks(head));
  const embeddings = embeddingTable(head, parts.embeddings);
  const exact = new ScannedVectors(embeddings);
  const graph = once(() => readGraph(parts.graph, embeddings.nodes));
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
    approximate: head.facts.isSound === 1 ? new LinkedVectors(embeddings, graph) : exact,
    exact,
    storedEmbeddings: (rows) => embeddings.stored(rows),
    close: parts.close,
  };
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

function checkDimensions(
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
