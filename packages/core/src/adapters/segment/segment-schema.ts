/**
 * The tables of `passages.sqlite`: what a search needs of a segment before it knows what it will find.
 *
 * `articles.row` and the row of a passage count from 0. `words` tells where in `postings.bin` the postings of a term stand, and
 * how many articles and passages have it. `columns` is what `ArticleColumnsBuilder` writes. `facts` are numbers, `arrays` lists
 * of numbers as `encodeNumbers` packs them, `blobs` other bytes: `SegmentFacts`, `SegmentArrays` and `SegmentBlobs` say which.
 * `story_aliases` has former ids of the story of an article, which that article proves.
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

/** Made once every row is in: cheaper than keeping it while inserting. */
export const SEGMENT_INDEXES = `
CREATE INDEX articles_by_story ON articles (story_id) WHERE story_id IS NOT NULL;
`;

/** What `facts` has. */
export interface SegmentFacts {
  readonly articles: number;
  readonly passages: number;
  readonly dimensions: number;
  /** 1 when searches of the graph can be trusted. */
  readonly isSound: number;
  /** Bytes of the files beside the tables. */
  readonly textBytes: number;
  readonly postingBytes: number;
  readonly embeddingBytes: number;
  readonly graphBytes: number;
}

/** What `arrays` has. */
export interface SegmentArrays {
  /** Words of each passage, and of its headline as often as it counts. */
  readonly passageLengths: Uint32Array;
  /** Words of each article likewise. */
  readonly articleLengths: Uint32Array;
  /** How many passages each article has. */
  readonly passagesOfArticles: Uint32Array;
  /** Bytes of the record of each passage in `embeddings.bin`. */
  readonly recordLengths: Uint32Array;
  /** The node of each passage, when passages share an embedding; empty when none do. */
  readonly nodeOfPassage: Uint32Array;
  /** First article of each block of `texts.bin`, and the bytes of each. */
  readonly firstArticles: Uint32Array;
  readonly blockLengths: Uint32Array;
}

/** What `blobs` has: what is asked while the other files are elsewhere. */
export interface SegmentBlobs {
  /** As `encodeSigns` makes it, of the embedding of each node. */
  readonly signs: Uint8Array;
  /** As `hashBlocks` makes them, of the files beside the tables that are read in parts. */
  readonly textHashes: Uint8Array;
  readonly postingHashes: Uint8Array;
  readonly embeddingHashes: Uint8Array;
}
