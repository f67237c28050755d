import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { embedPassages } from "@dateline-search/core/embedding/embed-passages";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import { passageTokenLimit } from "@dateline-search/core/passages/headline-context";
import { splitArticle } from "@dateline-search/core/passages/split-article";
import { serveTask } from "../process/run-measured.ts";

export interface GatherTextsInput {
  readonly corpusPath: string;
  readonly modelsFolder: string;
}

/** Every text that a build of a corpus embeds: passages with their headlines, and windows of their sentences. */
serveTask(async ({ corpusPath, modelsFolder }: GatherTextsInput): Promise<readonly string[]> => {
  const embedder = await openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME });
  const texts: string[] = [];
  const gathering = Object.create(embedder, {
    embedPassages: {
      value: async (batch: readonly string[]) => {
        texts.push(...batch);
        return batch.map(() => new Float32Array(embedder.dimensions));
      },
    },
  }) as typeof embedder;
  const split = {
    countTokens: embedder.countTokens,
    maxTokens: passageTokenLimit(embedder.maxTokens),
    targetTokens: DEFAULT_TARGET_TOKENS,
    overlapTokens: DEFAULT_OVERLAP_TOKENS,
  };
  for await (const entry of readCorpus(corpusPath, {})) {
    if (entry.kind !== "article") continue;
    const { title } = entry.article;
    const passages = splitArticle(entry.article, split).map(({ text }, row) => ({ row, title, text }));
    await embedPassages(gathering, passages, {});
  }
  await embedder.close();
  return texts;
});
