import type { StoryFigures, WrongPair } from "../stories/judge-stories.ts";
import { type NaturalOverlap, SECOND_EDITION_SHARE } from "../stories/judged-collection.ts";
import { markdownTable } from "./markdown-table.ts";

/** Pairs that are shown for readers to judge. */
const MAX_SHOWN = 20;
/** Below it a sentence or two in common are quotations. */
const PARTIAL_REWRITE_SHARE = 0.2;

export interface StoriesReportInput {
  /** Markdown list that says what was run where. */
  readonly run: string;
  readonly figures: StoryFigures;
  readonly overlaps: readonly NaturalOverlap[];
}

export function storiesReport({ run, figures, overlaps }: StoriesReportInput): string {
  const { articles, foundPairs, rightPairs, truePairs, wrong, byKind } = figures;
  const editions = overlaps.filter(({ share }) => share >= SECOND_EDITION_SHARE);
  const rewrites = overlaps.filter(
    ({ share }) => share < SECOND_EDITION_SHARE && share >= PARTIAL_REWRITE_SHARE,
  );
  return `# Stories: are copies of one report found, and nothing else?

${run}

Each article of a real collection (${byKind.get("original")?.total} news stories in five sections) gets
one copy, edited as newsrooms edit: another headline, and one of the edits below. Inserted sentences are real ones of another article
of the same section. For every fifth article there is a follow-up too: the text of another article, with two sentences of
this one as its background. All ${articles} go through the code that builds segments, in an order that is drawn; none has a
date, so that texts decide and embeddings do not.

Truth: a copy belongs to its original, a follow-up to the article whose text it has. Two originals belong together when at
least two thirds of the sentences of the shorter stand in the other word for word: the collection has ${editions.length} such
second editions of its own. The ${rewrites.length} pairs with a fifth to two thirds of their sentences in common, which are
reports of one subject rewritten from day to day, count as different: they are the hard negatives.

${markdownTable(
  ["pairs of articles in one story", "figure"],
  [
    ["found", foundPairs],
    ["right", rightPairs],
    ["precision", percent(rightPairs, foundPairs)],
    ["recall", percent(rightPairs, truePairs)],
  ],
)}

${markdownTable(
  ["kind", "articles", "in the story of an original of their report"],
  [...byKind].map(([kind, { total, found }]) => [kind, total, percent(found, total)]),
)}

## Pairs that count as wrong

${describeWrong(wrong)}

## What this does not measure

Reports of one event in other words. They are joined by the likeness of their headlines and leads, only within two days
of the story's beginning, and this collection has neither dates nor judgements of events.
`;
}

function describeWrong(wrong: readonly WrongPair[]): string {
  if (wrong.length === 0) return "None.";
  const originals = wrong.filter(({ a, b }) => a.kind === "original" && b.kind === "original");
  const lines = originals.slice(0, MAX_SHOWN).map(({ a, b }) => `- ${a.article.title} | ${b.article.title}`);
  const others = wrong.length - originals.length;
  return `${originals.length} of ${wrong.length} are of two originals; the other ${others} are of their copies and follow-ups.
Judge for yourself:

${lines.join("\n")}`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}
