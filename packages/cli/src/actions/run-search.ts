import { resolve } from "node:path";
import { localSegmentFormat } from "@dateline/core/adapters/segment/local-segment-format";
import { checkModel } from "@dateline/core/generation/check-model";
import { type OpenGeneration, openGeneration } from "@dateline/core/generation/open-generation";
import { searchPassages } from "@dateline/core/search/search-passages";
import type { Query, SearchResult } from "@dateline/core/types";
import type { CliContext } from "../cli-context.ts";
import type { SearchFlags } from "../commands/search.ts";
import { openEmbedder } from "../open-embedder.ts";
import { printJson } from "../terminal/print-json.ts";
import { printResult } from "../terminal/print-result.ts";

/** Answers one query from the local index. */
export async function runSearch(
  query: Query,
  { index, json }: SearchFlags,
  context: CliContext,
): Promise<void> {
  const generation = await openGeneration(resolve(index), { format: localSegmentFormat, verify: "sha256" });
  try {
    const result = await searchWithModel(generation, query, context);
    if (json) printJson(context.stdout, result);
    else printResult(context.stdout, result);
  } finally {
    generation.close();
  }
}

async function searchWithModel(
  generation: OpenGeneration,
  query: Query,
  context: CliContext,
): Promise<SearchResult> {
  const embedder = await openEmbedder(generation.manifest.model.name, context);
  try {
    checkModel(generation.manifest, embedder);
    return await searchPassages({ generation, embedder }, query);
  } finally {
    await embedder.close();
  }
}
