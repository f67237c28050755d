import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { embedPassages } from "@dateline-search/core/embedding/embed-passages";
import { readJudgedSet } from "@dateline-search/core/evaluation/read-judged-set";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import { passageTokenLimit } from "@dateline-search/core/passages/headline-context";
import { splitArticle } from "@dateline-search/core/passages/split-article";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Embedding } from "@dateline-search/core/types";
import { note } from "../process/note.ts";

/** An embedding of a passage or a part of one, and the folder of its text. */
export interface RealEmbedding {
  readonly collection: string;
  readonly embedding: Embedding;
}

const TEXTS_AT_ONCE = 256;

/**
 * Everything that a build embeds for some collections: passages with their headlines, each followed by the
 * parts of its sentences.
 *
 * @param folders of articles, or in BEIR layout
 */
export async function* realEmbeddings(
  folders: readonly string[],
  embedder: Embedder,
): AsyncGenerator<RealEmbedding> {
  for (const folder of folders) {
    const collection = basename(folder);
    note(`embedding the texts of ${collection} that are not cached`);
    let waiting: { readonly title: string; readonly text: string }[] = [];
    for await (const passage of passagesOf(folder, embedder)) {
      waiting.push(passage);
      if (waiting.length < TEXTS_AT_ONCE) continue;
      yield* await embedAll(collection, waiting, embedder);
      waiting = [];
    }
    yield* await embedAll(collection, waiting, embedder);
  }
}

/** Embeds the judged queries of the folders. A folder without judgements has none. */
export async function judgedQueries(
  folders: readonly string[],
  embedder: Embedder,
): Promise<readonly Embedding[]> {
  const embeddings: Embedding[] = [];
  for (const folder of folders) {
    if (!existsSync(beirCorpus(folder))) continue;
    const { queries } = await readJudgedSet(folder);
    for (const { text } of queries) embeddings.push(await embedder.embedQuery(text));
  }
  return embeddings;
}

async function* passagesOf(folder: string, { countTokens, maxTokens }: Embedder) {
  const beir = beirCorpus(folder);
  const split = {
    countTokens,
    maxTokens: passageTokenLimit(maxTokens),
    targetTokens: DEFAULT_TARGET_TOKENS,
    overlapTokens: DEFAULT_OVERLAP_TOKENS,
  };
  for await (const entry of readCorpus(existsSync(beir) ? beir : folder, {})) {
    if (entry.kind !== "article") continue;
    const { title } = entry.article;
    for (const { text } of splitArticle(entry.article, split)) yield { title, text };
  }
}

async function embedAll(
  collection: string,
  passages: readonly { readonly title: string; readonly text: string }[],
  embedder: Embedder,
): Promise<readonly RealEmbedding[]> {
  const embedded = await embedPassages(
    embedder,
    passages.map((passage, row) => ({ row, ...passage })),
    {},
  );
  return embedded.flatMap(({ passage, sentences }) =>
    [passage, ...sentences.map(({ embedding }) => embedding)].map((embedding) => ({ collection, embedding })),
  );
}

function beirCorpus(folder: string): string {
  return join(folder, "corpus.jsonl");
}
