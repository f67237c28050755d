import { writeFile } from "node:fs/promises";
import { note } from "../process/note.ts";
import { serveTask } from "../process/run-measured.ts";
import { timed } from "../process/timed.ts";
import { readIndexedPassages } from "../workload/indexed-passages.ts";
import { buildOrama, saveOrama } from "./orama-index.ts";

export interface OramaBuildInput {
  /** Dateline's index, the source of passages and embeddings. */
  readonly indexFolder: string;
  readonly file: string;
}

export interface OramaBuildFigures {
  /** Starting from the embeddings. */
  readonly buildMs: number;
  /** Serialising to JSON and writing it. */
  readonly saveMs: number;
  readonly sizeBytes: number;
}

serveTask(async ({ indexFolder, file }: OramaBuildInput): Promise<OramaBuildFigures> => {
  const passages = await readIndexedPassages(indexFolder);
  note(`  Orama indexes ${passages.length} passages`);
  const built = await timed(() => buildOrama(passages));
  const saved = await timed(async () => {
    const bytes = Buffer.from(JSON.stringify(saveOrama(built.result)));
    await writeFile(file, bytes);
    return bytes.length;
  });
  return { buildMs: built.ms, saveMs: saved.ms, sizeBytes: saved.result };
});
