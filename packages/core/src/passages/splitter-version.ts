/**
 * Version of everything in this folder that affects what is embedded. Caches of passages and embeddings are
 * keyed by it. Raise it in the same commit as any change that, for some article with the same options and
 * tokenizer, changes the offsets of passages or the text to embed.
 *
 * The Unicode data of the running Node (`process.versions.unicode`) also matters to `Intl.Segmenter`. Results
 * are deterministic for one ICU, so key a cache shared between Node versions by both.
 */
export const SPLITTER_VERSION = 3;
