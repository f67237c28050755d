import { joinSignals } from "../../clock/join-signals.ts";

/**
 * Runs several workers at once. A failure stops the others. It is thrown after all have ended, so that nothing
 * runs during the caller's cleanup.
 *
 * @param work ends when the signal aborts or no work is left
 * @throws the error of the first worker that failed
 */
export async function runWorkers(
  count: number,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const stop = new AbortController();
  await joinSignals([signal, stop.signal], async (either) => {
    const workers = Array.from({ length: count }, () => work(either));
    try {
      await Promise.all(workers);
    } catch (error) {
      stop.abort(error);
      await Promise.allSettled(workers);
      throw error;
    }
  });
}
