import type { SegmentProgress } from "@dateline-search/core/indexing/build-segment";
import type { Output } from "../cli-context.ts";
import { countOf, formatCount } from "./format-count.ts";
import { type Progress, startProgress } from "./progress.ts";

/** Shows how far a build is: what was read, then a bar for embedding. */
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
