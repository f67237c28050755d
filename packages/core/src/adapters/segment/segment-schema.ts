/**
 * The tables of `passages.sqlite`.
 *
 * Passage texts are not stored: they are slices of their article's text, so every text stands in the file once.
 * A `…_key` is the column before it in lower case, which filters compare.
 * `sentences.embeddings` is laid out as `encodeSentences` says, `words.postings` as `PostingsBuilder` says. The counts of
 * `words` are of articles and of passages that have the term; `lengths` holds arrays of uint32, little-endian.
 * `story_aliases` has former ids of the story of an article, which that article proves.
 * `graph` has one row: whether searches of the graph can be trusted, and, as such an array, the node of each passage when
 * passages share an embedding.
 */
export const SEGMENT_SCHEMA = `
CREATE TABLE articles (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  title_derived INTEGER NOT NULL,
  text TEXT NOT NULL,
  url TEXT,
  source TEXT,
  source_key TEXT,
  author TEXT,
  author_key TEXT,
  section TEXT,
  section_key TEXT,
  place TEXT,
  place_key TEXT,
  agency TEXT,
  language TEXT,
  language_key TEXT,
  published_at TEXT,
  updated_at TEXT
) STRICT;
CREATE TABLE passages (
  row INTEGER PRIMARY KEY,
  article_row INTEGER NOT NULL REFERENCES articles (row),
  ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL
) STRICT;
CREATE TABLE sentences (
  passage_row INTEGER PRIMARY KEY REFERENCES passages (row),
  embeddings BLOB NOT NULL
) STRICT;
CREATE TABLE words (
  term TEXT PRIMARY KEY,
  articles INTEGER NOT NULL,
  passages INTEGER NOT NULL,
  postings BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE lengths (
  passages BLOB NOT NULL,
  articles BLOB NOT NULL,
  first_rows BLOB NOT NULL
) STRICT;
CREATE TABLE graph (
  is_sound INTEGER NOT NULL,
  node_of_passage BLOB
) STRICT;
CREATE TABLE stories (
  article_row INTEGER PRIMARY KEY REFERENCES articles (row),
  story_id TEXT NOT NULL,
  hash_count INTEGER NOT NULL,
  first_passage INTEGER NOT NULL REFERENCES passages (row)
) STRICT;
CREATE TABLE story_aliases (
  article_row INTEGER NOT NULL REFERENCES articles (row),
  alias TEXT NOT NULL,
  PRIMARY KEY (article_row, alias)
) STRICT, WITHOUT ROWID;
CREATE TABLE fingerprints (
  hash INTEGER NOT NULL,
  article_row INTEGER NOT NULL REFERENCES articles (row),
  PRIMARY KEY (hash, article_row)
) STRICT, WITHOUT ROWID;
`;

/** Made once every row is in: cheaper than keeping them while inserting. */
export const SEGMENT_INDEXES = `
CREATE INDEX articles_by_date ON articles (published_at);
CREATE INDEX articles_by_source ON articles (source_key);
CREATE INDEX articles_by_author ON articles (author_key);
CREATE INDEX articles_by_section ON articles (section_key);
CREATE INDEX articles_by_place ON articles (place_key);
CREATE INDEX articles_by_language ON articles (language_key);
CREATE INDEX stories_by_id ON stories (story_id);
CREATE INDEX passages_by_article ON passages (article_row);
`;
