import type { CompactProgress } from "@dateline-search/core/indexing/compact-index";
import type { Output } from "../cli-context.ts";
import { countOf, formatCount } from "./format-count.ts";
import { type Progress, startProgress } from "./progress.ts";

/** Shows how far a compaction is: a line and a bar for each merge. */
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
