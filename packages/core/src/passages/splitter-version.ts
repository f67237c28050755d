/**
 * Version of everything in this folder that affects what is embedded. Raise it in the same commit as any
 * change after which some article, with the same options and tokenizer, is split at other offsets or gets
 * another embedding text: caches of passages and embeddings are keyed by it.
 *
 * The Unicode data of the running Node (`process.versions.unicode`) also matters, since `Intl.Segmenter` uses
 * it. Results are deterministic for one ICU, so a cache shared between Node versions should be keyed by both.
 */
export const SPLITTER_VERSION = 3;
