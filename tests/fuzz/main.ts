import { parseArgs } from "node:util";
import { runFuzz } from "./run-fuzz.ts";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    target: { type: "string" },
    from: { type: "string", default: "0" },
  },
});
const seed = Number(values.seed);
const report = await runFuzz({
  seed,
  inputs: Number(values.inputs),
  target: values.target,
  from: Number(values.from),
});
for (const { target, input, reason, content } of report.findings) {
  console.error(
    `npm run fuzz -- --target ${target} --seed ${seed} --from ${input} --inputs 1: ${reason}\n${content.slice(0, 2_000)}\n`,
  );
}
console.log(JSON.stringify({ seed, ...report, findings: report.findings.length }));
process.exitCode = report.findings.length === 0 ? 0 : 1;
