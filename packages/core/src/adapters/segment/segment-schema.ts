/**
 * The tables of `passages.sqlite`, with everything that a search needs before it reads the other files.
 *
 * `articles.row` and the rows of passages count from 0. `words` has the range of each term's postings in `postings.bin`, and
 * how many articles and passages contain it. `ArticleColumnsBuilder` writes `columns`. `facts` has numbers, `arrays` has lists
 * of numbers (`encodeNumbers`), and `blobs` has other bytes: see `SegmentFacts`, `SegmentArrays` and `SegmentBlobs`.
 * `story_aliases` has former ids of an article's story. The article proves that they mean this story.
 */
export const SEGMENT_SCHEMA = `
CREATE TABLE articles (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  story_id TEXT
) STRICT;
CREATE TABLE words (
  term TEXT PRIMARY KEY,
  articles INTEGER NOT NULL,
  passages INTEGER NOT NULL,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE columns (
  name TEXT PRIMARY KEY,
  dictionary BLOB NOT NULL,
  codes BLOB NOT NULL
) STRICT;
CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT;
CREATE TABLE arrays (
  name TEXT PRIMARY KEY,
  numbers BLOB NOT NULL
) STRICT;
CREATE TABLE blobs (
  name TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE story_aliases (
  article_row INTEGER NOT NULL REFERENCES articles (row),
  alias TEXT NOT NULL,
  PRIMARY KEY (article_row, alias)
) STRICT, WITHOUT ROWID;
`;

/** Created after the last row, because that is faster than updating it with each insert. */
export const SEGMENT_INDEXES = `
CREATE INDEX articles_by_story ON articles (story_id) WHERE story_id IS NOT NULL;
`;

/** The rows of `facts`. */
export interface SegmentFacts {
  readonly articles: number;
  readonly passages: number;
  readonly dimensions: number;
  /** 1 if searches of the graph find enough. */
  readonly isSound: number;
  /** Sizes of the other files, in bytes. */
  readonly textBytes: number;
  readonly postingBytes: number;
  readonly embeddingBytes: number;
  readonly graphBytes: number;
}

/** The rows of `arrays`. */
export interface SegmentArrays {
  /** Number of words of each passage, including its weighted headline. */
  readonly passageLengths: Uint32Array;
  /** The same for each article. */
  readonly articleLengths: Uint32Array;
  /** Number of passages of each article. */
  readonly passagesOfArticles: Uint32Array;
  /** Size of each passage's record in `embeddings.bin`, in bytes. */
  readonly recordLengths: Uint32Array;
  /** The graph's node for each passage. Empty unless passages share an embedding. */
  readonly nodeOfPassage: Uint32Array;
  /** First article and size of each block of `texts.bin`. */
  readonly firstArticles: Uint32Array;
  readonly blockLengths: Uint32Array;
}

/** The rows of `blobs`, for searches before the other files are local. */
export interface SegmentBlobs {
  /** From `encodeSigns`, for the embedding of each node. */
  readonly signs: Uint8Array;
  /** From `hashBlocks`, for the files that are read in ranges. */
  readonly textHashes: Uint8Array;
  readonly postingHashes: Uint8Array;
  readonly embeddingHashes: Uint8Array;
}
