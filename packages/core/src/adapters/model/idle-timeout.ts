/** A signal that aborts when nothing restarts it for a while. */
export interface IdleTimeout {
  readonly signal: AbortSignal;
  /** Counts anew, from now. */
  restart(timeoutMs: number): void;
  /** Aborts after so long whatever happens: what restarts it may drip in. */
  endWithin(timeoutMs: number): void;
  /** Stops counting. */
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
