import type { SourceEntry } from "./corpus-entry.ts";
import type { CorpusFile } from "./list-corpus-files.ts";
import type { ReadSourceOptions, SourceBytes } from "./read-source-bytes.ts";

/** A source to parse. */
export type ParserSource =
  | { readonly kind: "file"; readonly file: CorpusFile }
  | { readonly kind: "bytes"; readonly source: SourceBytes };

/** Starts a source, or requests more of it. */
export type ParserRequest =
  | { readonly kind: "start"; readonly source: ParserSource; readonly options: ReadSourceOptions }
  | { readonly kind: "more" };

/**
 * The first reply, "ready", comes without a request. Each later one contains the next entries, or why there
 * are none.
 */
export type ParserReply =
  | { readonly kind: "ready" }
  | { readonly kind: "entries"; readonly entries: readonly SourceEntry[]; readonly isLast: boolean }
  | { readonly kind: "failed"; readonly message: string };
