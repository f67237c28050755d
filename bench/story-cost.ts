/**
 * `npm run bench:stories [-- --sizes 10000,100000 --write]`: measures the processor time of assigning an article to a
 * story, in synthetic indexes of several sizes, compared with embedding it. `--write` keeps the report in
 * docs/benchmarks.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { embedPassages } from "@dateline-search/core/embedding/embed-passages";
import { splitArticle } from "@dateline-search/core/passages/split-article";
import { assignStories } from "@dateline-search/core/stories/assign-stories";
import type { Article } from "@dateline-search/core/types";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { note } from "./process/note.ts";
import { timed } from "./process/timed.ts";
import { describeRun } from "./report/describe-run.ts";
import { publishReport } from "./report/publish-report.ts";
import { type StoryCostFigures, storyCostReport } from "./report/story-cost-report.ts";
import { openStoryEmbedder } from "./stories/embed-reports.ts";
import { corpusWords } from "./synthetic/corpus-words.ts";
import { type SyntheticArticle, syntheticArticles } from "./synthetic/synthetic-articles.ts";
import { syntheticEmbedder } from "./synthetic/synthetic-embeddings.ts";
import { inRepository } from "./workload/in-repository.ts";

const SEED = 20_251_210;
const DIMENSIONS = 384;
const WINDOW = 1_000;
/** Articles per day, so that equally many are close in time at every size of the index. */
const ARTICLES_PER_DAY = 250;
const FIRST_DAY = Date.parse("2025-01-01T00:00:00Z");
const DAY_MS = 86_400_000;
/** Names of people and places, a few of them in each article. */
const NAMES = 5_000;
const NAMES_PER_ARTICLE = 6;
/** Interval between articles that are a shortened copy of the one before. */
const COPY_EVERY = 5;
const ADDED = 300;
const SPLIT = { targetTokens: 192, maxTokens: 240, overlapTokens: 0, countTokens };
/** Number of articles embedded with the model, for comparison. */
const EMBEDDED = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: "string", default: "10000,30000,100000" },
      write: { type: "boolean", default: false },
    },
  });
  const run = describeRun("npm run bench:stories");
  const words = await corpusWords(inRepository("corpus"));
  const figures: StoryCostFigures[] = [];
  for (const size of values.sizes.split(",").map(Number)) figures.push(await measureSize(size, words));
  const embedMsPerArticle = await measureEmbedding(words);
  const report = storyCostReport({ run, figures, embedMsPerArticle });
  await publishReport(report, values.write ? inRepository("docs/benchmarks/story-cost.md") : undefined);
}

/** Builds an index with stories, then adds articles to it as an update does. */
async function measureSize(passageCount: number, words: readonly string[]): Promise<StoryCostFigures> {
  note(`an index of ${passageCount} passages`);
  const folder = await mkdtemp(join(tmpdir(), "dateline-bench-"));
  const random = seededRandom(SEED);
  try {
    const base = await writerOf(folder, datedArticles({ passageCount, words, random }, 0), random);
    const build = await timed(() => assignStories(base));
    const { articleCount } = base;
    await base.finish();
    const segment = localSegmentFormat.open(folder, DIMENSIONS);
    const addedFolder = await mkdtemp(join(tmpdir(), "dateline-bench-"));
    try {
      const last = Math.floor(articleCount / ARTICLES_PER_DAY);
      const more = { passageCount: ADDED * 4, words, random };
      const added = await writerOf(addedFolder, datedArticles(more, last), random);
      const { cpuMs } = await timed(() => assignStories(added, { earlier: [segment] }));
      added.abandon();
      return {
        passages: passageCount,
        articles: articleCount,
        buildMsPerArticle: build.cpuMs / articleCount,
        addMsPerArticle: cpuMs / ADDED,
      };
    } finally {
      segment.close();
      await rm(addedFolder, { recursive: true });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writerOf(folder: string, articles: Iterable<SyntheticArticle>, random: () => number) {
  const writer = await localSegmentFormat.create(folder, DIMENSIONS);
  for (const { article, passages } of articles) writer.addArticle(article, passages);
  const embed = syntheticEmbedder(DIMENSIONS, random);
  for (let start = 0; start < writer.passageCount; start += WINDOW) {
    const passages = writer.passagesToEmbed(start, WINDOW);
    // Stories only use passages.
    writer.addEmbeddings(passages.map(({ text }) => ({ passage: embed(text).passage, sentences: [] })));
  }
  return writer;
}

type Drawn = Parameters<typeof syntheticArticles>[0];

/** @param firstDay day of the first article, relative to the first of the index */
function* datedArticles(options: Drawn, firstDay: number): Generator<SyntheticArticle> {
  let index = 0;
  let previous: SyntheticArticle | undefined;
  for (const drawn of syntheticArticles(options)) {
    const isCopy = index % COPY_EVERY === COPY_EVERY - 1 && previous !== undefined;
    const text = isCopy
      ? (previous as SyntheticArticle).article.text
      : withNames(drawn.article.text, options);
    const id = `${firstDay}-${drawn.article.id}`;
    const day = FIRST_DAY + (firstDay + Math.floor(index / ARTICLES_PER_DAY)) * DAY_MS;
    const at = day + Math.floor(options.random() * DAY_MS);
    const article = {
      ...drawn.article,
      id,
      text,
      publishedAt: `${new Date(at).toISOString().slice(0, 19)}Z`,
    };
    const passages = splitArticle(article, SPLIT);
    previous = { article, passages };
    yield previous;
    index += 1;
  }
}

function withNames(text: string, { random }: Drawn): string {
  const names = Array.from({ length: NAMES_PER_ARTICLE }, () => nameOf(Math.floor(random() * NAMES)));
  return `In ${names.slice(0, 3).join(" and ")} ${text.slice(0, 200)} ${names.slice(3).join(" met ")} ${text.slice(200)}`;
}

/** Three syllables that encode the number. */
function nameOf(number: number): string {
  const syllables = [
    "ba",
    "ko",
    "li",
    "mer",
    "no",
    "pra",
    "sta",
    "tu",
    "ven",
    "wi",
    "zo",
    "dar",
    "fe",
    "gu",
    "hin",
    "jo",
    "lan",
    "ru",
  ];
  const digits = [number % 18, Math.floor(number / 18) % 18, Math.floor(number / 324) % 18];
  const name = digits.map((digit) => syllables[digit]).join("");
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

async function measureEmbedding(words: readonly string[]): Promise<number> {
  note(`embedding ${EMBEDDED} articles with the model`);
  const articles: Article[] = [];
  const drawn = { passageCount: EMBEDDED * 4, words, random: seededRandom(SEED) };
  const passages = [...datedArticles(drawn, 0)].flatMap(({ article, passages }) => {
    articles.push(article);
    return passages.map(({ text }, row) => ({ row, title: article.title, text }));
  });
  const embedder = await openStoryEmbedder();
  try {
    const { cpuMs } = await timed(() => embedPassages(embedder, passages, {}));
    return cpuMs / articles.length;
  } finally {
    await embedder.close();
  }
}

await main();
