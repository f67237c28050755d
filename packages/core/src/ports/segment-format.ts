import type { Article, Passage } from "../types.ts";
import type { PassageEmbeddings } from "./passage-embeddings.ts";
import type { Segment } from "./segment.ts";

/** What the embedder needs of a passage that a segment under construction already holds. */
export interface PassageToEmbed {
  readonly row: number;
  readonly title: string;
  readonly text: string;
}

/**
 * Builds one segment in a folder: first every article, then every embedding in row order, then `finish`. Memory does
 * not grow with the texts, only with the vectors.
 */
export interface SegmentWriter {
  readonly passageCount: number;
  readonly articleCount: number;
  /** @throws DatelineError `internal` once embeddings have been added */
  addArticle(article: Article, passages: readonly Passage[]): void;
  /** Passages `start`…`start + count − 1`, fewer at the end. */
  passagesToEmbed(start: number, count: number): readonly PassageToEmbed[];
  /** Embeddings of the next rows. @throws DatelineError `internal` when there are more than passages */
  addEmbeddings(embeddings: readonly PassageEmbeddings[]): void;
  /** Completes the files. @throws DatelineError `internal` when passages lack embeddings */
  finish(): Promise<void>;
  /** Gives up and releases the files; what was written is of no use. */
  abandon(): void;
}

/** How segments are stored: the only thing that knows what the files of one are. */
export interface SegmentFormat {
  /** Names of the files that make up a segment. */
  readonly files: readonly string[];
  create(folder: string, dimensions: number): SegmentWriter;
  /** @throws DatelineError `index-corrupt` when a file is missing or is not what it should be */
  open(folder: string, dimensions: number): Segment;
}
