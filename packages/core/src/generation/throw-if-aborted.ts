import { DatelineError } from "../errors.ts";

/**
 * @param action such as `publish the generation`
 * @throws DatelineError `aborted` when the caller's signal has fired
 */
export function throwIfAborted(action: string, signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new DatelineError("aborted", `Cannot ${action}: the caller aborted it`, { cause: signal.reason });
}
