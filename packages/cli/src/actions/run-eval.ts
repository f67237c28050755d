import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { embedInBatches } from "@dateline-search/core/embedding/embed-in-batches";
import { DatelineError } from "@dateline-search/core/errors";
import { type Evaluation, evaluate } from "@dateline-search/core/evaluation/evaluate";
import type { JudgedSet } from "@dateline-search/core/evaluation/judged-query";
import { measureStories, STORIES_FILE } from "@dateline-search/core/evaluation/judged-stories";
import { type Abstention, measureAbstention } from "@dateline-search/core/evaluation/measure-abstention";
import { measureRecall } from "@dateline-search/core/evaluation/measure-recall";
import { rankWholeArticles } from "@dateline-search/core/evaluation/rank-whole-articles";
import { readJudgedSet } from "@dateline-search/core/evaluation/read-judged-set";
import { readUnanswerable } from "@dateline-search/core/evaluation/read-questions";
import { type OpenGeneration, openGeneration } from "@dateline-search/core/generation/open-generation";
import { buildIndex } from "@dateline-search/core/indexing/build-index";
import { DEFAULT_OVERLAP_TOKENS } from "@dateline-search/core/passages/default-lengths";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Reranker } from "@dateline-search/core/ports/reranker";
import type { Embedding, SearchMode } from "@dateline-search/core/types";
import { checkPassageFlags } from "../check-passage-flags.ts";
import type { CliContext } from "../cli-context.ts";
import { windowMethod } from "../embedding-flags.ts";
import type { EngineFlags } from "../engine-option.ts";
import { EXIT } from "../exit-code.ts";
import { openCachingEmbedder } from "../open-caching-embedder.ts";
import { openReranker } from "../open-embedder.ts";
import { type RerankerFlags, rerankerOf } from "../search-flags.ts";
import { environmentLines } from "../terminal/environment.ts";
import { printJson } from "../terminal/print-json.ts";
import { evaluationToJson, renderEvaluation, type SetReport } from "../terminal/render-evaluation.ts";
import { reportBuild } from "../terminal/report-progress.ts";
import { withJudgedEngine } from "../with-judged-engine.ts";
import { removeStaleWorkFolders, workFolderName } from "../work-folder.ts";

export interface EvalFlags extends RerankerFlags, EngineFlags {
  readonly corpus: string;
  readonly model: string;
  readonly fast?: boolean;
  readonly targetTokens: number;
  readonly unanswerable?: readonly string[];
  readonly wholeDocuments: boolean;
  readonly calibrate?: string;
  /** Minimum figures, 0…1, for the stories of every set. */
  readonly leastStoryPrecision?: number;
  readonly leastStoryF1?: number;
  readonly json: boolean;
}

interface Ranking {
  readonly name: string;
  readonly mode: SearchMode;
  readonly reranker?: Reranker;
}

/** Each half of the product's ranking alone, then the full ranking. */
const RANKINGS: readonly Ranking[] = [
  { name: "dense", mode: "semantic" },
  { name: "lexical", mode: "lexical" },
  { name: "hybrid", mode: "hybrid" },
];

/**
 * Measures the rankings on judged sets, and their stories, and prints them side by side.
 *
 * @returns the exit code: refused when the stories of a set are worse than the flags allow
 * @throws DatelineError `invalid-input` when flags set minimums for stories and no set has judged ones
 */
export async function runEval(
  judged: readonly string[],
  flags: EvalFlags,
  context: CliContext,
): Promise<number> {
  const embedder = await openCachingEmbedder(flags.model, context);
  let reranker: Reranker | undefined;
  try {
    reranker = await openReranker(rerankerOf(flags), context);
    const reports: SetReport[] = [];
    for (const path of judged) {
      const { set, corpusPath } = await readJudged(path, flags);
      reports.push(await measureSet(set, { corpusPath, embedder, reranker, flags, context }));
    }
    assertJudgedStories(reports, flags);
    const { modelName: name, fingerprint } = embedder;
    if (flags.json) {
      const { targetTokens } = flags;
      const sets = reports.map(evaluationToJson);
      printJson(context.stdout, {
        environment: environmentLines(),
        model: { name, fingerprint },
        reranker: reranker === undefined ? null : describeModel(reranker),
        targetTokens,
        sets,
      });
    } else {
      const models = [embedder, ...(reranker === undefined ? [] : [reranker])].map(describeModel);
      const head = [
        ...environmentLines(),
        ...models.map((model) => `${model.name} ${model.fingerprint.slice(0, 12)}`),
      ].join("\n");
      context.stdout.write(`${[head, ...reports.map(renderEvaluation)].join("\n\n")}\n`);
    }
    const failures = reports.flatMap((report) => storyFailures(report, flags));
    for (const failure of failures) context.stderr.write(`error: ${failure}\n`);
    return failures.length === 0 ? EXIT.ok : EXIT.refused;
  } finally {
    await embedder.close();
    await reranker?.close();
  }
}

/** Without judged stories, a minimum would seem to be met. */
function assertJudgedStories(
  reports: readonly SetReport[],
  { leastStoryPrecision, leastStoryF1 }: EvalFlags,
): void {
  if (leastStoryPrecision === undefined && leastStoryF1 === undefined) return;
  if (reports.some(({ stories }) => stories !== null)) return;
  throw new DatelineError(
    "invalid-input",
    `Cannot check the minimum for stories: no judged set has a "${STORIES_FILE}" next to its queries`,
  );
}

