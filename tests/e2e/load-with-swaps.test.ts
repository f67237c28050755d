import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { runLoad } from "../load/run-load.ts";

/** `npm run test:load` does it for ten minutes, and looks at memory, which the first seconds say little of. */
const SECONDS = 20;

test("through new generations every request has an answer, and newer generations are served", async () => {
  const folder = temporaryFolder();
  const report = await runLoad({ durationMs: SECONDS * 1000, swapEveryMs: 2_000, folder });
  expect(report.failures).toEqual([]);
  expect(report.requests).toBeGreaterThan(0);
  expect(report.published).toBeGreaterThan(1);
  expect(report.seen).toBeGreaterThan(1);
});
