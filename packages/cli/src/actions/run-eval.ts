import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { FileObjectStore } from "@dateline/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline/core/adapters/segment/local-segment-format";
import { buildIndex } from "@dateline/core/build-index";
import { type Evaluation, evaluate, type Figures } from "@dateline/core/evaluation/evaluate";
import type { JudgedSet } from "@dateline/core/evaluation/judged-query";
import { readBeir } from "@dateline/core/evaluation/read-beir";
import { judgeByAnswer, readQuestions } from "@dateline/core/evaluation/read-questions";
import { openGeneration } from "@dateline/core/generation/open-generation";
import { DEFAULT_OVERLAP_TOKENS } from "@dateline/core/passages/default-lengths";
import type { Embedder } from "@dateline/core/ports/embedder";
import { SEMANTIC_WEIGHT } from "@dateline/core/search/fuse-scores";
import { checkPassageFlags } from "../check-passage-flags.ts";
import type { CliContext } from "../cli-context.ts";
import type { EvalFlags } from "../commands/eval.ts";
import { openCachingEmbedder } from "../open-caching-embedder.ts";
import { reportBuild } from "../terminal/build-progress.ts";
import { environmentLines } from "../terminal/environment.ts";
import { printJson } from "../terminal/print-json.ts";
import { removeStaleWorkFolders, workFolderName } from "../work-folder.ts";

/** The product's ranking beside each of its halves alone. */
const RANKINGS = [
  { name: "dense", semanticWeight: 1 },
  { name: "lexical", semanticWeight: 0 },
  { name: "hybrid", semanticWeight: SEMANTIC_WEIGHT },
] as const;

const COLUMNS: readonly { readonly title: string; readonly figure: keyof Figures }[] = [
  { title: "hit@1", figure: "hit1" },
  { title: "hit@3", figure: "hit3" },
  { title: "hit@10", figure: "hit10" },
  { title: "nDCG@10", figure: "ndcg10" },
  { title: "MRR@10", figure: "mrr10" },
  { title: "recall@10", figure: "recall10" },
  { title: "recall@100", figure: "recall100" },
];

/** Measures the three rankings on a judged set and prints them side by side. */
export async function runEval(judged: string, flags: EvalFlags, context: CliContext): Promise<void> {
  const { set, corpusPath } = await readJudged(judged, flags.corpus);
  const embedder = await openCachingEmbedder(flags.model, context);
  try {
    const evaluations = await evaluateRankings(set, { corpusPath, embedder, flags, context });
    if (flags.json) printJson(context.stdout, toJson(set, evaluations));
    else context.stdout.write(`${toText(set, evaluations)}\n`);
  } finally {
    await embedder.close();
  }
}

async function readJudged(path: string, corpus: string): Promise<{ set: JudgedSet; corpusPath: string }> {
  const beirCorpus = join(path, "corpus.jsonl");
  if (existsSync(beirCorpus)) return { set: await readBeir(path), corpusPath: beirCorpus };
  return { set: judgeByAnswer(path, await readQuestions(path)), corpusPath: corpus };
}

interface Run {
  readonly corpusPath: string;
  readonly embedder: Embedder;
  readonly flags: EvalFlags;
  readonly context: CliContext;
}

async function buildCorpus(folder: string, { corpusPath, embedder, flags, context }: Run): Promise<void> {
  const passages = { targetTokens: flags.targetTokens, overlapTokens: DEFAULT_OVERLAP_TOKENS };
  checkPassageFlags(passages, embedder);
  await removeStaleWorkFolders(folder);
  const progress = reportBuild(context.stderr);
  try {
    await buildIndex(
      {
        store: new FileObjectStore(folder),
        embedder,
        format: localSegmentFormat,
        workFolder: join(folder, workFolderName()),
      },
      { ...passages, corpusPath, strict: true, signal: context.signal, onProgress: progress.onProgress },
    );
  } finally {
    progress.stop();
  }
}

async function evaluateRankings(set: JudgedSet, run: Run): Promise<ReadonlyMap<string, Evaluation>> {
  const folder = resolve(".dateline", "eval", set.name);
  await buildCorpus(folder, run);
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  try {
    const evaluations = new Map<string, Evaluation>();
    for (const { name, semanticWeight } of RANKINGS) {
      evaluations.set(name, await evaluate({ generation, embedder: run.embedder, semanticWeight }, set));
    }
    return evaluations;
  } finally {
    generation.close();
  }
}

function toText(set: JudgedSet, evaluations: ReadonlyMap<string, Evaluation>): string {
  const header = `${"ranking".padEnd(9)}${COLUMNS.map(({ title }) => title.padStart(11)).join("")}`;
  const rows = [...evaluations].map(([name, { figures }]) => {
    const cells = COLUMNS.map(({ figure }) => (figures[figure] * 100).toFixed(1).padStart(11));
    return `${name.padEnd(9)}${cells.join("")}`;
  });
  const environment = environmentLines().join("\n");
  return [
    environment,
    "",
    `${set.name}: ${set.queries.length} queries, judged by ${set.unit}`,
    header,
    ...rows,
    ...missLines(set, evaluations),
  ].join("\n");
}

/** Which queries the product's ranking does not answer in first place: where to look next. */
function missLines(set: JudgedSet, evaluations: ReadonlyMap<string, Evaluation>): string[] {
  const firstRelevant = evaluations.get("hybrid")?.firstRelevant;
  if (set.unit === "article" || firstRelevant === undefined) return [];
  const misses = set.queries.filter(({ id }) => firstRelevant.get(id) !== 1);
  const lines = misses.map(({ id, text }) => `  ${firstRelevant.get(id) ?? "not found"}: ${id} ${text}`);
  return lines.length === 0 ? [] : ["", "Not answered in first place (rank: query):", ...lines];
}

function toJson(set: JudgedSet, evaluations: ReadonlyMap<string, Evaluation>): object {
  const rankings = Object.fromEntries([...evaluations].map(([name, { figures }]) => [name, figures]));
  return { set: set.name, queries: set.queries.length, unit: set.unit, rankings };
}
