import { resolve } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { readTimeline } from "@dateline-search/core/search/describe-story";
import { parseDateBound } from "@dateline-search/core/search/parse-filter";
import type { CliContext } from "../cli-context.ts";
import { printJson } from "../terminal/print-json.ts";
import { printTimeline } from "../terminal/print-result.ts";

export interface StoryFlags {
  readonly index: string;
  readonly limit: number;
  readonly asOf?: string;
  readonly json: boolean;
}

/** Prints the timeline of a story. Needs no model. */
export async function runStory(id: string, flags: StoryFlags, { stdout }: CliContext): Promise<void> {
  const { index, limit, asOf, json } = flags;
  const query = { limit, offset: 0, asOf: asOf === undefined ? null : parseDateBound("asOf", asOf) };
  const generation = await openGeneration(resolve(index), { format: localSegmentFormat, verify: "sha256" });
  try {
    const found = await readTimeline(generation, id, query);
    if (found === undefined) {
      throw new DatelineError("invalid-input", `Cannot show the story: there is no story "${id}"`);
    }
    if (json) printJson(stdout, { generation: generation.id, ...found });
    else printTimeline(stdout, found);
  } finally {
    generation.close();
  }
}
