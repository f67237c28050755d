/**
 * Reads articles in all formats from files, folders, feeds, pages and buckets.
 *
 * @module
 */

export { openRemoteReader, type RemoteReaderOptions } from "../adapters/source/open-remote-reader.ts";
export type {
  ArticleEntry,
  CorpusEntry,
  DuplicateEntry,
  Origin,
  ProblemEntry,
  RecordProblem,
  RemovedEntry,
  SkippedEntry,
} from "../corpus/corpus-entry.ts";
export { type ReadCorpusOptions, readCorpus } from "../corpus/read-corpus.ts";
export type { RemoteContent, RemoteReader, RemoteSource } from "../ports/remote-reader.ts";
