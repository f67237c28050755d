/**
 * The tables of `passages.sqlite`: what a search needs of a segment before it knows its results.
 *
 * `articles.row` and the rows of passages count from 0. `words` has the position of a term's postings in
 * `postings.bin`, and its number of articles and passages. `columns` is written by `ArticleColumnsBuilder`.
 * `facts` are numbers, and `arrays` lists of numbers encoded by `encodeNumbers`: see `SegmentFacts` and
 * `SegmentArrays`. `story_aliases` has earlier ids of an article's story, which that article proves.
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
CREATE TABLE story_aliases (
  article_row INTEGER NOT NULL REFERENCES articles (row),
  alias TEXT NOT NULL,
  PRIMARY KEY (article_row, alias)
) STRICT, WITHOUT ROWID;
`;

/** Created once all rows are inserted, which is cheaper than maintaining it. */
export const SEGMENT_INDEXES = `
CREATE INDEX articles_by_story ON articles (story_id) WHERE story_id IS NOT NULL;
`;

/** Contents of `facts`. */
export interface SegmentFacts {
  readonly articles: number;
  readonly passages: number;
  readonly dimensions: number;
  /** 1 when searches of the graph are reliable. */
  readonly isSound: number;
  /** Sizes of the files besides the tables. */
  readonly textBytes: number;
  readonly postingBytes: number;
  readonly embeddingBytes: number;
  readonly graphBytes: number;
}

/** Contents of `arrays`. */
export interface SegmentArrays {
  /** Number of words of each passage, including its weighted headline. */
  readonly passageLengths: Uint32Array;
  /** The same for each article. */
  readonly articleLengths: Uint32Array;
  /** Number of passages of each article. */
  readonly passagesOfArticles: Uint32Array;
  /** Size of each passage's record in `embeddings.bin`. */
  readonly recordLengths: Uint32Array;
  /** The node of each passage when passages share embeddings; empty when none do. */
  readonly nodeOfPassage: Uint32Array;
  /** First article and size of each block of `texts.bin`. */
  readonly firstArticles: Uint32Array;
  readonly blockLengths: Uint32Array;
}
