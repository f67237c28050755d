import type { Article, Embedding, Passage } from "../types.ts";
import type { PassageEmbeddings } from "./passage-embeddings.ts";
import type { RangeReader } from "./range-reader.ts";
import type { Segment } from "./segment.ts";
import type { StoredEmbeddings } from "./stored-embeddings.ts";
import type { StoryTable } from "./story-table.ts";
import type { Neighbor } from "./vector-index.ts";

/** What the embedder needs of a passage that a segment under construction already holds. */
export interface PassageToEmbed {
  readonly row: number;
  readonly title: string;
  readonly text: string;
}

/** What tells whether an article belongs to a story. */
export interface ArticleToGroup extends Pick<Article, "id" | "text" | "publishedAt"> {
  readonly row: number;
  /** Row of its first passage. */
  readonly firstPassage: number;
}

/** Puts the articles of a segment under construction into stories, once all embeddings have been added. */
export interface StoryWriter extends StoryTable {
  /** Every article: by `publishedAt`, those without at the end, then by id. */
  articlesInTime(): Iterable<ArticleToGroup>;
  /** @param hashes its fingerprint, each once */
  assign(article: ArticleToGroup, storyId: string, hashes: readonly number[]): void;
  /** Puts an article that was assigned into another story. */
  reassign(articleRow: number, storyId: string): void;
  /** Notes that an article proves that its story is the one that had this id before. */
  addAlias(articleRow: number, alias: string): void;
  /** The article whose first passage is in a row. */
  reportAt(firstPassage: number): Pick<Article, "title" | "text">;
}

/**
 * Builds one segment in a folder: first every article, then every embedding in row order, then
 * the stories, if any are wanted, then `finish`. Memory does
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
  /** The same, of embeddings that another segment of this format has. */
  addStored(embeddings: readonly StoredEmbeddings[]): void;
  /** Read and written once every passage has its embedding. */
  readonly stories: StoryWriter;
  /** In how many of its articles each term occurs. */
  articlesWith(terms: readonly string[]): readonly number[];
  /** Embedding of a row. @throws DatelineError `internal` when it has none yet */
  embeddingOf(row: number): Embedding;
  /** The `k` rows of this segment whose embeddings are nearest, approximately. */
  nearest(query: Embedding, k: number): readonly Neighbor[];
  /** Completes the files. @throws DatelineError `internal` when passages lack embeddings */
  finish(): Promise<void>;
  /** Gives up and releases the files; what was written is of no use. */
  abandon(): void;
}

/** How segments are stored: the only thing that knows what the files of one are. */
export interface SegmentFormat {
  /** Names of the files that a search reads. */
  readonly files: readonly string[];
  /** Of these, those with which a segment answers while the others are elsewhere. */
  readonly headFiles: readonly string[];
  /** Names of those that are read only when articles are added to the index. `StoryTable.sharing` needs them. */
  readonly updateFiles: readonly string[];
  create(folder: string, dimensions: number): SegmentWriter;
  /**
   * What a file of a segment says, for those who look for a text in it: without the compression of the format.
   *
   * @param name of the file, one of another program included
   */
  contentOf(name: string, path: string): AsyncIterable<Uint8Array>;
  /** @throws DatelineError `index-corrupt` when a file is missing or is not what it should be */
  open(folder: string, dimensions: number): Segment;
  /**
   * Opens a segment of which only the head is in the folder. What it reads of the other files is checked against hashes in the
   * head. It throws `Unfetched` for what is not here yet.
   *
   * @throws DatelineError `index-corrupt` when the head is missing or is not what it should be
   */
  openHead(folder: string, dimensions: number, others: RangeReader): Segment;
}
