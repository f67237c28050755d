/**
 * `npm run bench:filters [-- --passages 20000 --queries 40]`: at which share of allowed passages scanning them stops to pay
 * and HNSW takes over. Prints for each share the time of both, what HNSW finds of the true ten nearest, and what a search
 * would choose. Vectors are made up, around some hundred topics; times depend on the machine.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { localSegmentFormat } from "@dateline/core/adapters/segment/local-segment-format";
import type { Segment } from "@dateline/core/ports/segment";
import { scanNearest, searchGraph } from "@dateline/core/search/find-nearest";
import { planSegment } from "@dateline/core/search/plan-segment";
import type { Embedding } from "@dateline/core/types";
import { exampleArticle, paragraphsOf } from "../tests/fixtures/example-article.ts";
import { seededRandom } from "../tests/fixtures/seeded-random.ts";
import { note } from "./process/note.ts";
import { describeRun } from "./report/describe-run.ts";
import { markdownTable } from "./report/markdown-table.ts";
import { percentile } from "./report/statistics.ts";
import { syntheticEmbedder } from "./synthetic/synthetic-embeddings.ts";

const DIMENSIONS = 384;
const SHARES = [1, 0.75, 0.5, 0.25, 0.1, 0.05, 0.01, 0.001];
const SEED = 20_251_125;
/** As many as a search asks for, of which the ten nearest are judged. */
const LIMIT = 200;
const JUDGED = 10;

interface Question {
  readonly segment: Segment;
  readonly queries: readonly Embedding[];
  readonly allowed: readonly number[] | null;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      passages: { type: "string", default: "20000" },
      queries: { type: "string", default: "40" },
    },
  });
  const passages = Number(values.passages);
  const folder = await mkdtemp(join(tmpdir(), "dateline-filters-"));
  try {
    const random = seededRandom(SEED);
    const embed = syntheticEmbedder(DIMENSIONS, random);
    await writeSegment(folder, passages, () => embed("").passage);
    const segment = localSegmentFormat.open(folder, DIMENSIONS);
    const queries = Array.from({ length: Number(values.queries) }, () => embed("").passage);
    const rows = SHARES.map((share) =>
      measure(share, { segment, queries, allowed: chooseRows({ passages, share }, random) }),
    );
    segment.close();
    const header = ["allowed", "scan ms", "HNSW ms", "HNSW recall@10", "a search asks"];
    process.stdout.write(
      `${describeRun("npm run bench:filters")}\n\n${passages} passages of ${DIMENSIONS} dimensions, medians over ${queries.length} queries\n\n${markdownTable(header, rows)}\n`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSegment(folder: string, passages: number, embedding: () => Embedding): Promise<void> {
  const writer = localSegmentFormat.create(folder, DIMENSIONS);
  for (let row = 0; row < passages; row++) {
    const article = exampleArticle({ id: `${row}`, text: "Rain." });
    writer.addArticle(article, paragraphsOf(article));
  }
  for (let row = 0; row < passages; row++) {
    if (row % 5_000 === 0) note(`  ${row} of ${passages} passages`);
    writer.addEmbeddings([{ passage: embedding(), sentences: [] }]);
  }
  await writer.finish();
}

function chooseRows(
  { passages, share }: { readonly passages: number; readonly share: number },
  random: () => number,
): readonly number[] | null {
  if (share === 1) return null;
  return Array.from({ length: passages }, (_, row) => row).filter(() => random() < share);
}

function measure(share: number, { segment, queries, allowed }: Question): (string | number)[] {
  const [scans, graphs, recalls]: [number[], number[], number[]] = [[], [], []];
  for (const embedding of queries) {
    const query = { embedding, allowed, limit: LIMIT };
    const truth = timed(() => scanNearest(segment, query), scans).slice(0, JUDGED);
    const found = timed(() => searchGraph(segment, query), graphs).slice(0, JUDGED);
    const rows = new Set(found.map(({ row }) => row));
    recalls.push(truth.filter(({ row }) => rows.has(row)).length / Math.max(1, truth.length));
  }
  const recall = recalls.reduce((sum, value) => sum + value, 0) / recalls.length;
  const { passageCount: passages } = segment.passages;
  return [
    `${share * 100} %`,
    percentile(scans, 0.5).toFixed(2),
    percentile(graphs, 0.5).toFixed(2),
    recall.toFixed(3),
    planSegment({ passages, allowed: allowed?.length ?? null }),
  ];
}

function timed<Result>(work: () => Result, times: number[]): Result {
  const startedAt = performance.now();
  const result = work();
  times.push(performance.now() - startedAt);
  return result;
}

await main();
