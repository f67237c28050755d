import { availableParallelism } from "node:os";
import { type BuiltFigures, type SearchFigures, searchKeys, waysToAsk } from "../parts/search-part.ts";
import type { Nearness } from "../passages/prepared-passages.ts";
import type { SearchMode } from "../rivals/engine.ts";
import { ENGINES, type EngineName } from "../rivals/engines.ts";
import { formatMegabytes, formatNumber } from "./format-figures.ts";
import type { KeptResult, KeptResults } from "./kept-results.ts";
import type { PlotSeries } from "./line-plot.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";

/** The share of the true nearest at which approximate searches are compared. */
const WANTED_RECALL = 0.98;
const NAMES = Object.keys(ENGINES) as EngineName[];

/** One engine in a table: the means of its rounds. */
export interface AskedEngine {
  readonly engine: EngineName;
  readonly effort: number;
  readonly rounds: number;
  readonly mean: SearchFigures;
}

/** The search part of the report: what was measured at each size. */
export function searchSection(kept: KeptResults, sizes: readonly number[]): string {
  return ["## Search", EXPLANATION, ...sizes.flatMap((size) => sizeSection(kept, size))].join("\n\n");
}

const EXPLANATION =
  "Every engine indexes the same passages with the same embeddings and is asked the same queries, one after the other, each engine " +
  "and each mode in its own process, by turns. *CPU* is the time of all processors for one query. On a busy machine it is more reliable " +
  "than wall-clock time, so its ratios are shown too. A ratio above 1 means that the rival takes longer than Dateline. Approximate " +
  `searches are asked with the least effort that finds ${WANTED_RECALL * 100} % of the true ten nearest, or with the most that was tried. ` +
  "LanceDB may use both processors for one query, the others use one. Dateline alone has embeddings of the windows of " +
  "sentences, and compares them in hybrid search. A hybrid search includes the embedding of the query, by the same model for all. " +
  "MRR@10 is one over the rank of the article that the query was taken from. The texts of passages that are not real are random words, " +
  "so it shows only that an engine finds what it should. The first 2,500 passages are real news with their embeddings. Each other embedding is a real " +
  "one moved by 0.6 of the difference between two others.";

function sizeSection(kept: KeptResults, size: number): string[] {
  return [
    `### ${size.toLocaleString("en-US")} passages`,
    nearnessLine(kept.get<Nearness>(searchKeys.nearness(size))),
    "**Hybrid: by meaning and by words, with the embedding of the query.**",
    modeTable(kept, size, "hybrid"),
    goalLine(kept, size),
    "**The ten nearest embeddings.** Dateline is asked for 200 candidates, as its hybrid search does, and judged by the first ten.",
    modeTable(kept, size, "nearest"),
    "**Words only.** Dateline's answer includes reading and highlighting its hits; the others return rows.",
    modeTable(kept, size, "words"),
    "**Files.** From embeddings in memory to files. Dateline's time includes dividing texts into windows of sentences and drawing their embeddings, which no rival has. Peak memory includes the passages and embeddings that are read.",
    builtTable(kept, size),
    ...errorLines(kept, size),
  ].filter((part) => part !== "");
}

function nearnessLine(result: KeptResult<Nearness> | undefined): string {
  if (result?.value === undefined) return "";
  const { real, moved } = result.value;
  const made = moved === null ? "" : `, ${formatNumber(moved)} for those that are made`;
  return `Mean cosine of a passage to its nearest other one: ${formatNumber(real)} for real passages${made}.`;
}

/** Means over the rounds of one mode and effort; `undefined` if not measured. */
export function askedEngine(
  kept: KeptResults,
  size: number,
  engine: EngineName,
  mode: SearchMode,
): AskedEngine | undefined {
  const tried = waysToAsk(engine)
    .filter((asked) => asked.mode === mode)
    .flatMap(({ effort }): AskedEngine[] => {
      const prefix = `${searchKeys.asked(size, { engine, mode, effort })}/`;
      const rounds = [...kept.below<SearchFigures>(prefix).values()].flatMap(({ value }) => value ?? []);
      return rounds.length === 0 ? [] : [{ engine, effort, rounds: rounds.length, mean: meanOf(rounds) }];
    });
  return tried.find(({ mean }) => (mean.recall ?? 1) >= WANTED_RECALL) ?? tried.at(-1);
}

function meanOf(rounds: readonly SearchFigures[]): SearchFigures {
  const [first] = rounds as readonly [SearchFigures, ...SearchFigures[]];
  const meanBy = (name: keyof SearchFigures) =>
    first[name] === null ? null : rounds.reduce((sum, round) => sum + (round[name] ?? 0), 0) / rounds.length;
  const names = Object.keys(first) as (keyof SearchFigures)[];
  return Object.fromEntries(names.map((name) => [name, meanBy(name)])) as unknown as SearchFigures;
}

