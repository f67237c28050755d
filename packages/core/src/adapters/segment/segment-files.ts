/** The files of a segment. */
export const SEGMENT_FILES = {
  /**
   * What a search reads first: ids, the dictionary, the columns of filters, and offsets into the other files.
   */
  tables: "passages.sqlite",
  /** Articles with their texts, compressed. */
  texts: "texts.bin",
  /** Inverted index: the passages of each word. */
  postings: "postings.bin",
  /** Embeddings of passages and of sentence windows. */
  embeddings: "embeddings.bin",
  /** The links of the HNSW graph. */
  graph: "graph.bin",
  /** Fingerprints that detect copies. No search reads them. */
  fingerprints: "fingerprints.bin",
} as const;
