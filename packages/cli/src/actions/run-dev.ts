import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import { readLocalGeneration } from "@dateline-search/core/generation/open-generation";
import { DEFAULT_MODEL_NAME, findModel, findReranker } from "@dateline-search/core/model/model-registry";
import { describeEngine, type EngineLocation } from "@dateline-search/core/opensearch/engine-location";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import { openAlertService } from "@dateline-search/functions/alerts/open-alert-service";
import { ColdStart } from "@dateline-search/functions/cold-start";
import { readTimeZone } from "@dateline-search/functions/function-options";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { type HttpSettings, readHttpSettings } from "@dateline-search/functions/http-settings";
import { Logger } from "@dateline-search/functions/logger";
import { openSearchService } from "@dateline-search/functions/open-search-service";
import { RequestLog } from "@dateline-search/functions/request-log";
import type { SearchService } from "@dateline-search/functions/search-service";
import { bundlePage } from "@dateline-search/web/bundle-page";
import type { CliContext } from "../cli-context.ts";
import { BuildStatus } from "../dev/build-status.ts";
import { createDevApp } from "../dev/dev-app.ts";
import { isCorpusNewer } from "../dev/is-corpus-newer.ts";
import { listen } from "../dev/listen.ts";
import { RebuildLoop } from "../dev/rebuild-loop.ts";
import { watchCorpus } from "../dev/watch-corpus.ts";
import { type EngineFlags, modelOfEngine, readEngine } from "../engine-option.ts";
import { environmentVariable, modelsFolder, synonymsFile } from "../environment.ts";
import { pullEmbedder, pullReranker } from "../open-embedder.ts";
import { type RerankerFlags, rerankerOf } from "../search-flags.ts";
import { countOf } from "../terminal/format-number.ts";
import { requestLine } from "../terminal/request-line.ts";
import { trustedKeys } from "../trusted-keys.ts";

export interface DevFlags extends RerankerFlags, EngineFlags {
  readonly index: string;
  readonly model?: string;
  readonly strict: boolean;
  readonly port: number;
  readonly host: string;
  readonly json: boolean;
}

/** An index that another program builds or publishes into the folder is picked up within this time. */
const REFRESH_MS = 1_000;
/** Longer than any model takes to load. */
const OPEN_TIMEOUT_MS = 10 * 60_000;
const MAX_FILES_NAMED = 3;

