/** Kinds of failure, from which callers derive exit codes and HTTP statuses. */
export type ErrorCode =
  /** The caller's query, option or flag is invalid. */
  | "invalid-input"
  /** An article, file or record of the corpus cannot be read. */
  | "invalid-article"
  /** A build found nothing to index. */
  | "empty-corpus"
  /** There is no index where one was expected. */
  | "index-missing"
  /** The index is damaged: a size or a sha256 differs, or a file is missing. */
  | "index-corrupt"
  /** The index has a format version that this program does not read. */
  | "index-format"
  /** The index was built with another model than the one that embeds queries. */
  | "model-mismatch"
  /** The model is not on this machine. */
  | "model-missing"
  /** The model's files exist but are invalid. */
  | "model-invalid"
  /** No source of the model could be reached. */
  | "model-unreachable"
  /** An object does not exist. */
  | "object-missing"
  /** Credentials are wrong or insufficient. */
  | "store-forbidden"
  /** The store still asks to slow down after the retries. */
  | "store-throttled"
  /** The bytes received differ from the bytes stored, or the reverse. */
  | "object-corrupt"
  /** The store did not answer in time or could not be reached. */
  | "store-unreachable"
  /** A create-only or compare-and-swap write lost to another writer. */
  | "write-conflict"
  /** The disk has no room left. */
  | "disk-full"
  /** The caller's signal aborted the work. */
  | "aborted"
  /** A generation answers too badly to be published, or would undo other changes. */
  | "publish-refused"
  /** A bug, not the caller's fault. */
  | "internal";

/**
 * The only error class of Dateline. Messages read "Cannot <action>: <reason>" and include the offending
 * value; `cause` keeps the underlying error.
 */
export class DatelineError extends Error {
  override readonly name = "DatelineError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether an error is one of Dateline's with this code. */
export function hasCode(error: unknown, code: ErrorCode): error is DatelineError {
  return error instanceof DatelineError && error.code === code;
}

/** @throws DatelineError `aborted` when the caller's signal has fired */
export function throwIfAborted(action: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(action, signal);
}

/** @param action such as `download "segments/ab/graph.bin"` */
export function abortedError(action: string, signal: AbortSignal): DatelineError {
  return new DatelineError("aborted", `Cannot ${action}: the caller aborted it`, { cause: signal.reason });
}
