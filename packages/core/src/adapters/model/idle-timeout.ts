/** A signal that aborts when nothing restarts it for a while. */
export interface IdleTimeout {
  readonly signal: AbortSignal;
  /** Counts anew, from now. */
  restart(timeoutMs: number): void;
  /** Stops counting. */
  clear(): void;
}

/** @param parent aborts the signal too */
export function createIdleTimeout(timeoutMs: number, parent?: AbortSignal): IdleTimeout {
  const controller = new AbortController();
  const schedule = (delayMs: number) =>
    setTimeout(() => controller.abort(new Error(`no answer within ${delayMs} ms`)), delayMs);
  let timer = schedule(timeoutMs);
  return {
    signal: parent === undefined ? controller.signal : AbortSignal.any([parent, controller.signal]),
    restart: (delayMs) => {
      clearTimeout(timer);
      timer = schedule(delayMs);
    },
    clear: () => clearTimeout(timer),
  };
}
