import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { buildIndex } from "@dateline-search/core/indexing/build-index";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";

/** Builds an index of five stories in a folder. @returns the folder of the index */
export async function buildFuzzIndex(folder: string): Promise<string> {
  const [corpusPath, index] = [join(folder, "corpus"), join(folder, "index")];
  await mkdir(corpusPath, { recursive: true });
  const records = NEWS_RECORDS.map((record) => JSON.stringify(record));
  await writeFile(join(corpusPath, "news.jsonl"), records.join("\n"));
  await buildIndex(
    {
      store: new FileObjectStore(index),
      embedder: hashedWordsEmbedder(),
      format: localSegmentFormat,
      workFolder: join(index, ".dateline-build-fuzz"),
    },
    { corpusPath, targetTokens: 40, overlapTokens: 0, strict: false },
  );
  return index;
}
