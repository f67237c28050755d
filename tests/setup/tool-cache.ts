import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLockFile } from "@dateline-search/core/adapters/object-store/lock-file";

/** Where the repository keeps the programs that its tests need; git ignores it. */
export const TOOL_CACHE = fileURLToPath(new URL("../../.cache/", import.meta.url));

/** For native code that is compiled for Lambda: where the command keeps it when `TOOL_CACHE` is the cache of its user. */
export const NATIVES_CACHE = join(TOOL_CACHE, "dateline", "natives");

export interface CachedTool {
  /** For the lock, such as "versitygw". */
  readonly name: string;
  /** Path of the program below the cache. */
  readonly path: string;
  /** Whether the program at a path is the pinned one. */
  readonly isPinned: (program: string) => Promise<boolean>;
  /** Puts the pinned program there, or throws an Error that says what to do. */
  readonly install: (program: string) => Promise<void>;
  readonly timeoutMs: number;
}

/**
 * Finds a pinned program in the cache or installs it there; test files that ask at the same time wait for one
 * installation.
 *
 * @returns the path of the program
 */
export async function cachedTool(tool: CachedTool): Promise<string> {
  const program = join(TOOL_CACHE, tool.path);
  if (await tool.isPinned(program)) return program;
  await mkdir(join(program, ".."), { recursive: true });
  const install = async () => {
    if (!(await tool.isPinned(program))) await tool.install(program);
  };
  const limits = { staleAfterMs: tool.timeoutMs, timeoutMs: tool.timeoutMs };
  await withLockFile(join(TOOL_CACHE, `${tool.name}.lock`), install, limits);
  if (await tool.isPinned(program)) return program;
  throw new Error(`Cannot use ${program}: it is not the pinned version of ${tool.name}`);
}
