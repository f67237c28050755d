import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import type { ArticleIdentity } from "@dateline-search/core/generation/article-identity";
import { commitGeneration } from "@dateline-search/core/generation/commit-generation";
import { describeSegment, identityOf } from "@dateline-search/core/generation/describe-segment";
import { FORMAT_VERSION, type Manifest } from "@dateline-search/core/generation/manifest";
import { SPLITTER_VERSION } from "@dateline-search/core/passages/splitter-version";
import type { SegmentWriter } from "@dateline-search/core/ports/segment-format";
import { seededRandom } from "../../tests/fixtures/seeded-random.ts";
import { note } from "../process/note.ts";
import { serveTask } from "../process/run-measured.ts";
import { corpusWords } from "./corpus-words.ts";
import { syntheticArticles } from "./synthetic-articles.ts";
import { syntheticEmbedder } from "./synthetic-embeddings.ts";

export interface SyntheticBuildInput {
  readonly indexFolder: string;
  readonly passageCount: number;
  /** Source of the words. */
  readonly corpusPath: string;
  readonly model: Manifest["model"];
  readonly seed: number;
}

const WINDOW = 1_000;

/** Builds an index of synthetic articles without the model, which would take hours. */
serveTask(async (input: SyntheticBuildInput): Promise<void> => {
  const segmentFolder = join(input.indexFolder, "work");
  await mkdir(segmentFolder, { recursive: true });
  const writer = await localSegmentFormat.create(segmentFolder, input.model.dimensions);
  const random = seededRandom(input.seed);
  const words = await corpusWords(input.corpusPath);
  const identities: ArticleIdentity[] = [];
  for (const { article, passages } of syntheticArticles({ ...input, words, random })) {
    writer.addArticle(article, passages);
    identities.push(identityOf(article, { passages: passages.length }));
  }
  addEmbeddings(writer, syntheticEmbedder(input.model.dimensions, random));
  await writer.finish();
  const entry = await describeSegment(segmentFolder, {
    format: localSegmentFormat,
    identities,
    languages: [],
  });
  const manifest: Manifest = {
    formatVersion: FORMAT_VERSION,
    model: input.model,
    splitter: { version: SPLITTER_VERSION, targetTokens: 192, overlapTokens: 0 },
    articles: entry.articles,
    passages: entry.passages,
    segments: [entry],
  };
  const segment = { entry, folder: segmentFolder };
  await commitGeneration(new FileObjectStore(input.indexFolder), { manifest, segment });
  await rm(segmentFolder, { recursive: true });
});

function addEmbeddings(writer: SegmentWriter, embed: ReturnType<typeof syntheticEmbedder>): void {
  for (let start = 0; start < writer.passageCount; start += WINDOW) {
    writer.addEmbeddings(writer.passagesToEmbed(start, WINDOW).map(({ text }) => embed(text)));
    if (start % (10 * WINDOW) === 0) note(`  ${start} of ${writer.passageCount} passages`);
  }
}
