import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatelineError } from "../../errors.ts";
import type { PassageEmbeddings } from "../../ports/passage-embeddings.ts";
import type { ScanIndex } from "../../ports/scan-index.ts";
import type { Segment } from "../../ports/segment.ts";
import type {
  PassageToEmbed,
  SegmentFormat,
  SegmentWriter,
  StoryWriter,
} from "../../ports/segment-format.ts";
import type { StoredEmbeddings } from "../../ports/stored-embeddings.ts";
import type { Neighbor } from "../../ports/vector-index.ts";
import type { Article, Embedding, Passage } from "../../types.ts";
import { canBeCoded } from "./code-matrix.ts";
import { CodedVectorIndex } from "./coded-vector-index.ts";
import { ExactVectorIndex } from "./exact-vector-index.ts";
import { HnswVectorIndex } from "./hnsw-vector-index.ts";
import { HnswWriter, type WrittenGraph } from "./hnsw-writer.ts";
import { segmentWriteError } from "./segment-write-error.ts";
import { encodeSentences } from "./sentence-codec.ts";
import { SqlitePassageTable } from "./sqlite-passage-table.ts";
import { SqliteSegmentWriter } from "./sqlite-segment-writer.ts";

const PASSAGES_FILE = "passages.sqlite";
/** Up to so many passages a search scans without a filter, so that the graph is not loaded. */
const MOST_COPIED = 10_000;
const VECTORS_FILE = "vectors.hnsw";

/** A segment as two files: SQLite for texts and words, hnswlib for embeddings. */
export const localSegmentFormat: SegmentFormat = {
  files: [PASSAGES_FILE, VECTORS_FILE],
  create: (folder, dimensions) => new LocalSegmentWriter(folder, dimensions),
  open: openLocalSegment,
};

function openLocalSegment(folder: string, dimensions: number): Segment {
  const [passagesFile, vectorsFile] = [join(folder, PASSAGES_FILE), join(folder, VECTORS_FILE)];
  for (const file of [passagesFile, vectorsFile]) {
    if (!existsSync(file)) {
      throw new DatelineError("index-corrupt", `Cannot open the segment: "${file}" is missing`);
    }
  }
  const passages = new SqlitePassageTable(passagesFile);
  const { vectors, isSound } = openVectors(vectorsFile, dimensions, passages);
  if (passages.passageCount !== vectors.size) {
    passages.close();
    vectors.close();
    throw new DatelineError(
      "index-corrupt",
      `Cannot open the segment in "${folder}": it has ${passages.passageCount} passages and ${vectors.size} embeddings`,
    );
  }
  const exact = scanOf(vectors);
  const close = () => {
    passages.close();
    vectors.close();
  };
  const storedEmbeddings = (rows: readonly number[]): readonly StoredEmbeddings[] => {
    const sentences = passages.storedSentences(rows);
    return rows.map((row, index) => {
      return { passage: vectors.readRow(row), sentences: sentences[index] as Uint8Array };
    });
  };
  const { words, stories } = passages;
  return {
    passages,
    sentences: passages,
    words,
    stories,
    approximate: isSound ? vectors : exact,
    exact,
    storedEmbeddings,
    close,
  };
}

/** Where the graph is in use, a copy of all embeddings would be the second in memory. */
function scanOf(vectors: HnswVectorIndex): ScanIndex {
  const { dimensions, nodes } = vectors;
  if (nodes.nodeCount > MOST_COPIED && canBeCoded(dimensions)) return new CodedVectorIndex(vectors);
  return new ExactVectorIndex(vectors, (all) => vectors.readAll(all));
}

function openVectors(
  file: string,
  dimensions: number,
  passages: SqlitePassageTable,
): { readonly vectors: HnswVectorIndex; readonly isSound: boolean } {
  try {
    const { nodes, isSound } = passages.graph();
    return { vectors: new HnswVectorIndex(file, dimensions, nodes), isSound };
  } catch (error) {
    passages.close();
    throw error;
  }
}

class LocalSegmentWriter implements SegmentWriter {
  readonly #folder: string;
  readonly #dimensions: number;
  readonly #table: SqliteSegmentWriter;
  #vectors: HnswWriter | undefined;

  constructor(folder: string, dimensions: number) {
    this.#folder = folder;
    this.#dimensions = dimensions;
    this.#table = this.#write(() => new SqliteSegmentWriter(join(folder, PASSAGES_FILE)));
  }

  get passageCount(): number {
    return this.#table.passageCount;
  }

  get articleCount(): number {
    return this.#table.articleCount;
  }

  addArticle(article: Article, passages: readonly Passage[]): void {
    if (this.#vectors !== undefined) {
      throw new DatelineError(
        "internal",
        `Cannot add article "${article.id}": embeddings have been added already`,
      );
    }
    this.#write(() => this.#table.addArticle(article, passages));
  }

  passagesToEmbed(start: number, count: number): readonly PassageToEmbed[] {
    return this.#table.passagesToEmbed(start, count);
  }

  addEmbeddings(embeddings: readonly PassageEmbeddings[]): void {
    this.addStored(
      embeddings.map(({ passage, sentences }) => ({ passage, sentences: encodeSentences(sentences) })),
    );
  }

  addStored(embeddings: readonly StoredEmbeddings[]): void {
    const vectors = this.#graph();
    for (const { passage, sentences } of embeddings) {
      const row = vectors.size;
      this.#write(() => this.#table.addSentences(row, sentences));
      vectors.add(passage);
    }
  }

  get stories(): StoryWriter {
    return this.#table.stories;
  }

  articlesWith(terms: readonly string[]): readonly number[] {
    return this.#table.articlesWith(terms);
  }

  embeddingOf(row: number): Embedding {
    return this.#graph().embeddingOf(row);
  }

  nearest(query: Embedding, k: number): readonly Neighbor[] {
    return this.#graph().nearest(query, k);
  }

  async finish(): Promise<void> {
    const graph = await this.#writeGraph();
    this.#write(() => this.#table.finish(graph));
  }

  abandon(): void {
    this.#table.abandon();
  }

  async #writeGraph(): Promise<WrittenGraph> {
    try {
      return await this.#graph().write(join(this.#folder, VECTORS_FILE));
    } catch (error) {
      throw segmentWriteError(this.#folder, error);
    }
  }

  /** hnswlib wants to know the number of vectors beforehand. */
  #graph(): HnswWriter {
    this.#vectors ??= new HnswWriter(this.passageCount, this.#dimensions);
    return this.#vectors;
  }

  #write<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw segmentWriteError(this.#folder, error);
    }
  }
}
