/**
 * `npm run eval:stories [-- <folder of sections> --write]`: groups judged reports of events, and real
 * articles with newsroom edits, into stories with the code that builds segments. Reports precision and
 * recall; `--write` keeps the report in docs/benchmarks. Exits with 4 when the stories of the judged reports
 * fall below their limits.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { note } from "./process/note.ts";
import { describeRun } from "./report/describe-run.ts";
import { publishReport } from "./report/publish-report.ts";
import { storiesReport } from "./report/stories-report.ts";
import { dateAtRandom, datedFigures, readVerdicts } from "./stories/dated-collection.ts";
import { embedReports, openStoryEmbedder } from "./stories/embed-reports.ts";
import { eventFigures } from "./stories/event-figures.ts";
import { type JudgedReport, judgedEvents } from "./stories/events/judged-events.ts";
import { groupIntoStories } from "./stories/group-into-stories.ts";
import { judgeStories } from "./stories/judge-stories.ts";
import { judgedCollection, readSections } from "./stories/judged-collection.ts";
import { writtenReports } from "./stories/written-reports.ts";
import { articleFolder } from "./workload/article-folders.ts";
import { inRepository } from "./workload/in-repository.ts";

const SEED = 20_251_210;
/** The command fails below these limits, for use in CI. */
const LEAST_F1 = 0.93;
const LEAST_PRECISION = 0.97;
const LEAST_UNSEEN_F1 = 0.9;
const FAILED = 4;
/** Articles without a date are grouped by text alone, so all passages may share an embedding. */
const EMBEDDING = Float32Array.of(1, 0);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: "boolean", default: false } },
  });
  const folder = articleFolder("npm run eval:stories", positionals, "news-articles/news");
  const embedder = await openStoryEmbedder();
  const measure = async (reports: readonly JudgedReport[]) => {
    note(`grouping ${reports.length} reports of events`);
    const articles = reports.map(({ article }) => article);
    return eventFigures(reports, await groupIntoStories(articles, await embedReports(embedder, articles)));
  };
  // Separate from the sets that the weights were fitted on.
  const events = await measure(judgedEvents(seededRandom(SEED)));
  const written = await measure(await writtenReports("held-out"));
  const traps = await measure(await writtenReports("held-out-traps"));
  const long = await measure(await writtenReports("held-out-long"));
  const twins = await measure(await writtenReports("held-out-twins"));
  const openTwins = await measure(await writtenReports("twins"));
  const coverage = await measure(await writtenReports("held-out-coverage"));
  const agencies = await measure(await writtenReports("held-out-agency"));
  const regions = await measure(await writtenReports("held-out-regions"));
  const sequels = await measure(await writtenReports("sequels"));
  note("grouping real articles that are dated at random");
  const real = dateAtRandom([...(await readSections(folder)).values()].flat(), seededRandom(SEED));
  const datedStories = await groupIntoStories(real, await embedReports(embedder, real));
  await embedder.close();
  const run = describeRun("npm run eval:stories");
  const { articles, overlaps } = await judgedCollection(folder, seededRandom(SEED));
  note(`grouping ${articles.length} articles`);
  const plain = articles.map(({ article }) => article);
  const stories = await groupIntoStories(
    plain,
    plain.map(() => EMBEDDING),
  );
  const report = storiesReport({
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
    dated: datedFigures(real, datedStories, { overlaps, samples: await readVerdicts() }),
    figures: judgeStories(articles, stories),
    overlaps,
  });
  await publishReport(report, values.write ? inRepository("docs/benchmarks/stories.md") : undefined);
  const shortfalls = [
    below("B-cubed F1", events.all.bCubed.f1, LEAST_F1),
    below("precision of pairs", events.all.pairs.precision, LEAST_PRECISION),
    below("B-cubed F1 of reports in other words", written.all.bCubed.f1, LEAST_UNSEEN_F1),
    below("B-cubed F1 of reports in other words with traps", traps.all.bCubed.f1, LEAST_UNSEEN_F1),
    below("B-cubed F1 of two events of one subject", twins.all.bCubed.f1, LEAST_UNSEEN_F1),
    below("B-cubed F1 of the coverage of several media", coverage.all.bCubed.f1, LEAST_UNSEEN_F1),
    below("B-cubed F1 of a week of agency reports", agencies.all.bCubed.f1, LEAST_UNSEEN_F1),
    below("B-cubed F1 of reports of other regions", regions.all.bCubed.f1, LEAST_UNSEEN_F1),
  ].flat();
  if (shortfalls.length === 0) return;
  process.stderr.write(`Stories are below their minimums: ${shortfalls.join(", ")}\n`);
  process.exitCode = FAILED;
}

function below(name: string, value: number, least: number): readonly string[] {
  return value >= least ? [] : [`${name} ${value.toFixed(3)} (at least ${least})`];
}

await main();
