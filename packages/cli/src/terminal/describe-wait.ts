import type { CollectionWait } from "@dateline-search/core/generation/lock-watch";
import type { Output } from "../cli-context.ts";

/** Creates a callback that prints what a command waits for. */
export function tellWait(output: Output): (wait: CollectionWait) => void {
  return (wait) => output.write(`${describeWait(wait)}\n`);
}

/** Describes what a command waits for, how long it has waited, and how long it may have to wait. */
export function describeWait({ waitsFor, waitedMs, silentMs, staleMs }: CollectionWait): string {
  const [waited, silent] = [waitedMs, silentMs].map((ms) => Math.round(ms / 1_000));
  const what = waitsFor === "collection" ? "a garbage collection" : "a publication that keeps old objects";
  return `Waiting for ${what} to end: ${waited} s so far. Its last sign of life was ${silent} s ago, and it counts as dead after ${staleMs / 60_000} minutes`;
}
