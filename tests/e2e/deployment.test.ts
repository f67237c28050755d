import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkSecret } from "@dateline-search/cli/doctor/check-secret";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { DeclaredResources } from "../setup/declared-resources.ts";
import { openSstProject, type SstProject } from "../setup/sst-project.ts";
import { TOOL_CACHE } from "../setup/tool-cache.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";
import { describeFunctions } from "./deployment/functions.ts";
import { describeObservation } from "./deployment/observation.ts";
import { describePackages } from "./deployment/packages.ts";
import { describeRoles } from "./deployment/roles.ts";
import { describeStorage } from "./deployment/storage.ts";

const run = promisify(execFile);

const KEY = "key-of-a-reader";
const API_KEYS = `reader:${createHash("sha256").update(KEY).digest("hex")}`;
const ALL_OPTIONS = {
  DATELINE_PAGE: "on",
  DATELINE_FEEDS: "https://example.com/rss",
  DATELINE_EMBARGO_SCHEDULE: "rate(5 minutes)",
  DATELINE_GC_SCHEDULE: "rate(1 day)",
  DATELINE_FOLLOW: "on",
  DATELINE_KEEP_WARM: "on",
  DATELINE_ALARM_EMAIL: "desk@example.com",
  DATELINE_CORS_ORIGINS: "https://news.example",
  DATELINE_MEMORY_MB: "3008",
  DATELINE_REFRESH_SECONDS: "5",
  DATELINE_LOG_LEVEL: "debug",
  DATELINE_RERANKER: "ms-marco-MiniLM-L-6-v2",
};

/** What is stubbed in here: the Pulumi engine and AWS Systems Manager. SST, its bundling, S3 and Lambda's runtime are not. */
let s3: VersityGateway;
let project: SstProject;
let work: string;
let usual: DeclaredResources;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "deployment-"));
  s3 = await startVersitygw();
  project = await openSstProject(s3);
  vi.stubEnv("XDG_CACHE_HOME", TOOL_CACHE);
  const bundled = await runCommand(["bundle", "--out", join(project.folder, "build")]);
  vi.unstubAllEnvs();
  expect(bundled.exitCode, bundled.stderr).toBe(0);
  usual = await declare("test");
});
afterAll(async () => {
  await project?.stop();
  await s3?.stop();
  await rm(work, { recursive: true, force: true });
});

async function declare(stage: string, environment: Readonly<Record<string, string>> = {}) {
  const secrets = { ApiKeys: API_KEYS };
  const { exitCode, output, resources } = await project.diff(stage, { secrets, environment });
  expect(exitCode, output).toBe(0);
  return new DeclaredResources(resources);
}

test("the configuration type-checks against SST's platform", async () => {
  const tsc = join(project.folder, "node_modules", ".bin", "tsc");
  await run(tsc, ["--project", "infra/tsconfig.json"], { cwd: project.folder });
});

test("a stage that asks for keys cannot be deployed before there are any", async () => {
  const missing = await project.diff("keyless", {});
  expect(missing).toMatchObject({ exitCode: 1, resources: [] });
  expect(missing.output).toContain("Set a value for ApiKeys with `sst secret set ApiKeys <value>`");
  const plain = await project.diff("keyless", { secrets: { ApiKeys: KEY } });
  expect(plain.exitCode).toBe(1);
  expect(plain.output).toContain('the secret ApiKeys must hold "id:sha256" of each key');
});

