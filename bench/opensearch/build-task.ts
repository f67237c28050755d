import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { embedPassages } from "@dateline-search/core/embedding/embed-passages";
import type { ArticleIdentity } from "@dateline-search/core/generation/article-identity";
import { commitGeneration } from "@dateline-search/core/generation/commit-generation";
import { describeSegment, identityOf } from "@dateline-search/core/generation/describe-segment";
import { FORMAT_VERSION, type Manifest } from "@dateline-search/core/generation/manifest";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import { passageTokenLimit } from "@dateline-search/core/passages/headline-context";
import { splitArticle } from "@dateline-search/core/passages/split-article";
import { SPLITTER_VERSION } from "@dateline-search/core/passages/splitter-version";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { SegmentWriter } from "@dateline-search/core/ports/segment-format";
import type { Embedding } from "@dateline-search/core/types";
import { seededRandom } from "../../tests/fixtures/seeded-random.ts";
import { note } from "../process/note.ts";
import { serveTask } from "../process/run-measured.ts";
import { corpusWords } from "../synthetic/corpus-words.ts";
import { syntheticArticles } from "../synthetic/synthetic-articles.ts";
import { syntheticEmbedder } from "../synthetic/synthetic-embeddings.ts";
import { openDefaultEmbedder } from "../workload/default-embedder.ts";

export interface ClusteredBuildInput {
  readonly indexFolder: string;
  /** A file with one real article per line. */
  readonly corpusPath: string;
  readonly passageCount: number;
  /** Maximum number of real passages. */
  readonly realCount: number;
  readonly seed: number;
}

export interface ClusteredBuildFigures {
  /** Passages of real articles with embeddings of the model. The others are scattered around them. */
  readonly realPassages: number;
  readonly articles: number;
  /** Adding embeddings to the graph and finishing the files, without the model. */
  readonly writeMs: number;
}

const WINDOW = 500;

interface Building {
  readonly writer: SegmentWriter;
  readonly identities: ArticleIdentity[];
  readonly embedder: Embedder;
  readonly input: ClusteredBuildInput;
}

/** Builds an index of real articles, and of made-up ones whose embeddings are scattered around the real ones. */
serveTask(async (input: ClusteredBuildInput): Promise<ClusteredBuildFigures> => {
  const folder = join(input.indexFolder, "work");
  await mkdir(folder, { recursive: true });
  const embedder = await openDefaultEmbedder();
  const writer = await localSegmentFormat.create(folder, embedder.dimensions);
  const building: Building = { writer, identities: [], embedder, input };
  const random = seededRandom(input.seed);
  await addReal(building);
  const realPassages = writer.passageCount;
  await addMadeUp(building, random);
  let writeMs = 0;
  const add = async (embeddings: Parameters<SegmentWriter["addEmbeddings"]>[0]) => {
    const startedAt = performance.now();
    writer.addEmbeddings(embeddings);
    writeMs += performance.now() - startedAt;
  };
  const centres: Embedding[] = [];
  for (let start = 0; start < realPassages; start += WINDOW) {
    const texts = writer.passagesToEmbed(start, Math.min(WINDOW, realPassages - start));
    const embedded = await embedPassages(embedder, texts, {});
    centres.push(...embedded.map(({ passage }) => passage));
    await add(embedded);
    note(`  ${centres.length} of ${realPassages} real passages`);
  }
  const embed = syntheticEmbedder(embedder.dimensions, random, centres);
  for (let start = realPassages; start < writer.passageCount; start += WINDOW) {
    await add(writer.passagesToEmbed(start, WINDOW).map(({ text }) => embed(text)));
    if (start % 10_000 < WINDOW) note(`  ${start} of ${writer.passageCount} passages`);
  }
  const finishedAt = performance.now();
  await writer.finish();
  const articles = await commit(building, folder);
  await embedder.close();
  return { realPassages, articles, writeMs: writeMs + performance.now() - finishedAt };
});

async function addReal({ writer, identities, embedder, input }: Building): Promise<void> {
  const split = {
    countTokens: embedder.countTokens,
    maxTokens: passageTokenLimit(embedder.maxTokens),
    targetTokens: DEFAULT_TARGET_TOKENS,
    overlapTokens: DEFAULT_OVERLAP_TOKENS,
  };
  for await (const entry of readCorpus(input.corpusPath, {})) {
    if (entry.kind !== "article" || writer.passageCount >= input.realCount) continue;
    const passages = splitArticle(entry.article, split);
    writer.addArticle(entry.article, passages);
    identities.push(identityOf(entry.article, { passages: passages.length }));
  }
}

async function addMadeUp({ writer, identities, input }: Building, random: () => number): Promise<void> {
  const words = await corpusWords(input.corpusPath);
  const passageCount = input.passageCount - writer.passageCount;
  for (const { article, passages } of syntheticArticles({ passageCount, words, random })) {
    writer.addArticle(article, passages);
    identities.push(identityOf(article, { passages: passages.length }));
  }
}

/** @returns the number of articles */
async function commit({ identities, embedder, input }: Building, folder: string): Promise<number> {
  const format = localSegmentFormat;
  const entry = await describeSegment(folder, { format, identities, languages: [] });
  const { modelName: name, fingerprint, dimensions } = embedder;
  const manifest: Manifest = {
    formatVersion: FORMAT_VERSION,
    model: { name, fingerprint, dimensions },
    splitter: {
      version: SPLITTER_VERSION,
      targetTokens: DEFAULT_TARGET_TOKENS,
      overlapTokens: DEFAULT_OVERLAP_TOKENS,
    },
    articles: entry.articles,
    passages: entry.passages,
    segments: [entry],
  };
  await commitGeneration(new FileObjectStore(input.indexFolder), { manifest, segment: { entry, folder } });
  await rm(folder, { recursive: true });
  return entry.articles;
}