/** Serves the page and the API and follows the corpus until the user stops it. */
export async function runDev(corpus: string, flags: DevFlags, context: CliContext): Promise<void> {
  checkModels(flags);
  const settings = { ...readHttpSettings(process.env), servesTools: true };
  const cacheFolder = await mkdtemp(join(tmpdir(), "dateline-dev-"));
  try {
    const models: DevModels = { model: DEFAULT_MODEL_NAME, reranker: undefined };
    const engine = await readEngine(flags);
    const status = new BuildStatus();
    const run: DevRun = { corpus, flags, context, cacheFolder, settings, models, status, engine };
    await (engine === undefined ? serve(run) : serveEngine(run, engine));
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

/** Rejects unknown models before anything is built. @throws DatelineError `invalid-input` */
function checkModels(flags: DevFlags): void {
  const reranker = rerankerOf(flags);
  if (reranker !== undefined) findReranker(reranker);
  if (flags.model !== undefined) findModel(flags.model);
}

/** Registry names of the models that the service opens. */
interface DevModels {
  readonly model: string;
  readonly reranker: string | undefined;
}

interface DevRun {
  readonly corpus: string;
  readonly flags: DevFlags;
  readonly context: CliContext;
  /** Holds the open generation's files while the index changes. */
  readonly cacheFolder: string;
  /** Reads keys, limits and origins as the function does, so that users can try them locally. */
  readonly settings: HttpSettings;
  /** Status of the first build. */
  readonly status: BuildStatus;
  /** The cluster to query; `undefined` to query the local index. */
  readonly engine: EngineLocation | undefined;
  /** Set after the index has been inspected and before anything is opened. */
  models: DevModels;
}

async function serve(run: DevRun): Promise<void> {
  const { corpus, flags, context } = run;
  const { stderr } = context;
  const { service, fetch } = composeService(run);
  const rebuilds = new RebuildLoop(() => rebuild(run, service));
  const watcher = await watchCorpus(corpus, {
    onChange: (files) => {
      stderr.write(`Changed: ${nameFew(files)}\n`);
      rebuilds.request();
    },
    onError: (error) => stderr.write(`Cannot watch the whole corpus: ${error.message}\n`),
  });
  const server = await listen({ ...flags, fetch }).catch(async (error) => {
    await watcher.close();
    throw error;
  });
  try {
    stderr.write(`Search page and API on ${server.url}, following ${corpus} (Ctrl-C ends it)\n`);
    await start(run, rebuilds);
    const { articles } = await service.ready({ waitMs: OPEN_TIMEOUT_MS });
    await tellAlerts(run);
    stderr.write(`Ready: ${countOf(articles, "article")} can be searched\n`);
    if (!context.signal.aborted) await once(context.signal, "abort");
  } finally {
    await Promise.all([watcher.close(), server.close()]);
    await rebuilds.idle();
  }
}

/** Serves a cluster's index until the user stops it. */
async function serveEngine(run: DevRun, engine: EngineLocation): Promise<void> {
  const { flags, context, status } = run;
  const { stderr } = context;
  run.models = {
    model: await pullEmbedder(await modelOfEngine(engine), context),
    reranker: await pullReranker(rerankerOf(flags), context),
  };
  const { service, fetch } = composeService(run);
  const server = await listen({ ...flags, fetch });
  try {
    stderr.write(`Search page and API on ${server.url}, asking ${describeEngine(engine)} (Ctrl-C ends it)\n`);
    status.done();
    const { articles } = await service.ready({ waitMs: OPEN_TIMEOUT_MS });
    stderr.write(`Ready: ${countOf(articles, "article")} can be searched\n`);
    if (!context.signal.aborted) await once(context.signal, "abort");
  } finally {
    await server.close();
  }
}

/** Creates the function's service for this run, and the app around it. */
function composeService(run: DevRun) {
  const { flags, context, cacheFolder, settings, status } = run;
  const options = () => ({
    store: resolve(flags.index),
    engine: run.engine,
    modelsFolder: modelsFolder(context),
    cacheFolder,
    refreshMs: REFRESH_MS,
    s3Endpoint: undefined,
    trustedKeys: trustedKeys(),
    synonymsFile: synonymsFile(context),
    timeZone: readTimeZone(environmentVariable("DATELINE_TIME_ZONE")),
    ...run.models,
  });
  const service = openSearchService(options, new ColdStart(), { whyNotReady: () => status.sentence });
  const write = (line: string) => context.stdout.write(line);
  // Without --json, request lines are printed for people and the log adds errors only.
  const logger = new Logger({ level: flags.json ? "info" : "error", write });
  const log = new RequestLog({ logger, status: () => service.status });
  let page: ReturnType<typeof bundlePage> | undefined;
  const app = createDevApp({
    api: createHttpApp({
      service,
      log,
      settings: () => settings,
      alerts: openAlertService(process.env, options),
    }),
    page: () => {
      page ??= bundlePage();
      return page;
    },
    host: flags.host,
    onRequest: (request) => {
      if (!flags.json) context.stdout.write(`${requestLine(request, context.stdout)}\n`);
    },
  });
  return { service, fetch: app.fetch };
}

/** Makes sure that the models and an index exist, then brings the index up to date with the corpus. */
async function start(run: DevRun, rebuilds: RebuildLoop): Promise<void> {
  const { corpus, flags, context, status } = run;
  const index = await readIndex(resolve(flags.index));
  run.models = {
    model: await pullEmbedder(flags.model ?? index?.model ?? DEFAULT_MODEL_NAME, context),
    reranker: await pullReranker(rerankerOf(flags), context),
  };
  if (index?.model !== run.models.model) {
    if (index !== undefined) context.stderr.write(`The index was built with another model, ${index.model}\n`);
    await rebuilds.first(() => build(run));
  } else if (await isCorpusNewer(corpus, index.builtAt)) {
    context.stderr.write("The corpus has changed since the index was built\n");
    rebuilds.request();
  }
  status.done();
}

interface PresentIndex {
  /** Registry name of the model that built it. */
  readonly model: string;
  /** When it became the latest. */
  readonly builtAt: Date;
}

/** @returns `undefined` if there is no readable index */
async function readIndex(folder: string): Promise<PresentIndex | undefined> {
  try {
    const { manifest } = await readLocalGeneration(folder);
    return { model: manifest.model.name, builtAt: (await stat(join(folder, LATEST_KEY))).mtime };
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
    await tellAlerts(run);
  } catch (error) {
    if (signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    stderr.write(`error: ${message}; the previous index keeps answering\n`);
  }
}

/** Shows the alerts that would be sent. A failure here must not stop the index from answering. */
async function tellAlerts({ flags, models, context }: DevRun): Promise<void> {
  const { showAlerts } = await import("../dev/show-alerts.ts");
  try {
    await showAlerts({ index: resolve(flags.index), model: models.model }, context);
  } catch (error) {
    if (!context.signal.aborted) context.stderr.write(`Cannot show alerts: ${(error as Error).message}\n`);
  }
}

async function build({ corpus, flags, context, models, status }: DevRun): Promise<void> {
  const { targetTokens = DEFAULT_TARGET_TOKENS, overlapTokens = DEFAULT_OVERLAP_TOKENS } = context.config;
  const { index, strict } = flags;
  const { sourceTimeZone = [], keepTitles = false, fast = false } = context.config;
  const ofTheWeb = { follow: false, followLinks: false, allowPrivate: false, discover: false, maxPages: 0 };
  const reading = { strict, sourceTimeZone, keepTitles, ...ofTheWeb };
  const options = { model: models.model, fast, index, ...reading, replace: false, json: false };
  // Load lazily: the article parsers take longer to load than an existing index takes to open.
  const { runBuild } = await import("./run-build.ts");
  // Send build summaries to stderr: this command's stdout carries its requests.
  const notes = { ...context, stdout: context.stderr };
  await runBuild([corpus], { ...options, targetTokens, overlapTokens }, notes, (progress) =>
    status.update(progress),
  );
}

function nameFew(files: readonly string[]): string {
  const more = files.length - MAX_FILES_NAMED;
  const named = files.slice(0, MAX_FILES_NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}
