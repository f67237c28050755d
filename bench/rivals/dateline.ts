import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readModelRecords } from "@dateline-search/core/adapters/model/model-folder";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { ArticleIdentity } from "@dateline-search/core/generation/article-identity";
import { commitGeneration } from "@dateline-search/core/generation/commit-generation";
import { describeSegment, identityOf } from "@dateline-search/core/generation/describe-segment";
import { FORMAT_VERSION, type Manifest } from "@dateline-search/core/generation/manifest";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { sentenceWindows } from "@dateline-search/core/passages/sentence-windows";
import { splitSentences } from "@dateline-search/core/passages/split-sentences";
import { SPLITTER_VERSION } from "@dateline-search/core/passages/splitter-version";
import type { SegmentWriter } from "@dateline-search/core/ports/segment-format";
import {
  CANDIDATES_PER_RANKER,
  planSegment,
  scanNearest,
  searchGraph,
} from "@dateline-search/core/search/find-candidates";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { SearchMode as DatelineMode } from "@dateline-search/core/types";
import { exampleArticle } from "../../tests/fixtures/example-article.ts";
import { seededRandom } from "../../tests/fixtures/seeded-random.ts";
import { DIMENSIONS, embeddingAt, type PassageSet } from "../passages/passage-set.ts";
import { syntheticSentences } from "../synthetic/synthetic-articles.ts";
import { windowEmbedder } from "../synthetic/synthetic-embeddings.ts";
import { userModelsFolder } from "../workload/user-models-folder.ts";
import { type Engine, type EngineQuery, WANTED } from "./engine.ts";

const WINDOW_SEED = 20_261_129;
const PASSAGE_GAP = "\n\n";

/**
 * Dateline's own files and search. Unlike the rivals, it also has embeddings of sentence windows, which are random ones
 * near those of their passages.
 */
export const dateline: Engine = {
  async build(set, folder) {
    const workFolder = join(folder, "work");
    await mkdir(workFolder, { recursive: true });
    const writer = await localSegmentFormat.create(workFolder, DIMENSIONS);
    const identities = addArticles(writer, set);
    addEmbeddings(writer, set);
    await writer.finish();
    const entry = await describeSegment(workFolder, {
      format: localSegmentFormat,
      identities,
      languages: [],
    });
    const manifest: Manifest = {
      formatVersion: FORMAT_VERSION,
      model: await defaultModel(),
      splitter: { version: SPLITTER_VERSION, targetTokens: 192, overlapTokens: 0 },
      articles: entry.articles,
      passages: entry.passages,
      segments: [entry],
    };
    const segment = { entry, folder: workFolder };
    await commitGeneration(new FileObjectStore(folder), { manifest, segment });
    await rm(workFolder, { recursive: true });
  },
  async open(folder) {
    const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
    const [segment] = generation.segments;
    if (segment === undefined) throw new Error(`Cannot measure: the index in ${folder} has no segment`);
    const plan = planSegment({ passages: segment.passages.passageCount, allowed: null });
    const nearest = plan === "exact-scan" ? scanNearest : searchGraph;
    const ask = async ({ text, embedding }: EngineQuery, mode: DatelineMode) => {
      const embedder = await embedderAnswering(embedding);
      const { hits } = await searchPassages({ generation, embedder }, parseQuery({ text, mode }));
      return hits.map(({ article, passage }) => Number(article.id) + ordinalIn(passage.id));
    };
    return {
      nearest: ({ embedding }) =>
        nearest(segment, { embedding, allowed: null, limit: CANDIDATES_PER_RANKER })
          .slice(0, WANTED)
          .map(({ row }) => row),
      words: (query) => ask(query, "lexical"),
      hybrid: (query) => ask(query, "hybrid"),
    };
  },
};

/** Combines consecutive passages of an article. Its id is the row of its first passage. */
function addArticles(writer: SegmentWriter, { passages }: PassageSet): ArticleIdentity[] {
  const identities: ArticleIdentity[] = [];
  for (let first = 0; first < passages.length; ) {
    let end = first + 1;
    while (passages[end]?.articleId === passages[first]?.articleId) end++;
    const texts = passages.slice(first, end).map(({ text }) => text);
    const articleId = String(first);
    let start = 0;
    const parts = texts.map((text, ordinal) => {
      const part = { articleId, ordinal, start, end: start + text.length, text };
      start = part.end + PASSAGE_GAP.length;
      return part;
    });
    const title = passages[first]?.title ?? "";
    const article = exampleArticle({ id: articleId, title, text: texts.join(PASSAGE_GAP), language: "en" });
    writer.addArticle(article, parts);
    identities.push(identityOf(article, { passages: parts.length }));
    first = end;
  }
  return identities;
}

function addEmbeddings(writer: SegmentWriter, { passages, embeddings }: PassageSet): void {
  const drawWindow = windowEmbedder(DIMENSIONS, seededRandom(WINDOW_SEED));
  for (const [row, { text }] of passages.entries()) {
    const passage = embeddingAt(embeddings, row);
    // Random texts lack the capitals that separate sentences.
    const spans = /\p{Lu}/u.test(text) ? splitSentences(text) : syntheticSentences(text);
    const sentences = spans.flatMap((span) =>
      sentenceWindows(text, span).map(() => ({ ...span, embedding: drawWindow(passage) })),
    );
    writer.addEmbeddings([{ passage, sentences }]);
  }
}

/** The id of a passage is that of its article, `#` and its position in it. */
function ordinalIn(passageId: string): number {
  return Number(passageId.slice(passageId.lastIndexOf("#") + 1));
}

let opened: ReturnType<typeof openTransformersEmbedder> | undefined;

/** The model with a fixed query embedding, which the benchmark computes and times in the same way for each engine. */
async function embedderAnswering(embedding: Float32Array) {
  opened ??= openTransformersEmbedder({ modelsFolder: userModelsFolder(), modelName: DEFAULT_MODEL_NAME });
  return Object.create(await opened, { embedQuery: { value: async () => embedding } }) as Awaited<
    typeof opened
  >;
}

async function defaultModel(): Promise<Manifest["model"]> {
  const records = await readModelRecords({ modelsFolder: userModelsFolder(), modelName: DEFAULT_MODEL_NAME });
  if (records.int8 === undefined) {
    throw new Error(`Cannot measure: the model ${DEFAULT_MODEL_NAME} has not been pulled`);
  }
  return { name: DEFAULT_MODEL_NAME, fingerprint: records.int8.fingerprint, dimensions: DIMENSIONS };
}