/** Describes figures of a set's stories that are below the minimums. */
function storyFailures(
  { set, stories }: SetReport,
  { leastStoryPrecision = 0, leastStoryF1 = 0 }: EvalFlags,
): readonly string[] {
  if (stories === null) return [];
  const figures = [
    ["precision of pairs", stories.pairs.precision, leastStoryPrecision],
    ["B-cubed F1", stories.bCubed.f1, leastStoryF1],
  ] as const;
  return figures
    .filter(([, value, least]) => value < least)
    .map(
      ([name, value, least]) =>
        `The stories of ${set.name} are below the minimum: ${name} ${(100 * value).toFixed(1)}, minimum ${(100 * least).toFixed(1)}`,
    );
}

function describeModel({ modelName: name, fingerprint }: Embedder | Reranker) {
  return { name, fingerprint };
}

/** `SET=FILE` applies to one set, a plain path to all. */
function fileFor(set: string, given: string): readonly string[] {
  const [, name, file] = /^([^=/\\]+)=(.+)$/.exec(given) ?? [];
  if (name === undefined || file === undefined) return [given];
  return name === set ? [file] : [];
}

/** Reads a judged set together with its unanswerable queries. */
export async function readJudged(
  path: string,
  { corpus, unanswerable = [] }: Pick<EvalFlags, "corpus" | "unanswerable">,
): Promise<{ set: JudgedSet; corpusPath: string }> {
  const beirCorpus = join(path, "corpus.jsonl");
  const set = await readJudgedSet(path);
  const files = unanswerable.flatMap((given) => fileFor(set.name, given));
  const others = (await Promise.all(files.map(readUnanswerable))).flat();
  return {
    set: { ...set, unanswerable: [...(set.unanswerable ?? []), ...others] },
    corpusPath: existsSync(beirCorpus) ? beirCorpus : corpus,
  };
}

/** A judged corpus to index, and the models to use. */
export interface Run {
  readonly corpusPath: string;
  readonly embedder: Embedder;
  readonly reranker?: Reranker | undefined;
  readonly flags: EvalFlags;
  readonly context: CliContext;
}

async function buildCorpus(folder: string, { corpusPath, embedder, flags, context }: Run): Promise<void> {
  const passages = { targetTokens: flags.targetTokens, overlapTokens: DEFAULT_OVERLAP_TOKENS };
  checkPassageFlags(passages, embedder);
  const windows = windowMethod(flags.fast);
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
      {
        ...{ ...passages, windows, corpusPath, strict: true },
        ...{ signal: context.signal, onProgress: progress.onProgress },
      },
    );
  } finally {
    progress.stop();
  }
}

/** Indexes a judged corpus with the ordinary build and opens it. */
export async function openJudged({ name }: JudgedSet, run: Run): Promise<OpenGeneration> {
  const folder = resolve(".dateline", "eval", basename(name));
  await buildCorpus(folder, run);
  return await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
}

async function measureSet(set: JudgedSet, run: Run): Promise<SetReport> {
  const generation = await openJudged(set, run);
  try {
    const evaluations = new Map<string, Evaluation>();
    const abstentions = new Map<string, Abstention>();
    if (run.flags.wholeDocuments) evaluations.set("whole documents", await evaluateWholeDocuments(set, run));
    const { embedder, reranker } = run;
    const rankings: readonly Ranking[] =
      reranker === undefined ? RANKINGS : [...RANKINGS, { name: "reranked", mode: "hybrid", reranker }];
    const engine = { engine: run.flags.engine ?? "", signal: run.context.signal };
    await withJudgedEngine(generation, engine, async (searched) => {
      for (const ranking of rankings) {
        const context = { generation: searched, embedder, reranker: ranking.reranker };
        evaluations.set(ranking.name, await evaluate(context, set, ranking.mode));
        const abstention = await measureAbstention(context, set, ranking.mode);
        if (abstention !== null) abstentions.set(ranking.name, abstention);
      }
    });
    const graphRecall = measureRecall(generation.segments, await embedQueries(set, run.embedder));
    const { articles, passages } = generation.manifest;
    const stories = await measureStories(generation, set.stories);
    return { set, articles, passages, evaluations, graphRecall, abstentions, stories };
  } finally {
    generation.close();
  }
}

/** Embeds each document once, truncated at the model's token limit. */
async function evaluateWholeDocuments(set: JudgedSet, run: Run): Promise<Evaluation> {
  const articles: { id: string; text: string }[] = [];
  for await (const entry of readCorpus(run.corpusPath, { signal: run.context.signal })) {
    if (entry.kind !== "article") continue;
    const { id, title, titleDerived, text } = entry.article;
    articles.push({ id, text: titleDerived ? text : `${title} ${text}` });
  }
  const embeddings = await embedInBatches(
    run.embedder,
    articles.map(({ text }) => text),
    { signal: run.context.signal },
  );
  const embedded = articles.map((article, index) => ({
    ...article,
    embedding: embeddings[index] as Embedding,
  }));
  return rankWholeArticles(set, embedded, await embedQueries(set, run.embedder));
}

async function embedQueries(set: JudgedSet, embedder: Embedder): Promise<readonly Embedding[]> {
  const embeddings: Embedding[] = [];
  for (const { text } of set.queries) embeddings.push(await embedder.embedQuery(text));
  return embeddings;
}
