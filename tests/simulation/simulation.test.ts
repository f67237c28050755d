import { describe, expect, test } from "vitest";
import { EventQueue } from "./event-queue.ts";
import { CALM, ROUGH } from "./hazards.ts";
import { runSimulation, SimulationFailure } from "./run-simulation.ts";

/** Of each world; `npm run simulate` runs as many as there is time for. */
const OPERATIONS = 2_000;

describe("many processes on one index, in virtual time", () => {
  test.each([1, 2, 3])("lose nothing without faults (seed %i)", async (seed) => {
    const report = await runSimulation({ seed, operations: OPERATIONS, hazards: CALM });
    expect(report.faults).toEqual({});
    expect(report.pointerChanges).toBeGreaterThan(0);
    expect(report.acknowledged["add"]).toBeGreaterThan(0);
  });

  test.each([1, 2, 3, 4])("lose nothing with many faults (seed %i)", async (seed) => {
    const report = await runSimulation({ seed, operations: OPERATIONS, hazards: ROUGH });
    expect(Object.keys(report.faults)).toEqual(expect.arrayContaining(["failAfter", "failBefore", "kill"]));
    expect(report.pointerChanges).toBeGreaterThan(0);
  });

  test("are detected losing data if the store ignores conditional writes", async () => {
    const hazards = { ...CALM, ignoreConditions: true };
    const runs = [1, 2, 3].map(
      (seed) => async () => await runSimulation({ seed, operations: OPERATIONS, hazards }),
    );
    for (const run of runs) await expect(run()).rejects.toThrow(SimulationFailure);
  });

  test("are reproducible with the same seed", async () => {
    const run = async () => await runSimulation({ seed: 7, operations: 1_000, hazards: ROUGH });
    expect(await run()).toEqual(await run());
  });
});

test("events come in the order of their times, those of one time as they were added", () => {
  const queue = new EventQueue();
  const times = [5, 1, 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
  times.forEach((atMs, sequence) => {
    queue.add({ atMs, sequence, actor: null, run: () => {}, isCancelled: false });
  });
  const taken = times.map(() => queue.takeFirst());
  const inOrder = times.map((atMs, sequence) => ({ atMs, sequence })).sort((a, b) => a.atMs - b.atMs);
  expect(taken).toMatchObject(inOrder);
  expect(queue.takeFirst()).toBeUndefined();
});
