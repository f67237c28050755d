/**
 * Runs work with a signal that aborts as soon as one of several does, with the same reason. `AbortSignal.any`
 * does the same, but in some releases of Node, each call with a long-lived signal leaks memory.
 *
 * @see https://github.com/nodejs/node/issues/54614
 */
export async function joinSignals<T>(
  sources: readonly (AbortSignal | undefined)[],
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const releases = sources.flatMap((source) => {
    if (source === undefined) return [];
    const abort = () => controller.abort(source.reason);
    if (source.aborted) abort();
    source.addEventListener("abort", abort);
    return [() => source.removeEventListener("abort", abort)];
  });
  try {
    return await run(controller.signal);
  } finally {
    for (const release of releases) release();
  }
}
