import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { RawData } from "@orama/orama";
import { buildOrama, restoreOrama, saveOrama, searchOrama } from "../orama/orama-index.ts";
import { embeddingAt } from "../passages/passage-set.ts";
import type { Engine, EngineQuery } from "./engine.ts";

const FILE = "orama.v8";

/** Orama, saved with V8's serializer: JSON of this size would exceed V8's longest string. */
export const orama: Engine = {
  async build({ passages, embeddings }, folder) {
    await mkdir(folder, { recursive: true });
    const index = await buildOrama(
      passages.map(({ title, text }, row) => ({
        article: { id: String(row), title },
        passage: { articleId: String(row), ordinal: 0, start: 0, end: text.length, text },
        embedding: embeddingAt(embeddings, row),
      })),
    );
    await writeFile(join(folder, FILE), serialize(saveOrama(index)));
  },
  async open(folder) {
    const index = restoreOrama(deserialize(await readFile(join(folder, FILE))) as RawData);
    const ask = (mode: "hybrid" | "vector" | "fulltext") => async (query: EngineQuery) =>
      (await searchOrama(index, query, mode)).map(Number);
    return { hybrid: ask("hybrid"), nearest: ask("vector"), words: ask("fulltext") };
  },
};
