/** A signal that aborts unless it is restarted in time. */
export interface IdleTimeout {
  readonly signal: AbortSignal;
  /** Restarts the timeout from now. */
  restart(timeoutMs: number): void;
  /** Aborts after this time in any case, even if restarted: data may trickle in endlessly. */
  endWithin(timeoutMs: number): void;
  /** Stops the timeout. */
  clear(): void;
}

/** @param parent aborts the signal too */
export function createIdleTimeout(timeoutMs: number, parent?: AbortSignal): IdleTimeout {
  const controller = new AbortController();
  const schedule = (delayMs: number) =>
    setTimeout(() => controller.abort(new Error(`no answer within ${delayMs} ms`)), delayMs);
  let timer = schedule(timeoutMs);
  let end: NodeJS.Timeout | undefined;
  return {
    signal: parent === undefined ? controller.signal : AbortSignal.any([parent, controller.signal]),
    restart: (delayMs) => {
      clearTimeout(timer);
      timer = schedule(delayMs);
    },
    endWithin: (delayMs) => {
      clearTimeout(end);
      end = setTimeout(() => controller.abort(new Error(`not done within ${delayMs} ms`)), delayMs);
    },
    clear: () => {
      clearTimeout(timer);
      clearTimeout(end);
    },
  };
}
