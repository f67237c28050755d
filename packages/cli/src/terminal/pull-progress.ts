import type { PullProgress } from "@dateline-search/core/model/model-source";
import type { Output } from "../cli-context.ts";
import { formatBytes } from "./format-bytes.ts";
import { type Progress, startProgress } from "./progress.ts";

const VERBS = { download: "Downloading", convert: "Converting", check: "Checking" } as const;

/** Shows how far a model pull is: a bar for each file that is downloaded, a line for each other step. */
export function reportPull(output: Output): {
  readonly onProgress: (progress: PullProgress) => void;
  readonly stop: () => void;
} {
  let bar: Progress | undefined;
  let current = "";
  const begin = (step: string, { phase, file, source, totalBytes }: PullProgress) => {
    bar?.stop();
    bar = undefined;
    current = step;
    if (phase === "download" && totalBytes !== null) {
      bar = startProgress(output, {
        label: `${VERBS[phase]} ${file}`,
        total: totalBytes,
        format: formatBytes,
        unit: `from ${source}`,
      });
    } else output.write(`${VERBS[phase]} ${file}${phase === "download" ? ` from ${source}` : ""}\n`);
  };
  return {
    onProgress(progress) {
      const step = `${progress.phase} ${progress.source} ${progress.file}`;
      if (step !== current) begin(step, progress);
      bar?.update(progress.doneBytes);
    },
    stop: () => bar?.stop(),
  };
}
