import { getEventListeners } from "node:events";
import { joinSignals } from "@dateline-search/core/clock/join-signals";
import { expect, test } from "vitest";

test("aborts with the first of several, and with its reason", async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const reason = await joinSignals([first.signal, undefined, second.signal], async (signal) => {
    expect(signal.aborted).toBe(false);
    second.abort("over");
    first.abort("later");
    return signal.reason as unknown;
  });
  expect(reason).toBe("over");
});

test("is aborted from the start if one of them is", async () => {
  const isAborted = await joinSignals([AbortSignal.abort()], async (signal) => signal.aborted);
  expect(isAborted).toBe(true);
});

test.each([
  ["ends", async () => "done"],
  ["fails", async () => Promise.reject(new Error("no"))],
])("leaves nothing behind in a long-lived signal after the work %s", async (_, work) => {
  const { signal } = new AbortController();
  for (let times = 0; times < 100; times++) await joinSignals([signal], work).catch(() => {});
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
