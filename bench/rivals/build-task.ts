import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { readPassageSet } from "../passages/passage-set.ts";
import { serveTask } from "../process/run-measured.ts";
import { timed } from "../process/timed.ts";
import { ENGINES, type EngineName } from "./engines.ts";

export interface EngineBuildInput {
  readonly engine: EngineName;
  readonly passagesFolder: string;
  readonly outFolder: string;
}

export interface EngineBuildFigures {
  /** From passages and embeddings in memory to files. */
  readonly ms: number;
  /** Processor time of all threads. */
  readonly cpuMs: number;
  readonly bytes: number;
}

serveTask(async ({ engine, passagesFolder, outFolder }: EngineBuildInput): Promise<EngineBuildFigures> => {
  const set = await readPassageSet(passagesFolder);
  const { ms, cpuMs } = await timed(() => ENGINES[engine].engine.build(set, outFolder));
  return { ms, cpuMs, bytes: await bytesBelow(outFolder) };
});

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
