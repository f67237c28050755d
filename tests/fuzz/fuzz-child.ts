/**
 * Reads the inputs `from` … `to - 1` of a target, in a process of its own: what crashes or hangs it ends only that. The input
 * that is being read stands in a file, for who comes after a crash.
 */
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../fixtures/seeded-random.ts";
import { FuzzFinding } from "./fuzz-target.ts";
import { FUZZ_TARGETS } from "./fuzz-targets.ts";

/** Of CPU for each megabyte; smaller inputs have that of a quarter, since measuring has its own noise. */
const CPU_MS_PER_MB = 2_000;
const LEAST_CPU_MS = 500;
const MOST_READINGS = 3;

const [, , name = "", seed = "0", from = "0", to = "0", progressFile = ""] = process.argv;
const open = FUZZ_TARGETS[name]?.open;
if (open === undefined)
  throw new Error(`Cannot fuzz "${name}": it is none of ${Object.keys(FUZZ_TARGETS).join(", ")}`);
const folder = mkdtempSync(join(tmpdir(), "dateline-fuzz-"));
const progress = openSync(progressFile, "w");
const target = await open(folder);
try {
  for (let input = Number(from); input < Number(to); input++) {
    writeSync(progress, String(input).padStart(12), 0);
    await readInput(input);
  }
} finally {
  await target.close();
  rmSync(folder, { recursive: true, force: true });
}
process.disconnect?.();

async function readInput(input: number): Promise<void> {
  try {
    const reason = await costOf(input);
    if (reason !== undefined) process.send?.({ input, reason, content: "" });
  } catch (error) {
    const content = error instanceof FuzzFinding ? error.input : "";
    const stack =
      error instanceof Error ? String((error.cause as Error | undefined)?.stack ?? error.stack) : "";
    process.send?.({
      input,
      reason: `${String(error)}\n${stack.split("\n").slice(0, 6).join("\n")}`,
      content,
    });
  }
}

/**
 * A collection of garbage, a first compilation and a busy neighbour count into the CPU of whatever is read meanwhile, so an
 * input is too dear only when each of three readings is.
 *
 * @returns what the input costs when that is too much, else `undefined`
 */
async function costOf(input: number): Promise<string | undefined> {
  let leastMs = Number.POSITIVE_INFINITY;
  let bytes = 0;
  for (let reading = 0; reading < MOST_READINGS; reading++) {
    const before = process.cpuUsage();
    bytes = await target.run(seededRandom(Number(seed) * 1_000_003 + input));
    const { user, system } = process.cpuUsage(before);
    leastMs = Math.min(leastMs, (user + system) / 1_000);
    if (leastMs <= Math.max(LEAST_CPU_MS, (bytes / 1e6) * CPU_MS_PER_MB)) return undefined;
  }
  return `${bytes} bytes took ${Math.round(leastMs)} ms of CPU in the cheapest of ${MOST_READINGS} readings`;
}
