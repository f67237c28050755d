import { SqliteEmbeddingCache } from "@dateline-search/core/adapters/embedding-cache/sqlite-embedding-cache";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import { embedInBatches } from "@dateline-search/core/embedding/embed-in-batches";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import { embeddingText, passageTokenLimit } from "@dateline-search/core/passages/headline-context";
import { splitArticle } from "@dateline-search/core/passages/split-article";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { note } from "../process/note.ts";
import { serveTask } from "../process/run-measured.ts";
import { inRepository } from "../workload/in-repository.ts";
import { type BenchPassage, DIMENSIONS, writePassageSet } from "./passage-set.ts";

export interface RealPassagesInput {
  readonly corpusPath: string;
  readonly modelsFolder: string;
  readonly outFolder: string;
}

const TEXTS_AT_ONCE = 256;
/** Embedding takes longer than everything else, and more would hardly change the derived passages. */
const MOST_PASSAGES = 2_500;

/** Embeds the passages of a corpus with their headlines, as a build does, but not their sentences. */
serveTask(async ({ corpusPath, modelsFolder, outFolder }: RealPassagesInput): Promise<void> => {
  const opened = await openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME });
  const cache = new SqliteEmbeddingCache(inRepository(".dateline/cache/embeddings.sqlite"));
  const embedder = new CachingEmbedder(opened, cache);
  const passages = await passagesOf(corpusPath, embedder);
  const embeddings = new Float32Array(passages.length * DIMENSIONS);
  for (let start = 0; start < passages.length; start += TEXTS_AT_ONCE) {
    const texts = passages
      .slice(start, start + TEXTS_AT_ONCE)
      .map(({ title, text }) => embeddingText(title, text, embedder.countTokens));
    const embedded = await embedInBatches(embedder, texts, {});
    for (const [index, embedding] of embedded.entries())
      embeddings.set(embedding, (start + index) * DIMENSIONS);
    note(`  embedded ${Math.min(start + TEXTS_AT_ONCE, passages.length)} of ${passages.length} passages`);
  }
  await embedder.close();
  await writePassageSet(outFolder, { passages, embeddings });
});

async function passagesOf(corpusPath: string, { countTokens, maxTokens }: Embedder): Promise<BenchPassage[]> {
  const split = {
    countTokens,
    maxTokens: passageTokenLimit(maxTokens),
    targetTokens: DEFAULT_TARGET_TOKENS,
    overlapTokens: DEFAULT_OVERLAP_TOKENS,
  };
  const passages: BenchPassage[] = [];
  for await (const entry of readCorpus(corpusPath, {})) {
    if (entry.kind !== "article") continue;
    const { id: articleId, title } = entry.article;
    for (const { text } of splitArticle(entry.article, split)) passages.push({ articleId, title, text });
    if (passages.length >= MOST_PASSAGES) break;
  }
  return passages;
}
