import type { ReportTraits } from "./report-traits.ts";

/** What several reports of one event say together, as if one report said it. */
export function mergeTraits(reports: readonly ReportTraits[]): ReportTraits {
  const [first] = reports as [ReportTraits];
  if (reports.length === 1) return first;
  return {
    ...first,
    publishedAt: middleOf(reports),
    terms: meanVector(reports.map(({ terms }) => terms)),
    headline: unionOf(reports.map(({ headline }) => headline)),
    lead: unionOf(reports.map(({ lead }) => lead)),
    names: unionOf(reports.map(({ names }) => names)),
    headlineNames: unionOf(reports.map(({ headlineNames }) => headlineNames)),
    beginnings: unionOf(reports.map(({ beginnings }) => beginnings)),
    leadNumbers: unionOf(reports.map(({ leadNumbers }) => leadNumbers)),
    numbers: unionOf(reports.map(({ numbers }) => numbers)),
    weekdays: unionOf(reports.map(({ weekdays }) => weekdays)),
    embedding: meanEmbedding(reports),
  };
}

/** Of those that have a date, in the order of time. */
function middleOf(reports: readonly ReportTraits[]): string | null {
  const dates = reports.flatMap(({ publishedAt }) => publishedAt ?? []).sort();
  return dates[Math.floor(dates.length / 2)] ?? null;
}

function unionOf(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
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
