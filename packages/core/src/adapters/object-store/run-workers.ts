import { joinSignals } from "../../clock/join-signals.ts";

/**
 * Runs several workers at once. When one fails the others are stopped, and only when all have ended does it throw: nothing
 * of theirs goes on behind the back of whoever cleans up.
 *
 * @param work ends when the signal says so or nothing is left to do
 * @throws what the first worker that failed has thrown
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
