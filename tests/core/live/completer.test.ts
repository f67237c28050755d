import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import { Completer } from "@dateline-search/core/live/completer";
import { expect, test } from "vitest";
import { until } from "../../fixtures/until.ts";

const REST_MS = 60_000;

test("work started during the cleanup of the folder begins afterwards", async () => {
  const { completer, events } = start(async () => {});
  const tidying = gate();
  const tidied = completer.whileStopped(async () => {
    events.push("tidy");
    await tidying.opened;
    events.push("tidied");
  });
  await until(() => events.length > 0);
  completer.start(generationOf("new"));
  await new Promise((resolve) => setImmediate(resolve));
  expect(events).toEqual(["tidy"]);
  tidying.open();
  await tidied;
  await completer.ended();
  expect(events).toEqual(["tidy", "tidied", "complete new"]);
});

test("running work is stopped before the cleanup, without an error", async () => {
  const { completer, events, failures } = start(
    async (signal) =>
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  completer.start(generationOf("old"));
  await until(() => events.length > 0);
  await completer.whileStopped(async () => {
    events.push("tidy");
  });
  expect(events).toEqual(["complete old", "tidy"]);
  expect(failures).toEqual([]);
  completer.start(generationOf("old"));
  await until(() => events.length === 3);
  await completer.whileStopped(async () => {});
});

test("the folder can be cleaned up again while something waits for the end of the cleanup", async () => {
  const { completer, events } = start(async () => {});
  const tidying = gate();
  const first = completer.whileStopped(async () => await tidying.opened);
  completer.start(generationOf("new"));
  const second = completer.whileStopped(async () => {
    events.push("tidied again");
  });
  tidying.open();
  await Promise.all([first, second]);
  await completer.ended();
  expect(events).toEqual(["tidied again"]);
});

test("a failed cleanup is an error of its caller, and stops nothing afterwards", async () => {
  const { completer, events } = start(async () => {});
  await expect(
    completer.whileStopped(async () => Promise.reject(new Error("no such folder"))),
  ).rejects.toThrow("no such folder");
  completer.start(generationOf("new"));
  await completer.ended();
  expect(events).toEqual(["complete new"]);
});

function start(complete: (signal: AbortSignal) => Promise<void>) {
  const events: string[] = [];
  const failures: unknown[] = [];
  const completer = new Completer({
    clocks: { wallMs: () => 0, monotonicMs: () => 0 },
    closing: new AbortController().signal,
    restMs: REST_MS,
    complete: async ({ id }, signal) => {
      events.push(`complete ${id}`);
      await complete(signal);
    },
    onFailure: (error) => failures.push(error),
  });
  return { completer, events, failures };
}

/** Whoever waits for `opened` goes on after `open()`. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

/** The completer reads no more of a generation than its id. */
function generationOf(id: string): OpenGeneration {
  return { id } as OpenGeneration;
}
