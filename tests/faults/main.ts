import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setup } from "../setup/pull-model.ts";
import { describeReport } from "./describe-report.ts";
import { runWorlds } from "./run-worlds.ts";

const REPORT = fileURLToPath(new URL("../../docs/benchmarks/faults.md", import.meta.url));

// The SDK tells every user that it will stop supporting Node 20; this is about something else.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const { values } = parseArgs({
  options: {
    seconds: { type: "string" },
    operations: { type: "string" },
    faults: { type: "string" },
    seed: { type: "string", default: "1" },
    "fault-share": { type: "string", default: "0.04" },
    "of-a-world": { type: "string", default: "1000" },
    "at-once": { type: "string", default: "1" },
    results: { type: "string" },
    report: { type: "boolean", default: false },
  },
});
const isOpenEnded = values.operations === undefined && values.faults === undefined;
const options = {
  seed: Number(values.seed),
  seconds: Number(values.seconds ?? (isOpenEnded ? 120 : Number.POSITIVE_INFINITY)),
  operations: Number(values.operations ?? (isOpenEnded ? Number.POSITIVE_INFINITY : 0)),
  faults: Number(values.faults ?? (isOpenEnded ? Number.POSITIVE_INFINITY : 0)),
  faultShare: Number(values["fault-share"]),
  ofAWorld: Number(values["of-a-world"]),
  atOnce: Number(values["at-once"]),
  resultsFile: values.results,
};
// The processes find the model of this version of the product in the folder, as they do after other tests.
await setup();
const report = await runWorlds(options);
console.log(JSON.stringify({ ...report, losses: report.losses.length }, null, 2));
if (values.report) await writeFile(REPORT, describeReport(report, options));
process.exitCode = report.losses.length === 0 ? 0 : 1;
