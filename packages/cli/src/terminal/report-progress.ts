import type { PublishProgress } from "@dateline-search/core/generation/publish-generation";
import type { SegmentProgress } from "@dateline-search/core/indexing/build-segment";
import type { CompactProgress } from "@dateline-search/core/indexing/compact-index";
import type { PullProgress } from "@dateline-search/core/model/model-source";
import type { Output } from "../cli-context.ts";
import { describeWait } from "./describe-wait.ts";
import { countOf, formatBytes, formatCount } from "./format-number.ts";
import { type Progress, startProgress } from "./progress.ts";

const VERBS = { download: "Downloading", convert: "Converting", check: "Checking" } as const;

const STAGES = {
  verify: "Checking the local generation",
  "smoke-test": "Opening the uploaded generation and checking some of its passages",
  switch: "Making it the latest",
} as const;

/** Shows the progress of a build: what was read, then a bar for embedding. */
export function reportBuild(output: Output): {
  readonly onProgress: (progress: SegmentProgress) => void;
  readonly stop: () => void;
} {
  let bar: Progress | undefined;
  let read: Extract<SegmentProgress, { stage: "read" }> | undefined;
  const startEmbedding = (total: number): Progress => {
    output.write(`Read ${countOf(read?.articles ?? 0, "article")}, ${countOf(total, "passage")}\n`);
    return startProgress(output, { label: "Embedding", total, format: formatCount, unit: "passages" });
  };
  return {
    onProgress(progress) {
      if (progress.stage === "read") read = progress;
      if (progress.stage === "embed") {
        bar ??= startEmbedding(progress.total);
        bar.update(progress.done);
      }
      if (progress.stage === "write") bar?.stop();
    },
    stop: () => bar?.stop(),
  };
}

/** Shows the progress of a compaction: a line and a bar for each merge. */
export function reportCompaction(output: Output): {
  readonly onProgress: (progress: CompactProgress) => void;
  readonly stop: () => void;
} {
  let bar: Progress | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    onProgress(progress) {
      if (progress.stage === "write") stop();
      if (progress.stage === "fetch") {
        const { segments, passages } = progress;
        output.write(`Merging ${countOf(segments, "segment")} of ${countOf(passages, "passage")}\n`);
      }
      if (progress.stage !== "merge") return;
      const { total } = progress;
      bar ??= startProgress(output, { label: "Copying", total, format: formatCount, unit: "passages" });
      bar.update(progress.done);
    },
    stop,
  };
}

/** Shows the progress of a publication: a line for each stage, a bar for the upload. */
export function reportPublish(output: Output): {
  readonly onProgress: (progress: PublishProgress) => void;
  readonly stop: () => void;
} {
  let bar: Progress | undefined;
  return {
    onProgress(progress) {
      if (progress.stage !== "upload") {
        bar?.stop();
        const text = progress.stage === "wait" ? describeWait(progress) : STAGES[progress.stage];
        output.write(`${text}\n`);
        return;
      }
      if (progress.totalBytes === 0) return;
      bar ??= startProgress(output, {
        label: "Uploading",
        total: progress.totalBytes,
        format: formatBytes,
        unit: "",
      });
      bar.update(progress.doneBytes);
    },
    stop: () => bar?.stop(),
  };
}

/** Shows the progress of a model pull: a bar for each download, a line for each other step. */
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
