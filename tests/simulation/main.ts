import { parseArgs } from "node:util";
import { CALM, type Hazards, HOSTILE, ROUGH } from "./hazards.ts";
import { runSimulation } from "./run-simulation.ts";

/** Operations of one world; afterwards the next seed begins with an empty one. */
const OPERATIONS_OF_A_WORLD = 10_000;
const PROFILES: Readonly<Record<string, Hazards>> = { calm: CALM, rough: ROUGH, hostile: HOSTILE };

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    operations: { type: "string", default: "100000" },
    "of-a-world": { type: "string", default: String(OPERATIONS_OF_A_WORLD) },
    hazards: { type: "string", default: "rough" },
  },
});
const hazards = PROFILES[values.hazards];
if (hazards === undefined)
  throw new Error(
    `Cannot simulate: --hazards is "${values.hazards}", not one of ${Object.keys(PROFILES).join(", ")}`,
  );
const wanted = Number(values.operations);
const ofAWorld = Math.min(wanted, Number(values["of-a-world"]));
const startedAt = performance.now();
let done = 0;
for (let seed = Number(values.seed); done < wanted; seed++) {
  const report = await runSimulation({ seed, operations: ofAWorld, hazards });
  done += report.operations;
  const perHour = Math.round((done / (performance.now() - startedAt)) * 3_600_000);
  console.log(`${JSON.stringify(report)} (${done} operations so far, ${perHour} an hour)`);
}
