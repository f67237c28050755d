import type { PublishProgress } from "@dateline-search/core/generation/publish-generation";
import type { Output } from "../cli-context.ts";
import { describeWait } from "./describe-wait.ts";
import { formatBytes } from "./format-bytes.ts";
import { type Progress, startProgress } from "./progress.ts";

const STAGES = {
  verify: "Checking the local generation",
  "smoke-test": "Opening the uploaded generation and checking some of its passages",
  switch: "Making it the latest",
} as const;

/** Shows how far a publication is: a line for each stage, a bar for the upload. */
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
