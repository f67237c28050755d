import { join, resolve } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import type { DeploymentOptions } from "../../../../infra/deployment-options.ts";
import type { EngineOptions } from "../../../../infra/engine-options.ts";
import type { CliContext } from "../cli-context.ts";
import type { Check } from "../doctor/check.ts";
import { checkAccount, checkRegion } from "../doctor/check-account.ts";
import { checkBundle } from "../doctor/check-bundle.ts";
import { checkCapacity, type FunctionCapacity } from "../doctor/check-capacity.ts";
import { checkConditions } from "../doctor/check-conditions.ts";
import { checkDomain } from "../doctor/check-domain.ts";
import { checkEngine, checkEngineClient } from "../doctor/check-engine.ts";
import { checkLimits } from "../doctor/check-limits.ts";
import { checkModel, checkReranker } from "../doctor/check-model.ts";
import { checkAlertSecrets, checkSecret, type SecretCheck } from "../doctor/check-secret.ts";
import { checkVersions } from "../doctor/check-versions.ts";
import { priceElsewhere, USUAL_NEWS } from "../doctor/compare-services.ts";
import { estimateEngineCost } from "../doctor/engine-cost.ts";
import { estimateCost } from "../doctor/estimate-cost.ts";
import { describePublished, type PublishedGeneration } from "../doctor/published-generation.ts";
import { type OverriddenSetting, readDeployment } from "../doctor/read-deployment.ts";
import { type EngineFlags, readEngine } from "../engine-option.ts";
import { EXIT } from "../exit-code.ts";
import { type DoctorReport, printDoctor } from "../terminal/print-doctor.ts";
import { printJson } from "../terminal/print-json.ts";

export interface DoctorFlags extends EngineFlags {
  readonly stage?: string;
  readonly store: string;
  readonly bundles: string;
  readonly requests: number;
  readonly articles: number;
  readonly coldStarts?: number;
  readonly warmMs?: number;
  readonly coldMs?: number;
  readonly json: boolean;
}

/** Package names, as `npm run bundle` writes them. */
const FUNCTIONS = ["search", "ingest"];
/** Measured with 2,095 stories; see docs/deploy.md. */
const WARM_MS = 25;
const COLD_MS = 3_000;
const COLD_SHARE = 0.02;
/** Used when there is no index yet: a pointer, a manifest and one segment of 2,095 stories. */
const USUAL_INDEX = { sizeBytes: 16e6, objects: 7, passages: 5_790, articles: 2_095, dimensions: 384 };

/** Runs the checks and prints them. @returns the exit code */
export async function runDoctor(flags: DoctorFlags, context: CliContext): Promise<number> {
  const folder = resolve(".");
  const { options, settings, overridden } = await readDeployment(folder, flags.stage);
  const { memoryMb, storageMb, timeoutSeconds, rangedReads, access, reranker } = options;
  const capacity = { memoryMb, storageMb, timeoutSeconds, rangedReads };
  const { signal } = context;
  const secret = access === "key" ? await checkKeys(folder, flags.stage, signal) : { check: noKeys(access) };
  const { published, problem } = await tryToDescribe(flags.store);
  const checks = [
    ...(await checkVersions(folder, process.version)),
    ...(await Promise.all(FUNCTIONS.map((name) => checkBundle(resolve(flags.bundles, name))))).flat(),
    ...(published === undefined ? [] : [await checkModel(join(flags.bundles, "search"), published)]),
    ...(reranker === undefined ? [] : [await checkReranker(join(flags.bundles, "search"), reranker)]),
    ...(published === undefined ? [] : checkCapacity(capacity, published)),
    ...(problem === undefined ? [] : [problem]),
    await checkConditions(flags.store, signal),
    ...(await checkEngines(flags, options, published)),
    ...describeOverridden(overridden),
    checkRegion(settings),
    secret.check,
    ...(await checkAlerts(folder, flags.stage, { options, signal })),
    ...checkLimits(options, secret.keys),
    await checkAccount({ options, settings, signal }),
  ];
  const cost = estimateCost({ ...costInput(flags, capacity, published), ...costOptions(options) });
  const { domain } = options.engine ?? {};
  const engineCost = domain === undefined ? undefined : estimateEngineCost(domain);
  const elsewhere = priceElsewhere(workloadOf(flags, published));
  const report: DoctorReport = { checks, cost, elsewhere, ...(engineCost !== undefined && { engineCost }) };
  if (flags.json) printJson(context.stdout, report);
  else printDoctor(context.stdout, report);
  return checks.some(({ status }) => status === "failed") ? EXIT.failed : EXIT.ok;
}

