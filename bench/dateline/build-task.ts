import { join } from "node:path";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { buildIndex } from "@dateline-search/core/indexing/build-index";
import type { SegmentProgress } from "@dateline-search/core/indexing/build-segment";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { note } from "../process/note.ts";
import { serveTask } from "../process/run-measured.ts";

export interface BuildInput {
  readonly corpusPath: string;
  readonly indexFolder: string;
  readonly modelsFolder: string;
}

export interface BuildFigures {
  readonly articles: number;
  readonly passages: number;
  readonly sentences: number;
  readonly modelMs: number;
  /** Reading and splitting. */
  readonly readMs: number;
  readonly embedMs: number;
  /** Finishing, hashing and committing the files. */
  readonly writeMs: number;
  readonly totalMs: number;
  /** Sizes in bytes by file name. */
  readonly files: Readonly<Record<string, number>>;
}

const MS_BETWEEN_NOTES = 10_000;

serveTask(async ({ corpusPath, indexFolder, modelsFolder }: BuildInput): Promise<BuildFigures> => {
  const startedAt = performance.now();
  const opened = await openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME });
  const { embedder, embeddedTexts } = countingTexts(opened);
  const openedAt = performance.now();
  const begun = new Map<SegmentProgress["stage"], number>();
  let notedAt = openedAt;
  const onProgress = (progress: SegmentProgress) => {
    const now = performance.now();
    if (!begun.has(progress.stage)) begun.set(progress.stage, now);
    if (progress.stage !== "embed" || now - notedAt < MS_BETWEEN_NOTES) return;
    notedAt = now;
    note(`  embedded ${progress.done} of ${progress.total} passages with their sentences`);
  };
  const { manifest } = await buildIndex(
    {
      store: new FileObjectStore(indexFolder),
      embedder,
      format: localSegmentFormat,
      workFolder: join(indexFolder, "work"),
    },
    {
      corpusPath,
      targetTokens: DEFAULT_TARGET_TOKENS,
      overlapTokens: DEFAULT_OVERLAP_TOKENS,
      strict: false,
      onProgress,
    },
  );
  const endedAt = performance.now();
  const embedAt = begun.get("embed") ?? endedAt;
  const writeAt = begun.get("write") ?? endedAt;
  const { articles, passages } = manifest;
  const files = Object.entries(manifest.segments[0]?.files ?? {});
  return {
    articles,
    passages,
    sentences: embeddedTexts() - passages,
    modelMs: openedAt - startedAt,
    readMs: embedAt - openedAt,
    embedMs: writeAt - embedAt,
    writeMs: endedAt - writeAt,
    totalMs: endedAt - startedAt,
    files: Object.fromEntries(files.map(([name, { sizeBytes }]) => [name, sizeBytes])),
  };
});

/** A build embeds passages and sentences but reports only passages. */
function countingTexts(embedder: Embedder): { embedder: Embedder; embeddedTexts: () => number } {
  let count = 0;
  const counting = Object.create(embedder, {
    // The embedder has private fields, so its methods must be called on itself.
    embedPassages: {
      value: (texts: readonly string[]) => {
        count += texts.length;
        return embedder.embedPassages(texts);
      },
    },
  }) as Embedder;
  return { embedder: counting, embeddedTexts: () => count };
}
