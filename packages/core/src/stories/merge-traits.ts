import type { Quantities } from "./numbers.ts";
import type { ReportTraits } from "./report-traits.ts";

/** Combines several reports of one event as if they were one report. */
export function mergeTraits(reports: readonly ReportTraits[]): ReportTraits {
  const [first] = reports as [ReportTraits];
  if (reports.length === 1) return first;
  const dates = reports.flatMap(({ publishedAt }) => publishedAt ?? []).sort();
  return {
    ...first,
    publishedAt: middleOf(dates),
    reports: reports.length,
    begin: dates[0] ?? null,
    terms: meanVector(reports.map(({ terms }) => terms)),
    headline: unionOf(reports.map(({ headline }) => headline)),
    // Only a report's own news is ever compared, not that of a merged story.
    opening: new Set(),
    ownOpening: new Set(),
    ownOutcomes: new Set(),
    outcomes: unionOf(reports.map(({ outcomes }) => outcomes)),
    names: unionOf(reports.map(({ names }) => names)),
    headlineNames: unionOf(reports.map(({ headlineNames }) => headlineNames)),
    beginnings: unionOf(reports.map(({ beginnings }) => beginnings)),
    leadNumbers: unionOf(reports.map(({ leadNumbers }) => leadNumbers)),
    numbers: unionOf(reports.map(({ numbers }) => numbers)),
    weekdays: unionOf(reports.map(({ weekdays }) => weekdays)),
    toldDays: {
      event: unionOf(reports.map(({ toldDays }) => toldDays.event)),
      other: unionOf(reports.map(({ toldDays }) => toldDays.other)),
    },
    lookedBackAt: reports.every(({ lookedBackAt }) => lookedBackAt.size > 0)
      ? unionOf(reports.map(({ lookedBackAt }) => lookedBackAt))
      : new Set(),
    quantities: allQuantities(reports.map(({ quantities }) => quantities)),
    wording: unionOf(reports.map(({ wording }) => wording)),
    embedding: meanEmbedding(reports),
  };
}

function middleOf(dates: readonly string[]): string | null {
  return dates[Math.floor(dates.length / 2)] ?? null;
}

function unionOf<Value>(sets: readonly ReadonlySet<Value>[]): ReadonlySet<Value> {
  return new Set(sets.flatMap((set) => [...set]));
}

function allQuantities(ofReports: readonly Quantities[]): Quantities {
  const all = new Map<string, ReadonlySet<string>>();
  for (const quantities of ofReports) {
    for (const [unit, numbers] of quantities) all.set(unit, new Set([...(all.get(unit) ?? []), ...numbers]));
  }
  return all;
}

function meanVector(vectors: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const vector of vectors) {
    for (const [term, value] of vector) sums.set(term, (sums.get(term) ?? 0) + value);
  }
  const length = Math.hypot(...sums.values());
  return new Map([...sums].map(([term, value]) => [term, value / length]));
}

function meanEmbedding(reports: readonly ReportTraits[]): Float32Array {
  const sum = new Float32Array(reports[0]?.embedding.length ?? 0);
  for (const { embedding } of reports) {
    for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] ?? 0) + (embedding[index] ?? 0);
  }
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
