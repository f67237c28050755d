import { resolve } from "node:path";
import { localSegmentFormat } from "@dateline/core/adapters/segment/local-segment-format";
import { checkModel } from "@dateline/core/generation/check-model";
import { openGeneration } from "@dateline/core/generation/open-generation";
import { searchPassages } from "@dateline/core/search/search-passages";
import type { Query } from "@dateline/core/types";
import type { CliContext } from "../cli-context.ts";
import type { SearchFlags } from "../commands/search.ts";
import { openEmbedder } from "../open-embedder.ts";
import { printResult } from "../terminal/print-result.ts";

/** Answers one query from the local index. */
export async function runSearch(
  query: Query,
  { index, json }: SearchFlags,
  context: CliContext,
): Promise<void> {
  const generation = await openGeneration(resolve(index), { format: localSegmentFormat, verify: "sha256" });
  try {
    const embedder = await openEmbedder(generation.manifest.model.name, context);
    checkModel(generation.manifest, embedder);
    const result = await searchPassages({ generation, embedder }, query);
    await embedder.close();
    if (json) context.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else printResult(context.stdout, result);
  } finally {
    generation.close();
  }
}
