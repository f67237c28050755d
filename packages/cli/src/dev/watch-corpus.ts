import { stat } from "node:fs/promises";
import { basename, relative } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { watch } from "chokidar";

/** Editors and copies write in bursts, so wait for this long without changes. */
const QUIET_MS = 150;

export interface CorpusWatcher {
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Receives the names of added, changed and removed files, relative to the corpus. */
  readonly onChange: (files: readonly string[]) => void;
  /** Called when a part of the corpus can no longer be watched. */
  readonly onError: (error: Error) => void;
}

/**
 * Watches a file, or a folder recursively. Ignores hidden files, which builds do not read.
 *
 * @returns once every later change will be seen
 * @throws DatelineError `invalid-input` when the path does not exist
 */
export async function watchCorpus(path: string, { onChange, onError }: WatchOptions): Promise<CorpusWatcher> {
  await stat(path).catch((cause) => {
    throw new DatelineError("invalid-input", `Cannot watch the corpus "${path}": it does not exist`, {
      cause,
    });
  });
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(path, {
    ignoreInitial: true,
    ignored: (file) => file !== path && basename(file).startsWith("."),
  });
  watcher.on("all", (_, file) => {
    changed.add(relative(path, file) || basename(file));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed].sort();
      changed.clear();
      onChange(files);
    }, QUIET_MS);
  });
  watcher.on("error", (error) => onError(error instanceof Error ? error : new Error(String(error))));
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
