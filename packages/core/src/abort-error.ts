import { DatelineError } from "./errors.ts";

/** @throws DatelineError `aborted` when the caller's signal has fired */
export function throwIfAborted(action: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(action, signal);
}

/** @param action such as `download "segments/ab/vectors.hnsw"` */
export function abortedError(action: string, signal: AbortSignal): DatelineError {
  return new DatelineError("aborted", `Cannot ${action}: the caller aborted it`, { cause: signal.reason });
}
