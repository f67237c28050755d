/**
 * `npm run eval:stories [-- <folder of sections> --write]`: edits real articles as newsrooms do, groups originals, copies
 * and follow-ups into stories with the code that builds segments, and reports precision and recall. `--write` keeps the
 * report in docs/benchmarks.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { assignStories } from "@dateline-search/core/stories/assign-stories";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { note } from "./process/note.ts";
import { describeRun } from "./report/describe-run.ts";
import { publishReport } from "./report/publish-report.ts";
import { storiesReport } from "./report/stories-report.ts";
import { judgeStories } from "./stories/judge-stories.ts";
import { type JudgedArticle, judgedCollection } from "./stories/judged-collection.ts";
import { articleFolder } from "./workload/article-folders.ts";
import { inRepository } from "./workload/in-repository.ts";

const SEED = 20_251_210;
/** Articles without a date are grouped by their text alone, so that every passage may have the same embedding. */
const EMBEDDING = Float32Array.of(1, 0);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: "boolean", default: false } },
  });
  const folder = articleFolder("npm run eval:stories", positionals, "news-articles/news");
  const run = describeRun("npm run eval:stories");
  const { articles, overlaps } = await judgedCollection(folder, seededRandom(SEED));
  note(`grouping ${articles.length} articles`);
  const figures = judgeStories(articles, await groupIntoStories(articles));
  const report = storiesReport({ run, figures, overlaps });
  await publishReport(report, values.write ? inRepository("docs/benchmarks/stories.md") : undefined);
}

async function groupIntoStories(articles: readonly JudgedArticle[]): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "dateline-stories-"));
  try {
    const writer = localSegmentFormat.create(folder, EMBEDDING.length);
    for (const { article } of articles) {
      const { id: articleId, text } = article;
      writer.addArticle(article, [{ articleId, ordinal: 0, start: 0, end: text.length, text }]);
    }
    writer.addEmbeddings(articles.map(() => ({ passage: EMBEDDING, sentences: [] })));
    await assignStories(writer);
    const keys = writer.stories.keysOf(articles.map((_, row) => row));
    writer.abandon();
    return new Map(keys.map(({ articleId, storyId }) => [articleId, storyId ?? articleId]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
