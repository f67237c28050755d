import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { note } from "../process/note.ts";
import { rivalVersions } from "../rivals/engine.ts";
import { ENGINES, type EngineName } from "../rivals/engines.ts";
import { inRepository } from "../workload/in-repository.ts";
import { buildSection } from "./build-section.ts";
import { coldSection } from "./cold-section.ts";
import { costSection } from "./cost-section.ts";
import { describeRun } from "./describe-run.ts";
import { formatNumber } from "./format-figures.ts";
import { growthSection, growthSeries } from "./growth-section.ts";
import type { KeptResult, KeptResults } from "./kept-results.ts";
import { type LinePlot, linePlot } from "./line-plot.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";
import { hybridSeries, searchSection } from "./search-section.ts";

const REPORT = inRepository("docs/benchmarks/report.md");
/** The default sizes of the benchmark. */
const WANTED_SIZES = [10_000, 50_000, 200_000];
const PLOTS = inRepository("docs/benchmarks/report");

/** Writes the report and its plots from the results of all runs. */
export async function writeFullReport(kept: KeptResults): Promise<void> {
  const sizes = sizesOf(kept, "search/");
  const sections = [
    "# Dateline and its rivals",
    `${describeRun("npm run bench:report")}\n- rivals: ${rivalVersions().join(", ")}; SQLite FTS5 as libsql has it`,
    whenMeasured(kept),
    notMeasured(kept),
    searchSection(kept, sizes),
    await plot("search", {
      title: "A hybrid search",
      xLabel: "passages",
      yLabel: "CPU time of a query, ms",
      series: hybridSeries(kept, sizes),
    }),
    coldSection(kept, sizesOf(kept, "cold/")),
    buildSection(kept),
    growthSection(kept, sizes),
    await plot("growth", {
      title: "Growth of Dateline",
      xLabel: "passages",
      yLabel: "multiple of the smallest size",
      series: growthSeries(kept, sizes),
    }),
    costSection(kept, sizes),
  ];
  await writeFile(REPORT, `${sections.filter((section) => section !== "").join("\n\n")}\n`);
  note(`written: ${REPORT}`);
}

/** Sizes for which there is any result. */
function sizesOf(kept: KeptResults, prefix: string): readonly number[] {
  const sizes = [...kept.below(prefix).keys()].map((key) => Number(key.slice(prefix.length).split("/")[0]));
  return [...new Set(sizes)].sort((a, b) => a - b);
}

/** One line per part: when it was measured, at which commits, and the load of the machine. */
function whenMeasured(kept: KeptResults): string {
  const groups = new Map<string, KeptResult[]>();
  for (const [key, result] of kept.below("")) {
    const group = key.split("/").slice(0, 2).join(" ");
    groups.set(group, [...(groups.get(group) ?? []), result]);
  }
  const rows = [...groups].map(([group, results]): TableRow => {
    const times = results.map(({ measuredAt }) => measuredAt).sort();
    const loads = results.flatMap(({ load }) => load);
    return [
      group,
      `${times[0]?.slice(0, 16)} to ${times.at(-1)?.slice(11, 16)}`,
      [...new Set(results.map(({ commit }) => commit))].join(", "),
      `${formatNumber(Math.min(...loads))} to ${formatNumber(Math.max(...loads))}`,
    ];
  });
  return [
    "## When each part was measured",
    "The load average counts the processes that want a processor. If it exceeds the number of processors, wall-clock times are too long " +
      "by about that factor, and vary. Compare the ratios and the processor times.",
    markdownTable(["part", "UTC", "commit", "load average"], rows),
  ].join("\n\n");
}

/** Lists the missing measurements. */
function notMeasured(kept: KeptResults): string {
  const missing = WANTED_SIZES.flatMap((size): string[] => {
    const names = Object.keys(ENGINES) as EngineName[];
    const without = names.filter((engine) => kept.below(`search/${size}/asked/${engine}/`).size === 0);
    if (without.length === names.length) return [`the search at ${size.toLocaleString("en-US")} passages`];
    const labels = without.map((engine) => ENGINES[engine].label);
    return without.length === 0 ? [] : [`at ${size.toLocaleString("en-US")} passages: ${labels.join("; ")}`];
  });
  const wantedParts = [
    ["cold/50000/", "cold starts at 50,000 passages"],
    ["build/2095/", "a build of all 2,095 news articles"],
  ] as const;
  const parts = wantedParts.flatMap(([prefix, label]) => (kept.below(prefix).size === 0 ? [label] : []));
  const all = [...missing, ...parts, "sentence-transformers (see Build)"];
  return `## Not measured\n\n${all.map((line) => `- ${line}`).join("\n")}`;
}

/** Writes a plot next to the report. @returns the line that shows it, or nothing without points */
async function plot(name: string, content: LinePlot): Promise<string> {
  if (content.series.length === 0) return "";
  const file = `${PLOTS}/${name}.svg`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, linePlot(content));
  return `![${content.title}: ${content.yLabel}](report/${name}.svg)`;
}
