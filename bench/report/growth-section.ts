import { type BuiltFigures, searchKeys } from "../parts/search-part.ts";
import { coldMean } from "./cold-section.ts";
import { formatNumber } from "./format-figures.ts";
import type { KeptResults } from "./kept-results.ts";
import type { PlotSeries } from "./line-plot.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";
import { askedEngine } from "./search-section.ts";

interface Growing {
  readonly label: string;
  readonly at: (kept: KeptResults, size: number) => number | undefined;
}

const asked = (mode: "hybrid" | "nearest" | "words") => (kept: KeptResults, size: number) =>
  askedEngine(kept, size, "dateline", mode)?.mean.cpuMsPerQuery;
const built = (figure: keyof BuiltFigures, unit: number) => (kept: KeptResults, size: number) => {
  const { value } = kept.get<BuiltFigures>(searchKeys.built(size, "dateline")) ?? {};
  return value === undefined ? undefined : value[figure] / unit;
};

const GROWING: readonly Growing[] = [
  { label: "hybrid query, CPU ms", at: asked("hybrid") },
  { label: "200 nearest, CPU ms", at: asked("nearest") },
  { label: "query by words, CPU ms", at: asked("words") },
  { label: "writing the index, CPU s", at: built("cpuMs", 1_000) },
  { label: "peak memory of writing, MB", at: built("peakRssBytes", 1e6) },
  { label: "bytes published, MB", at: built("bytes", 1e6) },
  {
    label: "memory of a query process, MB",
    at: (kept, size) => {
      const bytes = askedEngine(kept, size, "dateline", "hybrid")?.mean.rssBytes;
      return bytes === undefined ? undefined : bytes / 1e6;
    },
  },
  { label: "cold start, ms", at: (kept, size) => coldMean(kept, size, "dateline")?.firstAnswerMs },
];

/** How Dateline grows with its index, from what the search and cold parts measured. */
export function growthSection(kept: KeptResults, sizes: readonly number[]): string {
  const rows = GROWING.flatMap(({ label, at }): TableRow[] => {
    const values = sizes.map((size) => at(kept, size));
    if (values.every((value) => value === undefined)) return [];
    return [
      [
        label,
        ...values.map((value) => (value === undefined ? "" : formatNumber(value))),
        powerOf(sizes, values),
      ],
    ];
  });
  if (rows.length === 0 || sizes.length < 2) return "## Growth\n\nNot measured.";
  return [
    "## Growth",
    "Dateline at several sizes, embeddings made beforehand. *power*: the figure grows as the size to this power between the smallest and the " +
      "largest size, so 0 does not grow, 1 grows with the corpus, and n log n is a little above 1.",
    markdownTable(["", ...sizes.map((size) => size.toLocaleString("en-US")), "power"], rows),
    WHY,
  ].join("\n\n");
}

const WHY = [
  "- Up to 20,000 passages, a segment is scanned, which grows with the corpus. Above that, its graph is searched, which grows as log n.",
  "- A query by words reads the postings of its words, which grow with the corpus. That is worse than log n, and BM25 without block bounds cannot be better.",
  "- Writing inserts each passage into the graph, which is n log n, and writes everything else once.",
  "- Memory of writing grows with the embeddings, which the graph needs in float32. Memory of a query is the head, the links and int8 embeddings.",
  "- A cold start waits for the whole index if it has less than 32 MB besides the heads, so here it grows with the corpus. Above that, it waits for the head, which has some 80 to 120 bytes per passage, and a bounded number of ranges.",
].join("\n");

function powerOf(sizes: readonly number[], values: readonly (number | undefined)[]): string {
  const known = sizes.flatMap((size, index) => {
    const value = values[index];
    return value === undefined ? [] : [[size, value] as const];
  });
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first[0] === last[0]) return "";
  return (Math.log(last[1] / first[1]) / Math.log(last[0] / first[0])).toFixed(2);
}

/** Lines of a plot: each figure as a multiple of that at the smallest size. */
export function growthSeries(kept: KeptResults, sizes: readonly number[]): readonly PlotSeries[] {
  return GROWING.flatMap(({ label, at }) => {
    const known = sizes.flatMap((size) => {
      const value = at(kept, size);
      return value === undefined ? [] : [[size, value] as const];
    });
    const first = known[0]?.[1];
    if (first === undefined || known.length < 2) return [];
    return [
      {
        label: label.replace(/, \S+( \S+)?$/, ""),
        points: known.map(([size, value]) => [size, value / first] as const),
      },
    ];
  });
}
