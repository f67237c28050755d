/** What went wrong, for callers that act on it: exit codes and HTTP statuses are chosen by this. */
export type ErrorCode =
  /** The caller's query, option or flag is wrong. */
  | "invalid-input"
  /** An article, file or record of the corpus cannot be read. */
  | "invalid-article"
  /** A build was asked for and nothing can be indexed. */
  | "empty-corpus"
  /** There is no index where one was expected. */
  | "index-missing"
  /** The index is damaged: a size or a sha256 differs, or a file is missing. */
  | "index-corrupt"
  /** The index was written in a format version that this program does not read. */
  | "index-format"
  /** The index was built with another model than the one that would embed the query. */
  | "model-mismatch"
  /** The model is not on this machine. */
  | "model-missing"
  /** The model's files are there and wrong. */
  | "model-invalid"
  /** Neither source of the model could be reached. */
  | "model-unreachable"
  /** An object does not exist. */
  | "object-missing"
  /** Credentials are wrong or do not allow it. */
  | "store-forbidden"
  /** The store asks to slow down, and went on asking after the retries. */
  | "store-throttled"
  /** What arrived is not what was stored, or the reverse. */
  | "object-corrupt"
  /** The store did not answer in time or could not be reached. */
  | "store-unreachable"
  /** A create-only or compare-and-swap write lost against another writer. */
  | "write-conflict"
  /** The disk has no room left. */
  | "disk-full"
  /** The caller's signal aborted the work. */
  | "aborted"
  /** A generation answers so badly that it must not be published, or would undo what others did. */
  | "publish-refused"
  /** A defect: nothing that the caller did. */
  | "internal";

/**
 * The one error class of Dateline. Messages read "Cannot <action>: <reason>" and give the offending value;
 * `cause` keeps what was underneath.
 */
export class DatelineError extends Error {
  override readonly name = "DatelineError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** @throws DatelineError `aborted` when the caller's signal has fired */
export function throwIfAborted(action: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(action, signal);
}

/** @param action such as `download "segments/ab/graph.bin"` */
export function abortedError(action: string, signal: AbortSignal): DatelineError {
  return new DatelineError("aborted", `Cannot ${action}: the caller aborted it`, { cause: signal.reason });
}
