import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { FORMAT_VERSION } from "@dateline-search/core/generation/manifest";
import { DEFAULT_TARGET_TOKENS } from "@dateline-search/core/passages/default-lengths";
import { SPLITTER_VERSION } from "@dateline-search/core/passages/splitter-version";
import { note } from "../process/note.ts";
import { inRepository } from "./in-repository.ts";

const CACHE = inRepository(".cache/bench");
/** The modules that write an index, and those that read it. A change in them invalidates every cached one. */
const SEGMENT_CODE = inRepository("packages/core/src/adapters/segment");

/**
 * The folder of an index that takes minutes to build, cached between runs.
 *
 * @param name readable part of the folder's name
 * @param input everything else that the index depends on
 * @param build fills a folder that does not exist yet
 */
export async function cachedIndex(
  name: string,
  input: unknown,
  build: (folder: string) => Promise<unknown>,
): Promise<string> {
  const files = (await readdir(SEGMENT_CODE)).sort();
  const code = await Promise.all(files.map((file) => readFile(join(SEGMENT_CODE, file), "utf8")));
  const identity = [FORMAT_VERSION, SPLITTER_VERSION, DEFAULT_TARGET_TOKENS, input, code];
  const key = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16);
  const folder = join(CACHE, `${name}-${key}`);
  if (existsSync(folder)) return folder;
  note(`building the index "${name}", once`);
  const unfinished = `${folder}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    await build(unfinished);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** File names of a corpus, which are enough to detect another one. */
export async function corpusListing(corpusPath: string): Promise<readonly string[]> {
  const entries = await readdir(corpusPath, { recursive: true });
  return entries.sort();
}