function modeTable(kept: KeptResults, size: number, mode: SearchMode): string {
  const asked = NAMES.flatMap((engine) => askedEngine(kept, size, engine, mode) ?? []);
  const ours = asked.find(({ engine }) => engine === "dateline")?.mean;
  if (asked.length === 0) return "Not measured.";
  const ratio = (theirs: number, own: number | undefined) =>
    own === undefined ? "" : `${formatNumber(theirs / own)} ×`;
  const rows = asked.map(({ engine, effort, rounds, mean }): TableRow => {
    const found = mode === "nearest" ? (mean.recall ?? 0).toFixed(3) : mean.mrr.toFixed(2);
    return [
      effort === 0 ? ENGINES[engine].label : `${ENGINES[engine].label} (${effort})`,
      ratio(mean.cpuMsPerQuery, ours?.cpuMsPerQuery),
      ratio(mean.p50Ms, ours?.p50Ms),
      found,
      formatNumber(mean.p50Ms),
      formatNumber(mean.p99Ms),
      formatNumber(mean.cpuMsPerQuery),
      formatNumber(mean.perSecond),
      formatNumber(mean.openMs),
      formatMegabytes(mean.rssBytes),
      rounds,
    ];
  });
  const found = mode === "nearest" ? "recall@10" : "MRR@10";
  return markdownTable(
    [
      "",
      "CPU, ratio",
      "p50, ratio",
      found,
      "p50, ms",
      "p99, ms",
      "CPU, ms",
      "queries/s",
      "open, ms",
      "memory, MB",
      "rounds",
    ],
    rows,
  );
}

/** The goals of the report, as ratios. */
function goalLine(kept: KeptResults, size: number): string {
  const hybrid = askedEngine(kept, size, "dateline", "hybrid")?.mean;
  const raw = askedEngine(kept, size, "hnswlib", "nearest");
  if (hybrid === undefined || raw === undefined || hybrid.embedP50Ms === null) return "";
  const floor = hybrid.embedP50Ms + raw.mean.p50Ms;
  const rivals = (["orama"] as const).flatMap((engine) => {
    const rival = askedEngine(kept, size, engine, "hybrid")?.mean;
    if (rival === undefined) return [];
    return `${formatNumber(hybrid.perSecond / rival.perSecond)} × the queries per second of ${ENGINES[engine].label}'s (goal at 50,000: 5 ×)`;
  });
  return [
    `Dateline's hybrid search takes ${formatNumber(hybrid.p50Ms / floor)} × as long as the embedding of the query (${formatNumber(hybrid.embedP50Ms)} ms) and hnswlib's search together (goal: 1.5 ×)`,
    ...rivals,
  ]
    .join(", and answers ")
    .concat(".", busyNote(kept, size));
}

/** Wall-clock ratios mean little if other programs compete for the processors. */
function busyNote(kept: KeptResults, size: number): string {
  const loads = [...kept.below(`search/${size}/asked/`).values()].flatMap(({ load }) => load);
  const most = Math.max(...loads);
  if (most <= availableParallelism()) return "";
  return ` These are wall-clock times, at a load average of up to ${formatNumber(most)} on ${availableParallelism()} processors, so they do not decide whether a goal is met.`;
}

function builtTable(kept: KeptResults, size: number): string {
  const built = NAMES.flatMap((engine) => {
    const { value } = kept.get<BuiltFigures>(searchKeys.built(size, engine)) ?? {};
    return value === undefined ? [] : [{ engine, value }];
  });
  if (built.length === 0) return "Not measured.";
  const rows = built.map(
    ({ engine, value }): TableRow => [
      ENGINES[engine].label,
      formatNumber(value.bytes / size),
      formatMegabytes(value.bytes),
      formatNumber(value.ms / 1_000),
      formatNumber(value.cpuMs / 1_000),
      formatMegabytes(value.peakRssBytes),
    ],
  );
  return markdownTable(["", "bytes a passage", "MB", "build, s", "CPU, s", "peak memory, MB"], rows);
}

function errorLines(kept: KeptResults, size: number): string[] {
  const failed = [...kept.below(`search/${size}/`)].filter(([, { error }]) => error !== undefined);
  return failed.map(([key, { error = "" }]) => `\`${key}\` could not be measured: ${firstLine(error)}`);
}

function firstLine(message: string): string {
  return `\`${(message.split("\n")[0] ?? "").slice(0, 300)}\``;
}

/** Lines of a plot: processor time of a hybrid search at each size. */
export function hybridSeries(kept: KeptResults, sizes: readonly number[]): readonly PlotSeries[] {
  return NAMES.flatMap((engine) => {
    const points = sizes.flatMap((size) => {
      const asked = askedEngine(kept, size, engine, "hybrid");
      return asked === undefined ? [] : [[size, asked.mean.cpuMsPerQuery] as const];
    });
    return points.length === 0 ? [] : [{ label: ENGINES[engine].label, points }];
  });
}
