import type { MeasuredGeneration, QualityComparison } from "@dateline-search/core/evaluation/compare-quality";
import { formatCount } from "./format-number.ts";

/** Limit for people; the JSON lists all. */
const MAX_LISTED = 20;

/** Describes the result of a publication's gate, as lines of text. */
export function describeQuality({
  queries,
  margin,
  candidate,
  previous,
  worse,
}: QualityComparison): readonly string[] {
  const lines = [
    `Gate: ${formatCount(queries)} judged ${queries === 1 ? "query" : "queries"}, at most ${points(margin)} points of loss allowed`,
    ...(previous === null ? [] : [`  before  ${figures(previous)}  ${previous.generation.slice(0, 12)}`]),
    `  now     ${figures(candidate)}  ${candidate.generation.slice(0, 12)}`,
  ];
  if (previous === null) lines.push("  There is nothing to replace.");
  if (worse.length === 0) return lines;
  lines.push("  Answered worse than before (nDCG@10, recall@10):");
  for (const { id, text, before, after } of worse.slice(0, MAX_LISTED)) {
    const change = (name: "ndcg10" | "recall10") => `${points(before[name])} → ${points(after[name])}`;
    lines.push(`    ${id}  ${change("ndcg10")}, ${change("recall10")}  ${text}`);
  }
  if (worse.length > MAX_LISTED) lines.push(`    … and ${worse.length - MAX_LISTED} more`);
  return lines;
}

function figures({ ndcg10, recall10, abstention, stories }: MeasuredGeneration): string {
  const known =
    abstention === null
      ? ""
      : `  answers kept ${points(abstention.kept)}  unanswerable refused ${points(abstention.refused)}`;
  const told =
    stories === null
      ? ""
      : `  stories: precision of pairs ${points(stories.pairPrecision)}, B-cubed F1 ${points(stories.f1)}`;
  return `nDCG@10 ${points(ndcg10)}  recall@10 ${points(recall10)}${known}${told}`;
}

function points(share: number): string {
  return (share * 100).toFixed(1);
}
