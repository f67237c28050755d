import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { runLoad } from "../load/run-load.ts";

/** `npm run test:load` does it for ten minutes, and looks at memory, which the first seconds say little of. */
const SECONDS = 10;
const LEAST_GENERATIONS = 3;

test("every request is answered during new generations, and newer generations are served", async () => {
  const folder = temporaryFolder();
  const report = await runLoad({
    durationMs: SECONDS * 1000,
    leastSeen: LEAST_GENERATIONS,
    swapEveryMs: 2_000,
    folder,
  });
  expect(report.failures).toEqual([]);
  expect(report.seen).toBeGreaterThanOrEqual(LEAST_GENERATIONS);
  expect(report.published).toBeGreaterThanOrEqual(report.seen);
  expect(report.requests).toBeGreaterThanOrEqual(report.seen);
});
