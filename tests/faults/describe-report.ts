import { cpus } from "node:os";
import type { FaultReport, FaultRunOptions } from "./fault-run.ts";

/** The report as a page of docs/benchmarks. */
export function describeReport(report: FaultReport, options: FaultRunOptions): string {
  const [operations, faults] = [sum(report.operations), sum(report.faults)];
  return `# Faults

Written by \`npm run test:faults -- ${flagsOf(options)} --report\` on
${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores.

Real processes (commands of \`dateline\`, ingest functions, a search function) worked on one index in versitygw. A
proxy in front of each did to its requests what networks and servers do. Processes were killed, frozen, and started with
wrong clocks, and messages came twice and out of order. After every write of \`latest.json\` the index was read and held against
what the writer had set out to do.

| operations | faults | writes of latest.json | losses | seconds |
|---|---|---|---|---|
| ${operations} | ${faults} | ${report.pointerChanges} | 0 | ${report.seconds} |

A loss is one of these: an article that was acknowledged is missing, one that was taken out is there all the time, a generation is
incomplete or damaged, an answer mixes generations, something is deleted that \`latest.json\` counts on. The first one ends the run.

## Operations
${table(["operation", "times"], report.operations)}

## Faults
${table(["fault", "times"], report.faults)}

## Operations that ended with an error
A command that meets too many faults says so and changes nothing, or has changed the index without knowing. Both are allowed.
${table(["operation and error", "times"], report.errors)}
`;
}

function table(header: readonly [string, string], counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).map(
    ([name, times]) => `| ${name.replaceAll("|", "\\|").replaceAll("\n", " ")} | ${times} |`,
  );
  return [`| ${header.join(" | ")} |`, "|---|---|", ...rows].join("\n");
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

/** The flags that ask for the same again. */
function flagsOf({ seed, seconds, operations, faults }: FaultRunOptions): string {
  const limits = Object.entries({ seconds, operations, faults }).filter(([, limit]) =>
    Number.isFinite(limit),
  );
  return [...limits, ["seed", seed]].map(([name, value]) => `--${name} ${value}`).join(" ");
}
