import { DatelineError } from "../errors.ts";
import { contentHash } from "./article-id.ts";
import type { ArticleEntry, CorpusEntry, DuplicateEntry, Origin, ProblemEntry } from "./corpus-entry.ts";
import { listCorpusFiles } from "./list-corpus-files.ts";
import { readCorpusFile } from "./read-corpus-file.ts";

export interface ReadCorpusOptions {
  readonly signal?: AbortSignal | undefined;
  /** What embargoes are compared with; the present by default. */
  readonly now?: Date | undefined;
}

/** What is remembered of an article: two ids' worth of bytes, however long its text. */
interface Seen {
  readonly hash: string;
  readonly origin: Origin;
}

/**
 * Reads every article of a file or a folder, in an order that depends on the names only. One article is in memory at
 * a time (a `.json` file: its whole text). A record that cannot be read is an entry of kind `problem`, and reading
 * goes on; stopping there is the caller's choice.
 *
 * @throws DatelineError `invalid-input` when the path cannot be opened, `aborted` when the signal says so
 */
export async function* readCorpus(path: string, options: ReadCorpusOptions): AsyncGenerator<CorpusEntry> {
  const seen = new Map<string, Seen>();
  for await (const file of listCorpusFiles(path)) {
    throwIfAborted(options.signal);
    if (file.kind !== "file") {
      yield file;
      continue;
    }
    for await (const entry of readCorpusFile(file, options)) {
      throwIfAborted(options.signal);
      yield entry.kind === "article" ? withoutRepetition(entry, seen) : entry;
    }
  }
}

/** Same id, title and text: a duplicate. Same id and anything else: two articles that claim to be one. */
function withoutRepetition(
  entry: ArticleEntry,
  seen: Map<string, Seen>,
): ArticleEntry | DuplicateEntry | ProblemEntry {
  const { article, origin } = entry;
  const hash = contentHash(article.title, article.text);
  const first = seen.get(article.id);
  if (first === undefined) {
    seen.set(article.id, { hash, origin });
    return entry;
  }
  if (first.hash === hash) return { kind: "duplicate", id: article.id, origin, firstOrigin: first.origin };
  const { file, line } = first.origin;
  const reason = `id ${JSON.stringify(article.id)} belongs to another article already, ${file}:${line}`;
  return { kind: "problem", problem: { file: origin.file, line: origin.line, reason } };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new DatelineError("aborted", "Cannot read the corpus: it was aborted", { cause: signal.reason });
  }
}