test("the doctor sees whether a stage has keys, and shows none", async () => {
  for (const [name, value] of Object.entries(project.environment)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { signal } = new AbortController();
  const check = (stage: string) => checkSecret({ folder: project.folder, stage, signal });
  expect(await check("test")).toEqual({
    name: "secret",
    status: "ok",
    detail: "ApiKeys is set for stage test",
  });
  expect(await check("unkeyed")).toMatchObject({
    status: "failed",
    remedy: expect.stringContaining("npx sst secret set ApiKeys"),
  });
  vi.stubEnv("AWS_ACCESS_KEY_ID", "");
  expect(await check("test")).toMatchObject({
    status: "failed",
    detail: expect.stringMatching(/^sst secret list could not tell: /),
  });
});

test("the doctor finds nothing wrong with the project, its packages and its key", async () => {
  const { folder, environment } = project;
  const doctor = new DatelineProcess(["doctor", "--stage", "test", "--json"], { cwd: folder, environment });
  expect(await doctor.ended(), doctor.stderr).toBe(0);
  const { checks } = JSON.parse(doctor.stdout) as { checks: { name: string; status: string }[] };
  expect(checks.filter(({ status }) => status === "failed")).toEqual([]);
  const passed = checks.filter(({ status }) => status === "ok").map(({ name }) => name);
  expect(passed).toEqual(
    expect.arrayContaining(["node", "sst", "search natives", "ingest natives", "secret"]),
  );
});

test("a wrong option stops the deployment and is named", async () => {
  const { exitCode, output } = await project.diff("test", { environment: { DATELINE_ACCESS: "everybody" } });
  expect(exitCode).toBe(1);
  expect(output).toContain('DATELINE_ACCESS must be one of key, iam, public, it is "everybody"');
});

describe("by default", () => {
  const declared = () => usual;
  describeStorage(declared);
  describeRoles(declared);
  describeFunctions(declared);
  describeObservation(declared);
});

test("production keeps what it has, and every option has its resource", async () => {
  const production = await declare("production", ALL_OPTIONS);
  // The bucket of the page holds nothing that the next deployment would not make again.
  for (const name of ["IndexBucket", "ArticlesBucket"]) {
    expect(production.named("aws:s3/bucket:Bucket", name)).toMatchObject({
      retainOnDelete: true,
      inputs: { bucket: expect.stringMatching(/^dateline-production-/) },
    });
  }
  expect(production.all("pulumi:pulumi:Stack")).toMatchObject([
    { outputs: { _protect: true, url: "https://stub.cloudfront.net" } },
  ]);
  expect(production.inputs("aws:lambda/function:Function", "SearchFunction")).toMatchObject({
    memorySize: 3008,
    environment: {
      variables: {
        DATELINE_RERANKER: "ms-marco-MiniLM-L-6-v2",
        DATELINE_REFRESH_SECONDS: "5",
        DATELINE_LOG_LEVEL: "debug",
      },
    },
    reservedConcurrentExecutions: 20,
  });
  expect(production.inputs("aws:lambda/function:Function", "IngestFunction")).toMatchObject({
    environment: {
      variables: {
        DATELINE_FEEDS: "https://example.com/rss",
        DATELINE_FOLLOW: "1",
        DATELINE_LOG_LEVEL: "debug",
      },
    },
  });
  const schedules = production.all("aws:scheduler/schedule:Schedule");
  expect(schedules.map(({ inputs }) => (inputs["target"] as { input: string }).input).sort()).toEqual([
    '{"action":"embargoes"}',
    '{"action":"feeds"}',
    '{"action":"gc","keep":20}',
    '{"action":"generation"}',
  ]);
  expect(production.only("aws:lambda/functionUrl:FunctionUrl")["cors"]).toMatchObject({
    allowOrigins: ["https://news.example"],
    allowMethods: ["GET", "POST"],
    allowCredentials: false,
  });
  expect(production.only("aws:budgets/budget:Budget")).toMatchObject({
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: "50",
    notifications: [
      { notificationType: "ACTUAL", threshold: 80, subscriberEmailAddresses: ["desk@example.com"] },
      { notificationType: "FORECASTED", threshold: 100, subscriberEmailAddresses: ["desk@example.com"] },
    ],
  });
  expect(production.only("aws:sns/topicSubscription:TopicSubscription")).toMatchObject({
    endpoint: "desk@example.com",
  });
});

/** Paths that CloudFront hands to a URL, and all that is under them. */
function routedPaths(declared: DeclaredResources): string[] {
  const entries = declared.all("pulumi-nodejs:dynamic:Resource").map(({ inputs }) => inputs["entry"]);
  const urls = entries.flatMap((entry) => /^url,\w+,,(.*)$/.exec(String(entry))?.[1] ?? []);
  return urls.sort();
}

test("CloudFront hands all that the function answers to it, POST too, and keeps what answers allow for each key", async () => {
  const routed = await declare("routed", { DATELINE_ROUTER: "on" });
  expect(routedPaths(routed)).toEqual(["/"]);
  const beside = await declare("paged", { DATELINE_PAGE: "on" });
  expect(routedPaths(beside)).toEqual(["/healthz", "/mcp", "/openapi.json", "/problems", "/v1"]);
  for (const declared of [routed, beside]) {
    const distribution = declared.only("aws:cloudfront/distribution:Distribution");
    const behavior = distribution["defaultCacheBehavior"];
    expect(behavior).toMatchObject({
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: expect.arrayContaining(["GET", "HEAD", "OPTIONS", "POST"]),
      // No POST among them: what /mcp answers is never kept.
      cachedMethods: ["GET", "HEAD"],
    });
    expect(distribution["orderedCacheBehaviors"] ?? []).toEqual([]);
    const policy = declared.only("aws:cloudfront/cachePolicy:CachePolicy");
    // Nothing is kept of which the answer itself does not say so.
    expect(policy).toMatchObject({ minTtl: 0, defaultTtl: 0 });
    for (const header of ["authorization", "x-api-key", "origin"]) {
      expect(JSON.stringify(policy)).toContain(`"${header}"`);
    }
  }
});

test("with IAM the URL itself refuses who does not sign, and there is no key", async () => {
  const iam = await declare("signed", { DATELINE_ACCESS: "iam" });
  expect(iam.only("aws:lambda/functionUrl:FunctionUrl")["authorizationType"]).toBe("AWS_IAM");
  expect(iam.all("aws:lambda/permission:Permission")).toEqual([]);
  expect(iam.inputs("aws:lambda/function:Function", "SearchFunction")["environment"]).not.toHaveProperty(
    "variables.DATELINE_API_KEYS",
  );
});

describePackages(() => ({ project, s3, declared: usual, work, apiKey: KEY }));
