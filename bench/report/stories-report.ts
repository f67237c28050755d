import type { ClusterFigures } from "@dateline-search/core/evaluation/measure-clusters";
import type { DatedFigures } from "../stories/dated-collection.ts";
import type { EventFigures } from "../stories/event-figures.ts";
import type { StoryFigures, WrongPair } from "../stories/judge-stories.ts";
import { type NaturalOverlap, SECOND_EDITION_SHARE } from "../stories/judged-collection.ts";
import { markdownTable } from "./markdown-table.ts";

/** Number of pairs to show. */
const MAX_SHOWN = 20;
/** Below this share, common sentences are quotations. */
const PARTIAL_REWRITE_SHARE = 0.2;

export interface StoriesReportInput {
  /** Markdown list with the command and the machine. */
  readonly run: string;
  readonly events: EventFigures;
  /** Individually written reports that nothing was fitted on. */
  readonly written: EventFigures;
  /** The same with follow-ups, templates and other traps. */
  readonly traps: EventFigures;
  /** The same for long reports. */
  readonly long: EventFigures;
  /** The same for two events of one kind and subject: held-out ones, and those with known errors. */
  readonly twins: EventFigures;
  readonly openTwins: EventFigures;
  /** The same for events in several media each. */
  readonly coverage: EventFigures;
  /** The same for agency reports on events and their consequences. */
  readonly agencies: EventFigures;
  /** The same for other kinds of events and regions, whose errors were not read. */
  readonly regions: EventFigures;
  /** The same, whose errors were read while rules for follow-ups were changed. */
  readonly sequels: EventFigures;
  /** Real articles with random dates. */
  readonly dated: DatedFigures;
  readonly figures: StoryFigures;
  readonly overlaps: readonly NaturalOverlap[];
}

