import { stat } from "node:fs/promises";
import { basename, relative } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { watch } from "chokidar";

/** Editors and copies write in bursts: a change counts when nothing has followed it for so long. */
const QUIET_MS = 150;

export interface CorpusWatcher {
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Told the names of the files that were added, changed or removed, relative to the corpus. */
  readonly onChange: (files: readonly string[]) => void;
  /** Told why a part of the corpus is not watched any more. */
  readonly onError: (error: Error) => void;
}

/**
 * Watches a file or a folder with all that is below it; hidden files, which no build reads, are passed over.
 *
 * @returns once every change from now on will be seen
 * @throws DatelineError `invalid-input` when there is nothing at the path
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
