import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import { readLocalGeneration } from "@dateline-search/core/generation/local-generation";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import { ColdStart } from "@dateline-search/functions/cold-start";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { readHttpSettings } from "@dateline-search/functions/http-settings";
import { Logger } from "@dateline-search/functions/logger";
import { openSearchService } from "@dateline-search/functions/open-search-service";
import { RequestLog } from "@dateline-search/functions/request-log";
import type { SearchService } from "@dateline-search/functions/search-service";
import { bundlePage } from "@dateline-search/web/bundle-page";
import type { CliContext } from "../cli-context.ts";
import type { DevFlags } from "../commands/dev.ts";
import { createDevApp } from "../dev/dev-app.ts";
import { isCorpusNewer } from "../dev/is-corpus-newer.ts";
import { listen } from "../dev/listen.ts";
import { RebuildLoop } from "../dev/rebuild-loop.ts";
import { watchCorpus } from "../dev/watch-corpus.ts";
import { modelsFolder } from "../folders.ts";
import { pullReranker } from "../open-embedder.ts";
import { rerankerOf } from "../reranker-flags.ts";
import { requestLine } from "../terminal/request-line.ts";

/** An index that another program builds or publishes into the folder is noticed within this time. */
const REFRESH_MS = 1_000;
/** Longer than any model takes to load. */
const OPEN_TIMEOUT_MS = 10 * 60_000;
const MAX_FILES_NAMED = 3;

/** Serves page and API and follows the corpus until the user asks to stop. */
export async function runDev(corpus: string, flags: DevFlags, context: CliContext): Promise<void> {
  const reranker = await pullReranker(rerankerOf(flags), context);
  const cacheFolder = await mkdtemp(join(tmpdir(), "dateline-dev-"));
  try {
    await serve({ corpus, flags, context, cacheFolder, reranker });
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

interface DevRun {
  readonly corpus: string;
  readonly flags: DevFlags;
  readonly context: CliContext;
  /** For the files that answer, while the index changes. */
  readonly cacheFolder: string;
  readonly reranker: string | undefined;
}

async function serve(run: DevRun): Promise<void> {
  const { corpus, flags, context } = run;
  const { service, fetch } = composeService(run);
  const rebuilds = new RebuildLoop(() => rebuild(run, service));
  const watcher = await watchCorpus(corpus, {
    onChange: (files) => {
      context.stderr.write(`Changed: ${nameFew(files)}\n`);
      rebuilds.request();
    },
    onError: (error) => context.stderr.write(`Cannot watch all of the corpus: ${error.message}\n`),
  });
  const server = await listen({ ...flags, fetch }).catch(async (error) => {
    await watcher.close();
    throw error;
  });
  try {
    await start(run, { service, rebuilds });
    context.stderr.write(`Search page and API on ${server.url}, following ${corpus} (Ctrl-C ends it)\n`);
    if (!context.signal.aborted) await once(context.signal, "abort");
  } finally {
    await Promise.all([watcher.close(), server.close()]);
    await rebuilds.idle();
  }
}

/** The service of the function on the local index, and everything that is served. */
function composeService({ flags, context, cacheFolder, reranker }: DevRun) {
  const options = {
    store: resolve(flags.index),
    modelsFolder: modelsFolder(context),
    cacheFolder,
    refreshMs: REFRESH_MS,
    reranker,
    s3Endpoint: undefined,
  };
  const service = openSearchService(() => options, new ColdStart());
  const write = (line: string) => context.stdout.write(line);
  // Without --json, the lines for people say what was asked; the log adds what only a fault needs.
  const logger = new Logger({ level: flags.json ? "info" : "error", write });
  const log = new RequestLog({ logger, status: () => service.status });
  // Keys, limits and origins as the function reads them, so that they can be tried.
  const settings = () => readHttpSettings(process.env);
  let page: ReturnType<typeof bundlePage> | undefined;
  const app = createDevApp({
    api: createHttpApp({ service, log, settings }),
    page: () => {
      page ??= bundlePage();
      return page;
    },
    onRequest: (request) => {
      if (!flags.json) context.stdout.write(`${requestLine(request, context.stdout)}\n`);
    },
  });
  return { service, fetch: app.fetch };
}

/** Sees to it that there is an index, and that it becomes that of the corpus. */
async function start(
  { corpus, flags, context }: DevRun,
  { service, rebuilds }: { service: SearchService; rebuilds: RebuildLoop },
): Promise<void> {
  const builtAt = await instantOfIndex(resolve(flags.index));
  if (builtAt === undefined) {
    await build({ corpus, flags, context });
  } else if (await isCorpusNewer(corpus, builtAt)) {
    context.stderr.write("The corpus has changed since the index was built\n");
    rebuilds.request();
  }
  await service.ready({ waitMs: OPEN_TIMEOUT_MS });
}

/** When the index became the latest; `undefined` when there is none that can be opened. */
async function instantOfIndex(folder: string): Promise<Date | undefined> {
  try {
    await readLocalGeneration(folder);
    return (await stat(join(folder, LATEST_KEY))).mtime;
  } catch (error) {
    if (error instanceof DatelineError && error.code.startsWith("index-")) return undefined;
    throw error;
  }
}

async function rebuild(run: DevRun, service: SearchService): Promise<void> {
  const { stderr, signal } = run.context;
  if (signal.aborted) return;
  try {
    await build(run);
    await service.refresh({ waitMs: OPEN_TIMEOUT_MS });
  } catch (error) {
    if (signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    stderr.write(`error: ${message}; the index from before goes on answering\n`);
  }
}

async function build({ corpus, flags, context }: Omit<DevRun, "cacheFolder" | "reranker">): Promise<void> {
  const { targetTokens = DEFAULT_TARGET_TOKENS, overlapTokens = DEFAULT_OVERLAP_TOKENS } = context.config;
  const passages = { targetTokens, overlapTokens };
  const options = { model: DEFAULT_MODEL_NAME, follow: false, strict: false, json: false, ...passages };
  // The parsers of articles take longer to load than a built index to open.
  const { runBuild } = await import("./run-build.ts");
  // What was built is a note here: the answers of this command are its requests.
  await runBuild([corpus], { ...options, index: flags.index }, { ...context, stdout: context.stderr });
}

function nameFew(files: readonly string[]): string {
  const more = files.length - MAX_FILES_NAMED;
  const named = files.slice(0, MAX_FILES_NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}
