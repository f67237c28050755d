/** The files of a segment. */
export const SEGMENT_FILES = {
  /** What a search reads first: ids, the dictionary of words, what filters compare, and where in the other files things are. */
  tables: "passages.sqlite",
  /** Articles with their texts, compressed. */
  texts: "texts.bin",
  /** Which passages have a word. */
  postings: "postings.bin",
  /** Of passages and windows of sentences. */
  embeddings: "embeddings.bin",
  /** The links of the HNSW graph. */
  graph: "graph.bin",
  /** What tells copies of an article; no search reads it. */
  fingerprints: "fingerprints.bin",
} as const;
