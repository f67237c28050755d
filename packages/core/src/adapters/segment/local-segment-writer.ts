import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatelineError } from "../../errors.ts";
import type { PassageEmbeddings, StoredEmbeddings } from "../../ports/passage-embeddings.ts";
import type { PassageToEmbed, SegmentWriter, StoryWriter } from "../../ports/segment-format.ts";
import type { Neighbor } from "../../ports/vector-index.ts";
import type { Article, Embedding, Passage } from "../../types.ts";
import { CodeMatrix } from "./coded-vectors.ts";
import { decodeEmbeddings, decodePassage, encodeEmbeddings } from "./embedding-codec.ts";
import { FileAppender } from "./file-appender.ts";
import { GraphWriter, type WrittenGraph } from "./graph-writer.ts";
import type { RowNodes } from "./row-nodes.ts";
import { SEGMENT_FILES } from "./segment-files.ts";
import { encodeSigns } from "./sign-codes.ts";
import { SqliteSegmentWriter } from "./sqlite-segment-writer.ts";

/** Temporary file of hnswlib, which is read back immediately. */
const SCRATCH_FILE = "graph.tmp";

/** Writes the files of a segment. */
export class LocalSegmentWriter implements SegmentWriter {
  readonly #folder: string;
  readonly #dimensions: number;
  readonly #table: SqliteSegmentWriter;
  readonly #records: FileAppender;
  readonly #recordLengths: number[] = [];
  #vectors: GraphWriter | undefined;

  constructor(folder: string, dimensions: number) {
    this.#folder = folder;
    this.#dimensions = dimensions;
    this.#table = this.#write(() => new SqliteSegmentWriter(folder));
    this.#records = this.#write(() => new FileAppender(join(folder, SEGMENT_FILES.embeddings)));
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
      embeddings.map((embedding) => {
        const bytes = encodeEmbeddings(embedding);
        return { passage: decodePassage(bytes, this.#dimensions), bytes };
      }),
    );
  }

  addStored(embeddings: readonly StoredEmbeddings[]): void {
    const graph = this.#graph();
    for (const { passage } of embeddings) graph.add(passage);
    this.#write(() => this.#records.append(Buffer.concat(embeddings.map(({ bytes }) => bytes))));
    for (const { bytes } of embeddings) this.#recordLengths.push(bytes.length);
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
    const { graph, nodes, isSound, embeddings } = await this.#finishGraph();
    const links = graph.encode();
    const signs = encodeSigns(nodes.nodeCount, this.#dimensions, (node) => embeddings.embeddingOf(node));
    this.#write(() => {
      writeFileSync(join(this.#folder, SEGMENT_FILES.graph), links);
      this.#records.close();
      this.#table.finish({
        dimensions: this.#dimensions,
        isSound: isSound ? 1 : 0,
        embeddingBytes: this.#records.sizeBytes,
        graphBytes: links.length,
        recordLengths: Uint32Array.from(this.#recordLengths),
        nodeOfPassage: nodes.nodeOfRow,
        signs,
      });
    });
  }

  abandon(): void {
    this.#records.close();
    this.#table.abandon();
  }

  async #finishGraph(): Promise<WrittenGraph> {
    try {
      return await this.#graph().finish((nodes) => this.#matrixOf(nodes), join(this.#folder, SCRATCH_FILE));
    } catch (error) {
      throw segmentWriteError(this.#folder, error);
    }
  }

  /** Reads back from the file what a reader will compare with. */
  #matrixOf(nodes: RowNodes): CodeMatrix {
    const matrix = new CodeMatrix(nodes.nodeCount, this.#dimensions);
    let at = 0;
    let node = 0;
    this.#recordLengths.forEach((length, row) => {
      if (nodes.nodeOf(row) === node) {
        matrix.set(node++, decodeEmbeddings(this.#records.read(at, length), this.#dimensions));
      }
      at += length;
    });
    return matrix;
  }

  /** hnswlib needs the number of vectors in advance. */
  #graph(): GraphWriter {
    this.#vectors ??= new GraphWriter(this.passageCount, this.#dimensions);
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

/**
 * Converts write errors of SQLite and hnswlib into ones that callers can act on. SQLite has result codes
 * (https://www.sqlite.org/rescode.html); hnswlib only reports that it could not write.
 */
function segmentWriteError(folder: string, error: unknown): DatelineError {
  if (error instanceof DatelineError) return error;
  const { message, code } = error as Error & { readonly code?: string };
  if (code === "SQLITE_FULL" || /disk is full|no space/i.test(message)) {
    return new DatelineError(
      "disk-full",
      `Cannot write the segment in "${folder}": no space is left on the disk`,
      {
        cause: error,
      },
    );
  }
  return new DatelineError("internal", `Cannot write the segment in "${folder}": ${message}`, {
    cause: error,
  });
}
