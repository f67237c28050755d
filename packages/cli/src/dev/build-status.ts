import type { SegmentProgress } from "@dateline-search/core/indexing/build-segment";
import { countOf, formatCount } from "../terminal/format-number.ts";

/** Progress of the first build, for requests that arrive before there is an index. */
export class BuildStatus {
  #sentence: string | undefined = "The index is being prepared; try again in a moment.";

  /** `undefined` once there is an index to open. */
  get sentence(): string | undefined {
    return this.#sentence;
  }

  update(progress: SegmentProgress): void {
    // Later builds need no status: the previous index keeps answering.
    if (this.#sentence === undefined) return;
    this.#sentence = `The index is being built, ${describe(progress)}; try again in a moment.`;
  }

  done(): void {
    this.#sentence = undefined;
  }
}

function describe(progress: SegmentProgress): string {
  if (progress.stage === "read") return `${countOf(progress.articles, "article")} read so far`;
  if (progress.stage === "write") return "it is being written";
  return `${formatCount(progress.done)} of ${countOf(progress.total, "passage")} embedded`;
}
