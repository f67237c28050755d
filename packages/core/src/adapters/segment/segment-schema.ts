import {
  ARTICLE_FIELD_NAMES,
  type ArticleFieldName,
  COMPARED_FIELDS,
  type ComparedField,
  declarationOf,
} from "../../article-fields.ts";

/** The column that filters compare of a field. */
export function keyColumnOf(name: ComparedField): string {
  return `${declarationOf(name).column}_key`;
}

const SQL_TYPES = {
  text: "TEXT NOT NULL",
  optional: "TEXT",
  list: "TEXT",
  flag: "INTEGER NOT NULL",
} as const;

const ARTICLE_COLUMNS = ARTICLE_FIELD_NAMES.flatMap((name) => {
  const { column, type } = declarationOf(name);
  const declared = `${column} ${SQL_TYPES[type]}${name === "id" ? " UNIQUE" : ""}`;
  return isCompared(name) ? [declared, `${keyColumnOf(name)} TEXT`] : [declared];
});

/** Whether a filter compares a field by name or by language. */
export function isCompared(name: ArticleFieldName): name is ComparedField {
  return COMPARED_FIELDS.some((compared) => compared === name);
}

/**
 * The tables of `passages.sqlite`.
 *
 * Passage texts are not stored: they are slices of their article's text, so every text stands in the file once.
 * A `…_key` is what filters compare of the column before it.
 * `sentences.embeddings` is laid out as `encodeSentences` says, `words.postings` as `PostingsBuilder` says. The counts of
 * `words` are of articles and of passages that have the term; `lengths` holds arrays of uint32, little-endian.
 * `graph` has one row: whether searches of the graph can be trusted, and, as such an array, the node of each passage when
 * passages share an embedding.
 */
export const SEGMENT_SCHEMA = `
CREATE TABLE articles (
  row INTEGER PRIMARY KEY,
  ${ARTICLE_COLUMNS.join(",\n  ")}
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
CREATE TABLE fingerprints (
  hash INTEGER NOT NULL,
  article_row INTEGER NOT NULL REFERENCES articles (row),
  PRIMARY KEY (hash, article_row)
) STRICT, WITHOUT ROWID;
`;

/** Made once every row is in: cheaper than keeping them while inserting. */
export const SEGMENT_INDEXES = `
CREATE INDEX articles_by_date ON articles (published_at);
${COMPARED_FIELDS.map((name) => `CREATE INDEX articles_by_${name} ON articles (${keyColumnOf(name)});`).join("\n")}
CREATE INDEX stories_by_id ON stories (story_id);
CREATE INDEX passages_by_article ON passages (article_row);
`;
