import type { Clocks } from "@dateline-search/core/clock/elapsed-time";
import { Refresher, type RefreshOptions, RefreshSchedule } from "@dateline-search/core/live/refresher";
import { describe, expect, test } from "vitest";

const REFRESH_MS = 60_000;

/** A refresher whose store answers, and whose download ends, when the test says so. */
function startRefresher({ checkWaitMs = 20, swapWaitMs = 20, refreshMs = REFRESH_MS } = {}) {
  const time = { wallMs: Date.UTC(2026, 0, 1), monotonicMs: 1_000 };
  const clocks: Clocks = { wallMs: () => time.wallMs, monotonicMs: () => time.monotonicMs };
  const schedule = new RefreshSchedule(refreshMs, clocks);
  const started: (RefreshOptions & { end: () => void })[] = [];
  const refresher = new Refresher({
    ...{ schedule, refreshMs, clocks, checkWaitMs, swapWaitMs },
    refresh: async (how) => {
      schedule.asked();
      await new Promise<void>((resolve, reject) => {
        started.push({ ...how, end: resolve });
        how.askSignal.addEventListener("abort", () => reject(how.askSignal.reason));
      });
      schedule.confirmed();
    },
  });
  schedule.confirmed();
  const pass = (ms: number) => {
    time.wallMs += ms;
    time.monotonicMs += ms;
  };
  return { refresher, schedule, started, time, pass };
}

/** Whether a wait is over without anything more happening. */
async function isOver(wait: Promise<void> | undefined): Promise<boolean> {
  let isDone = false;
  wait?.then(() => {
    isDone = true;
  });
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  return isDone;
}

test("without a due check, a query does not wait", () => {
  const { refresher, started, pass } = startRefresher();
  pass(REFRESH_MS - 1);
  expect(refresher.catchUp()).toBeUndefined();
  expect(started).toEqual([]);
});

test("a query with a due check waits for the store's answer, but not for the download", async () => {
  const { refresher, started, pass } = startRefresher({ checkWaitMs: 60_000, swapWaitMs: 60_000 });
  pass(REFRESH_MS);
  const wait = refresher.catchUp();
  expect(await isOver(wait)).toBe(false);
  started[0]?.onAsked();
  await wait;
  expect(await isOver(refresher.catchUp())).toBe(true);
  expect(started).toHaveLength(1);
});

test("a store that does not answer delays one query, for a bounded time", async () => {
  const { refresher, started, pass } = startRefresher();
  pass(REFRESH_MS);
  await refresher.catchUp();
  expect(await isOver(refresher.catchUp())).toBe(true);
  expect(started).toHaveLength(1);
  expect(started[0]?.askSignal.aborted).toBe(false);
});

test("a check without an answer by the next interval is aborted and repeated", async () => {
  const { refresher, started, pass } = startRefresher();
  pass(REFRESH_MS);
  await refresher.catchUp();
  pass(REFRESH_MS);
  await refresher.catchUp();
  expect(started).toHaveLength(2);
  expect(started[0]?.askSignal.reason).toMatchObject({ code: "store-unreachable" });
  expect(started[1]?.askSignal.aborted).toBe(false);
});

describe("a query waits for the download", () => {
  test("if the current generation is several intervals old", async () => {
    const { refresher, started, pass } = startRefresher({ swapWaitMs: 60_000 });
    pass(3 * REFRESH_MS);
    const wait = refresher.catchUp();
    started[0]?.onAsked();
    expect(await isOver(wait)).toBe(false);
    started[0]?.end();
    await wait;
    expect(refresher.catchUp()).toBeUndefined();
  });

  test("if the process was suspended during it", async () => {
    const { refresher, started, pass } = startRefresher({ swapWaitMs: 60_000 });
    pass(REFRESH_MS);
    const first = refresher.catchUp();
    started[0]?.onAsked();
    await first;
    pass(10_000);
    const wait = refresher.catchUp();
    expect(await isOver(wait)).toBe(false);
    started[0]?.end();
    await wait;
  });

  test("for a bounded time, and the next queries do not wait for a while", async () => {
    const { refresher, started, pass } = startRefresher({ swapWaitMs: 20 });
    pass(3 * REFRESH_MS);
    const wait = refresher.catchUp();
    started[0]?.onAsked();
    await wait;
    expect(await isOver(refresher.catchUp())).toBe(true);
    pass(40);
    const again = refresher.catchUp();
    expect(await isOver(again)).toBe(false);
    await again;
  });
});

describe("elapsed time is the larger of both clocks", () => {
  test("if the monotonic clock stopped while the host was suspended", () => {
    const { refresher, started, time } = startRefresher();
    time.wallMs += REFRESH_MS;
    expect(refresher.catchUp()).toBeDefined();
    expect(started).toHaveLength(1);
  });

  test("if the wall clock was set back by a day", () => {
    const { refresher, started, time } = startRefresher();
    time.wallMs -= 24 * 3600_000;
    time.monotonicMs += REFRESH_MS;
    expect(refresher.catchUp()).toBeDefined();
    expect(started).toHaveLength(1);
  });
});
