import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readLocalGeneration } from "@dateline-search/core/generation/open-generation";
import { ColdStart } from "@dateline-search/functions/cold-start";
import { type FunctionOptions, readTimeZone } from "@dateline-search/functions/function-options";
import { serveMcpStreams } from "@dateline-search/functions/mcp/serve-mcp-streams";
import { openSearchEngine } from "@dateline-search/functions/open-search-engine";
import { SearchService } from "@dateline-search/functions/search-service";
import type { CliContext } from "../cli-context.ts";
import { type EngineFlags, modelOfEngine, readEngine } from "../engine-option.ts";
import { environmentVariable, modelsFolder } from "../environment.ts";
import { openEmbedder, openReranker } from "../open-embedder.ts";
import { openSynonyms } from "../open-synonyms.ts";
import { type RerankerFlags, rerankerOf } from "../search-flags.ts";
import { trustedKeys } from "../trusted-keys.ts";

export interface McpFlags extends RerankerFlags, EngineFlags {
  readonly index: string;
}

/** A rebuilt index is picked up within this time. */
const REFRESH_MS = 1_000;
/** Clients apply their own, shorter timeouts. */
const WAIT_MS = 10 * 60_000;

/** Serves the tools for agents until the input ends or the user stops it. */
export async function runMcp(flags: McpFlags, context: CliContext): Promise<void> {
  const store = resolve(flags.index);
  // Fail before the first answer: clients show the output of a server that does not start.
  const engine = await readEngine(flags);
  const model =
    engine === undefined
      ? (await readLocalGeneration(store)).manifest.model.name
      : await modelOfEngine(engine);
  const cacheFolder = await mkdtemp(join(tmpdir(), "dateline-mcp-"));
  try {
    const stopped = context.signal.aborted ? Promise.resolve() : once(context.signal, "abort");
    const served = serveMcpStreams(
      { stdin: context.stdin, stdout: context.stdout },
      {
        service: openService({ store, engine, cacheFolder, model }, rerankerOf(flags), context),
        waitMs: WAIT_MS,
        requestId: "mcp",
        onError: (error) => context.stderr.write(`error: ${(error as Error).message}\n`),
      },
    );
    await Promise.race([served, stopped]);
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

function openService(
  index: Pick<FunctionOptions, "store" | "engine" | "cacheFolder" | "model">,
  reranker: string | undefined,
  context: CliContext,
): SearchService {
  const options = {
    ...index,
    modelsFolder: modelsFolder(context),
    refreshMs: REFRESH_MS,
    reranker,
    s3Endpoint: undefined,
    trustedKeys: trustedKeys(),
  };
  return new SearchService({
    openSynonyms: async () => await openSynonyms(context),
    timeZone: () => readTimeZone(environmentVariable("DATELINE_TIME_ZONE")),
    openIndex: async () => await openSearchEngine(options, new ColdStart()),
    openEmbedder: async () => await openEmbedder(index.model, context),
    openReranker: async () => await openReranker(reranker, context),
  });
}