/** The cluster of the flags, else the one of the deployment's settings. */
async function checkEngines(
  flags: DoctorFlags,
  { engine }: DeploymentOptions,
  published: PublishedGeneration | undefined,
): Promise<readonly Check[]> {
  const location = await readEngine({ engine: flags.engine ?? engine?.location ?? "" });
  const client = engine === undefined ? [] : checkEngineClient(resolve(flags.bundles), FUNCTIONS);
  const domain = engine === undefined || published === undefined ? [] : domainChecks(engine, published);
  if (location !== undefined) return [...client, ...domain, ...(await checkEngine(location, published))];
  if (engine === undefined) return [];
  const detail = "the domain gets its address when it is deployed; pass it with --engine";
  return [...client, ...domain, { name: "engine", status: "not-checked", detail }];
}

function domainChecks(
  { domain, replicas }: EngineOptions,
  { manifest }: PublishedGeneration,
): readonly Check[] {
  if (domain === undefined) return [];
  const { dimensions } = manifest.model;
  return checkDomain(domain, { passages: manifest.passages, dimensions, replicas });
}

/** An empty store is no error: nothing has been published yet. */
async function tryToDescribe(
  store: string,
): Promise<{ readonly published?: PublishedGeneration; readonly problem?: Check }> {
  try {
    return { published: await describePublished(store) };
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    const isEmpty = error.code === "index-missing";
    const remedy = "check that --store names the published index and that AWS credentials are set";
    return {
      problem: {
        name: "index",
        status: isEmpty ? "not-checked" : "failed",
        detail: error.message,
        ...(!isEmpty && { remedy }),
      },
    };
  }
}

/** Reports overridden settings, because users may expect them to apply. */
function describeOverridden(overridden: readonly OverriddenSetting[]): readonly Check[] {
  return overridden.map(({ name, winner, loser }) => ({
    name: "settings",
    status: "ok",
    detail: `${name} comes from ${winner}, which overrides ${loser}`,
  }));
}

async function checkKeys(
  folder: string,
  stage: string | undefined,
  signal: AbortSignal,
): Promise<SecretCheck> {
  if (stage !== undefined) return await checkSecret({ folder, stage, signal });
  const detail = "API keys belong to a stage; name it with --stage";
  return { check: { name: "secret", status: "not-checked", detail } };
}

async function checkAlerts(
  folder: string,
  stage: string | undefined,
  { options, signal }: { readonly options: DeploymentOptions; readonly signal: AbortSignal },
): Promise<readonly Check[]> {
  const names = [...options.alertSecrets, ...(options.alertsApi ? ["ROOT"] : [])];
  if (stage !== undefined) return await checkAlertSecrets({ folder, stage, signal }, names);
  const detail = "secrets of alerts belong to a stage; name it with --stage";
  return names.length === 0 ? [] : [{ name: "alerts", status: "not-checked", detail }];
}

function noKeys(access: string): Check {
  const detail = `no API keys are needed: DATELINE_ACCESS is "${access}"`;
  return { name: "secret", status: "ok", detail };
}

function costOptions({ refreshSeconds, isProduction, router, firewallRequests }: DeploymentOptions) {
  const logMonths = isProduction ? 3 : 1;
  return { refreshSeconds, logMonths, router, firewall: firewallRequests !== undefined };
}

/** The load that other services would have. */
function workloadOf({ requests, articles }: DoctorFlags, published: PublishedGeneration | undefined) {
  const { passages, articles: stored } = published?.manifest ?? USUAL_INDEX;
  return {
    passages,
    passagesPerArticle: passages / Math.max(1, stored),
    dimensions: published?.manifest.model.dimensions ?? USUAL_INDEX.dimensions,
    ...USUAL_NEWS,
    queriesPerMonth: requests,
    articlesPerMonth: articles,
  };
}

function costInput(
  flags: DoctorFlags,
  capacity: FunctionCapacity,
  published: PublishedGeneration | undefined,
) {
  return {
    ...capacity,
    requestsPerMonth: flags.requests,
    coldStarts: flags.coldStarts ?? Math.round(COLD_SHARE * flags.requests),
    warmMs: flags.warmMs ?? WARM_MS,
    coldMs: flags.coldMs ?? COLD_MS,
    articlesPerMonth: flags.articles,
    indexBytes: published?.sizeBytes ?? USUAL_INDEX.sizeBytes,
    objects: published?.objects ?? USUAL_INDEX.objects,
  };
}
