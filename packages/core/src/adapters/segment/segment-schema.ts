/**
 * The tables of `passages.sqlite`.
 *
 * Passage texts are not stored: they are slices of their article's text. The FTS5 table is contentless for the same
 * reason, so every text stands in the file once. Its rows carry the headline, so that a passage is found by the words
 * of the story it belongs to. A `…_key` is the column before it in lower case, which filters compare. `sentences.embeddings` is laid out as `encodeSentences` says. Tokenizer: https://www.sqlite.org/fts5.html#porter_tokenizer
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
CREATE VIRTUAL TABLE passages_fts USING fts5 (
  title, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
`;

/** Made once every row is in: cheaper than keeping them while inserting. */
export const SEGMENT_INDEXES = `
CREATE INDEX articles_by_date ON articles (published_at);
CREATE INDEX articles_by_source ON articles (source_key);
CREATE INDEX articles_by_author ON articles (author_key);
CREATE INDEX articles_by_section ON articles (section_key);
CREATE INDEX articles_by_place ON articles (place_key);
CREATE INDEX articles_by_language ON articles (language_key);
CREATE INDEX passages_by_article ON passages (article_row);
`;
