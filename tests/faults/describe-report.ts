import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import type { WorldsOptions, WorldsReport } from "./run-worlds.ts";

/** The report as a page of docs/benchmarks. */
export function describeReport(report: WorldsReport, options: WorldsOptions): string {
  const [operations, faults] = [sum(report.operations), sum(report.faults)];
  return `# Faults

Written by \`npm run test:faults -- ${flagsOf(options)} --report\` on
${new Date().toISOString().slice(0, 10)}, commit ${commit()}, Node ${process.version}, ${cpus().length} cores. Seconds are those of all worlds
together, which run at the same time.

Real processes (commands of \`dateline\`, ingest functions, a search function) worked on one index in versitygw. Each world has an
index and 18 processes of its own, and a seed that is one more than that of the one before. A proxy in front of each process did to
its requests what networks and servers do. Processes were killed, frozen, and started with wrong clocks, and messages came twice
and out of order. After every write of \`latest.json\` the index was read and held against
what the writer had set out to do.

| worlds | operations | faults | writes of latest.json | losses | seconds |
|---|---|---|---|---|---|
| ${report.worlds} | ${operations} | ${faults} | ${report.pointerChanges} | ${report.losses.length} | ${report.seconds} |

A loss is one of these: an article that was acknowledged is missing, one that was taken out is there all the time, a generation is
incomplete or damaged, an answer mixes generations, something is deleted that \`latest.json\` counts on. The first one ends its world.

## Operations
${table(["operation", "times"], report.operations)}

## Faults
${table(["fault", "times"], report.faults)}

## Operations that ended with an error
A command that meets too many faults says so and changes nothing, or has changed the index without knowing. Both are allowed.
${table(["operation and error", "times"], report.errors)}
`;
}

function commit(): string {
  return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
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
function flagsOf({ seed, seconds, operations, faults, faultShare, ofAWorld, atOnce }: WorldsOptions): string {
  const all = {
    seconds,
    operations,
    faults,
    "fault-share": faultShare,
    "of-a-world": ofAWorld,
    "at-once": atOnce,
  };
  const limits = Object.entries(all).filter(([, limit]) => Number.isFinite(limit));
  return [...limits, ["seed", seed]].map(([name, value]) => `--${name} ${value}`).join(" ");
}
