import { setTimeout as sleep } from "node:timers/promises";

const BASE_DELAY_MS = 50;
const MAX_DELAY_MS = 20_000;

/**
 * Waits before the next attempt, for a random time below an exponentially growing limit. This "full jitter"
 * spreads clients best (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param failures number of failed attempts so far, from 1
 * @throws the signal's `AbortError`
 */
export async function waitFullJitter(failures: number, signal?: AbortSignal): Promise<void> {
  const limitMs = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** failures);
  await sleep(Math.random() * limitMs, undefined, signal === undefined ? {} : { signal });
}
