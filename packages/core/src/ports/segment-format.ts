import type { Article, Embedding, Passage } from "../types.ts";
import type { PassageEmbeddings, StoredEmbeddings } from "./passage-embeddings.ts";
import type { RangeReader } from "./range-reader.ts";
import type { Segment } from "./segment.ts";
import type { StoryTable } from "./story-table.ts";
import type { Neighbor } from "./vector-index.ts";

/** The input of the embedder for a passage of a segment under construction. */
export interface PassageToEmbed {
  readonly row: number;
  readonly title: string;
  readonly text: string;
}

/** The data that decide the story of an article. */
export interface ArticleToGroup extends Pick<Article, "id" | "text" | "publishedAt"> {
  readonly row: number;
  /** Row of its first passage. */
  readonly firstPassage: number;
}

/** Assigns the articles of a segment under construction to stories, after all embeddings have been added. */
export interface StoryWriter extends StoryTable {
  /** Every article, by `publishedAt` and then by id; those without a date last. */
  articlesInTime(): Iterable<ArticleToGroup>;
  /** @param hashes its fingerprint, without duplicates */
  assign(article: ArticleToGroup, storyId: string, hashes: readonly number[]): void;
  /** Moves an assigned article to another story. */
  reassign(articleRow: number, storyId: string): void;
  /** Records an earlier id of an article's story, for which the article is the proof. */
  addAlias(articleRow: number, alias: string): void;
  /** The article whose first passage is in this row. */
  reportAt(firstPassage: number): Pick<Article, "title" | "text">;
}

/**
 * Builds one segment in a folder. Add every article, then every embedding in row order, then optionally the
 * stories, and call `finish`. Memory grows only with the vectors, not with the texts.
 */
export interface SegmentWriter {
  readonly passageCount: number;
  readonly articleCount: number;
  /** @throws DatelineError `internal` once embeddings have been added */
  addArticle(article: Article, passages: readonly Passage[]): void;
  /** Passages `start`…`start + count − 1`; fewer at the end. */
  passagesToEmbed(start: number, count: number): readonly PassageToEmbed[];
  /** Adds embeddings of the next rows. @throws DatelineError `internal` when there are more than passages */
  addEmbeddings(embeddings: readonly PassageEmbeddings[]): void;
  /** Adds embeddings of another segment of this format. */
  addStored(embeddings: readonly StoredEmbeddings[]): void;
  /** Available once every passage has its embedding. */
  readonly stories: StoryWriter;
  /** Number of its articles in which each term occurs. */
  articlesWith(terms: readonly string[]): readonly number[];
  /** Embedding of a row. @throws DatelineError `internal` when it has not been added yet */
  embeddingOf(row: number): Embedding;
  /** The `k` rows of this segment with the nearest embeddings, approximately. */
  nearest(query: Embedding, k: number): readonly Neighbor[];
  /** Completes the files. @throws DatelineError `internal` when passages lack embeddings */
  finish(): Promise<void>;
  /** Releases the files without finishing. They are unusable. */
  abandon(): void;
}

/** The storage format of segments, and the only code that knows their files. */
export interface SegmentFormat {
  /** Names of the files that a search reads. */
  readonly files: readonly string[];
  /** The subset of `files` that `openHead` needs. */
  readonly headFiles: readonly string[];
  /** Names of files that are read only to add articles. `StoryTable.sharing` needs them. */
  readonly updateFiles: readonly string[];
  create(folder: string, dimensions: number): Promise<SegmentWriter>;
  /**
   * Streams a file's content without the format's compression, for text searches.
   *
   * @param name of the file, which may be another program's
   */
  contentOf(name: string, path: string): AsyncIterable<Uint8Array>;
  /** @throws DatelineError `index-corrupt` when a file is missing or invalid */
  open(folder: string, dimensions: number): Segment;
  /**
   * Opens a segment if only its head is in the folder. Verifies what it reads from the other files against
   * hashes in the head. The segment throws `Unfetched` for parts that are not local yet.
   *
   * @throws DatelineError `index-corrupt` when the head is missing or invalid
   */
  openHead(folder: string, dimensions: number, others: RangeReader): Segment;
}
