/**
 * Version of everything in this folder that decides what is embedded. Raise it in the same commit as any change
 * after which some article, with the same options and the same tokenizer, is split at other offsets or gets
 * another embedding text: caches of passages and embeddings are keyed by it.
 *
 * The Unicode data of the running Node (`process.versions.unicode`) also takes part, since `Intl.Segmenter` reads
 * it: results are deterministic for one ICU, and a cache shared between Node versions should hold both.
 */
export const SPLITTER_VERSION = 3;
