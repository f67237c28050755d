/**
 * `npm run test:load -- --minutes 10` or `--seconds 60`: asks the search function without a pause while new generations
 * are published. Fails when an answer has a status of 500 or more, when no new generation was served, or when the memory
 * of the last quarter is more than that of the first. Memory is the median of a quarter, give or take 5 %. Before that comes a
 * warm-up of a fifth of the time, in which caches and the allocators of native code fill.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runLoad } from "./run-load.ts";

const TOLERANCE = 1.05;
const SWAP_EVERY_MS = 3_000;
const WARM_UP_SHARE = 0.2;

const { values } = parseArgs({ options: { minutes: { type: "string" }, seconds: { type: "string" } } });
const seconds = values.seconds === undefined ? 60 * Number(values.minutes ?? 10) : Number(values.seconds);
if (!(seconds > 0)) throw new Error(`Cannot run a load of ${seconds} seconds: give --minutes or --seconds`);
const folder = await mkdtemp(join(tmpdir(), "dateline-load-"));
try {
  const report = await runLoad({
    durationMs: seconds * 1000,
    warmUpMs: seconds * 1000 * WARM_UP_SHARE,
    swapEveryMs: SWAP_EVERY_MS,
    folder,
  });
  const [first = 0, , , last = 0] = report.memory.map(({ rss }) => rss);
  console.log(JSON.stringify({ seconds, ...report, failures: report.failures.slice(0, 10) }, null, 1));
  const faults = [
    ...(report.failures.length > 0
      ? [`${report.failures.length} of ${report.requests} requests failed`]
      : []),
    ...(report.seen < 2 ? ["no new generation was served"] : []),
    ...(last > first * TOLERANCE ? [`memory grew from ${first} to ${last} MB`] : []),
  ];
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