export function storiesReport({
  run,
  events,
  written,
  traps,
  long,
  twins,
  openTwins,
  coverage,
  agencies,
  regions,
  sequels,
  dated,
  figures,
  overlaps,
}: StoriesReportInput): string {
  const { articles, foundPairs, rightPairs, truePairs, wrong, byKind } = figures;
  const editions = overlaps.filter(({ share }) => share >= SECOND_EDITION_SHARE);
  const rewrites = overlaps.filter(
    ({ share }) => share < SECOND_EDITION_SHARE && share >= PARTIAL_REWRITE_SHARE,
  );
  return `# Stories: is one story one event?

${run}

## Reports of events

${events.all.items} articles of ${events.events} events, written for this purpose in bench/stories/events: 22 kinds of event with six
events each, two and more of a kind on one day, told by two to five desks in other words, order and length, within two days.
What leads astray is in it: the same sentences about other names and numbers, the same agency text under another dateline
and headline, corrections, live updates, follow-ups of the next day and the next month, the like of it a year before, series
of the same office day by day, and translations, which are to stay apart. The set is drawn apart from those on which the
weights were fitted, but by the same templates: expect less of real news, where desks choose other words. B-cubed says how
good the story of an article is, on average.

A follow-up of the next day tells what came of the event: "Union fears for jobs", "Builders arrested over fallen school". It is
another event here. The study of topic detection and tracking counts it as the same topic, so the second row leaves
follow-ups out. The floors of this command, 0.97 for the precision of pairs and 0.93 for F1, hold for the first row.

${eventTable("all", [
  ["all", events.all],
  ["without follow-ups of the next day", events.withoutFollowUps],
])}

${eventTable("kind of event", events.byKind)}

${eventTable("how the article came about", events.byForm)}

Articles joined wrongly, by what they are: ${events.wrong.map(([form, count]) => `${form} ${count}`).join(", ") || "none"}.

## Reports in other words

${written.all.items} short reports of ${written.events} events, written one by one, each desk in a style of its own, with two events of
a kind within three days (bench/stories/written/held-out.txt). No sentence is shared, follow-ups within two days belong to their event,
and no weight was fitted on them. Which signs there are was decided with their figures in sight.

${eventTable("kind of event", [["all", written.all], ...written.byKind])}

## Reports in other words, with traps

${traps.all.items} short reports of ${traps.events} events, ${trapsOf(traps)} of them traps: the sentences of another event with other names and figures,
follow-ups, copies under other headlines, corrections, live updates, translations, the year before
(bench/stories/written/held-out-traps.txt). They were written before the weights were fitted, and nothing was fitted on them.

${eventTable("kind of event", [["all", traps.all], ...traps.byKind])}

${eventTable("how the article came about", traps.byForm)}

## Long reports

${long.all.items} reports of ${long.events} events, of some 800 characters each, which nothing was fitted on (bench/stories/written/held-out-long.txt).
Beside each event there are others of the same day and the same people: another debate of the council, another race, another bid.

${eventTable("kind of event", [["all", long.all], ...long.byKind])}

## Two events of one subject

Two events of one kind for each subject within a few days: two strikes at one airline, two fires in one city, two bids for one
company. ${twins.all.items} short reports of ${twins.events} events (bench/stories/written/held-out-twins.txt) were measured and not looked at. Another
${openTwins.all.items} of ${openTwins.events} events (twins.txt) were looked at while signs were changed. Nothing was fitted on either.

${eventTable("kind of event", [["held out", twins.all], ["looked at", openTwins.all], ...twins.byKind])}

## One event in several media

${coverage.all.items} reports of ${coverage.events} events, of some 90 words and with the background that media give, three or four to an event and
two events to a subject (bench/stories/written/held-out-coverage.txt). They were measured and not looked at. The weights were fitted
on others of the kind (fit-coverage.txt).

${eventTable("kind of event", [["all", coverage.all], ...coverage.byKind])}

## A week of agency reports

${agencies.all.items} reports of ${agencies.events} events by two or three agencies each (bench/stories/written/held-out-agency.txt), written before any rule for
them: matches of one evening and of the same teams twice in a week, results, rate decisions, accidents, a quake and its
aftershock, warnings, court days from charge to sentence, a strike day by day, an election from poll to coalition, a storm
on its way, corrections, live updates. What comes of an event on a later day is another event, as long as it is more than a higher toll. Nothing was
fitted on them. Their errors were read before the change of [0050](../decisions/0050-told-as-known.md), and while the rules of
[0054](../decisions/0054-days-and-outcomes.md) were made, as those of the reports with traps were. Another
${sequels.all.items} of ${sequels.events} (sequels.txt), half of them follow-ups, were looked at while its rules were made.

${eventTable("kind of event", [["all", agencies.all], ["looked at", sequels.all], ...agencies.byKind])}

${eventTable("how the article came about", agencies.byForm)}

## Reports of other regions

${regions.all.items} reports of ${regions.events} events in other parts of the world (bench/stories/written/held-out-regions.txt), half of them traps:
volcanoes, coups, prison breaks, devaluations, landslides, trials, blackouts, tariffs, blockades, and what came of them. They were written
before the change of [0054](../decisions/0054-days-and-outcomes.md). Their errors were not read, so that they say best what to expect.

${eventTable("kind of event", [["all", regions.all], ...regions.byKind])}

## Real articles on busy days

The ${dated.articles} articles of the collection, at times that are drawn from ten days: some two hundred a day, of five sections, though they
were written over a year. Hardly any two of them report one event within two days.

${markdownTable(
  ["", "number"],
  [
    ["articles in stories of several", dated.joined],
    ["such stories", dated.stories],
    ["pairs of articles in one story", dated.pairs],
    ["of these, editions of one report", dated.editions],
    ["of these, of two articles that nothing was fitted on", dated.unfitted],
    ["of these, of two articles of the fit", dated.fitted],
  ],
)}

Two samples of pairs were drawn and read, of those that were joined before the change of [0041](../decisions/0041-long-reports.md) and
of those joined after it (bench/stories/real-verdicts.txt). "Same" is one event or two editions of a report. "Affair" is another moment of one
affair, whose months the drawn dates press into days: a ban and its appeal, a preview and the match. "Other" is a wrong merge.

${markdownTable(["sample", "verdict", "read", "in one story now"], sampleRows(dated))}

## Copies

Each article of a real collection (${byKind.get("original")?.total} news stories in five sections) gets
one copy, edited as newsrooms edit: another headline, and one of the edits below. Inserted sentences are real ones of another article
of the same section. For every fifth article there is a follow-up too: the text of another article, with two sentences of
this one as its background. All ${articles} go through the code that builds segments, in an order that is drawn; none has a
date, so that copies alone are looked for.

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
`;
}

function sampleRows({ judged }: DatedFigures): readonly (readonly (string | number)[])[] {
  return judged.flatMap(({ name, counts }) =>
    [...counts].map(([verdict, { read, joined }]) => [`joined ${name}`, verdict, read, joined]),
  );
}

/** Number of items that are not plain reports. */
function trapsOf({ all, byForm }: EventFigures): number {
  return all.items - (byForm.find(([form]) => form === "report")?.[1].items ?? 0);
}

function eventTable(name: string, rows: readonly (readonly [string, ClusterFigures])[]): string {
  return markdownTable(
    [name, "articles", "precision of pairs", "recall", "B-cubed precision", "recall", "F1"],
    rows.map(([value, { items, pairs, bCubed }]) => [
      value,
      items,
      ...[pairs.precision, pairs.recall, bCubed.precision, bCubed.recall, bCubed.f1].map((share) =>
        share.toFixed(3),
      ),
    ]),
  );
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
