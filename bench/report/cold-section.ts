import { COLD_SIDES, type ColdFigures, type ColdSide, coldKey } from "../parts/cold-part.ts";
import { formatMegabytes, formatNumber } from "./format-figures.ts";
import type { KeptResults } from "./kept-results.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";

const LABELS: Readonly<Record<ColdSide, string>> = {
  dateline: "Dateline",
  "dateline-whole": "Dateline, waiting for the whole index",
  "lance-hnsw": "LanceDB, reading from S3 what a query needs",
  orama: "Orama, one file",
  scan: "scan of one file of embeddings and one of texts",
};

/** The cold part of the report, for the sizes at which rivals were measured too. */
export function coldSection(kept: KeptResults, sizes: readonly number[]): string {
  const compared = sizes.filter((size) =>
    COLD_SIDES.some((side) => side !== "dateline" && coldMean(kept, size, side) !== undefined),
  );
  const tables = compared.flatMap((size) => [
    `### ${size.toLocaleString("en-US")} passages`,
    coldTable(kept, size),
    ...errorsOf(kept, size),
  ]);
  return [
    "## Cold start",
    "The function in Lambda's Runtime Interface Emulator, which starts a container with the first invocation, with the same model for all. " +
      "The index is on a versitygw S3 server on the same machine, 30 ms and 75 MB/s away (bench/s3-model). *first answer* is what the " +
      "caller waits for. Requests and bytes are those that S3 received until then, including background ones. Goal at 50,000: faster than each, " +
      "and three times as fast as those that load everything. The scan searches by meaning only, all others by meaning and words.",
    ...(tables.length === 0 ? ["Not measured."] : tables),
  ].join("\n\n");
}

/** Means over the containers of one side. */
export function coldMean(
  kept: KeptResults,
  size: number,
  side: ColdSide,
): (ColdFigures & { rounds: number }) | undefined {
  const rounds = [...kept.below<ColdFigures>(coldKey(size, side, "")).values()].flatMap(
    ({ value }) => value ?? [],
  );
  const [first] = rounds;
  if (first === undefined) return undefined;
  const names = Object.keys(first) as (keyof ColdFigures)[];
  const means = names.map((name) => [
    name,
    rounds.reduce((sum, round) => sum + round[name], 0) / rounds.length,
  ]);
  return { ...(Object.fromEntries(means) as ColdFigures), rounds: rounds.length };
}

function coldTable(kept: KeptResults, size: number): string {
  const ours = coldMean(kept, size, "dateline");
  const rows = COLD_SIDES.flatMap((side): TableRow[] => {
    const mean = coldMean(kept, size, side);
    if (mean === undefined) return [];
    const ratio = (name: keyof ColdFigures) =>
      ours === undefined ? "" : `${formatNumber(mean[name] / ours[name])} ×`;
    return [
      [
        LABELS[side],
        ratio("firstAnswerMs"),
        ratio("warmP50Ms"),
        formatNumber(mean.firstAnswerMs),
        formatNumber(mean.warmP50Ms),
        formatNumber(mean.warmP99Ms),
        Math.round(mean.firstRequests),
        formatMegabytes(mean.firstBytes),
        formatMegabytes(mean.rssBytes),
        mean.rounds,
      ],
    ];
  });
  return markdownTable(
    [
      "",
      "first answer, ratio",
      "warm p50, ratio",
      "first answer, ms",
      "warm p50, ms",
      "warm p99, ms",
      "requests",
      "MB",
      "memory, MB",
      "containers",
    ],
    rows,
  );
}

function errorsOf(kept: KeptResults, size: number): string[] {
  return [...kept.below(`cold/${size}/`)].flatMap(([key, { error }]) =>
    error === undefined
      ? []
      : [`\`${key}\` could not be measured: \`${(error.split("\n")[0] ?? "").slice(0, 300)}\``],
  );
}
