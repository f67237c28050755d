import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkSecret } from "@dateline-search/cli/doctor/check-secret";
import { readDeployment } from "@dateline-search/cli/doctor/read-deployment";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { DeclaredResources } from "../setup/declared-resources.ts";
import { openSstProject, type SstProject } from "../setup/sst-project.ts";
import { TOOL_CACHE } from "../setup/tool-cache.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";
import { describeEngine } from "./deployment/engine.ts";
import { describeFunctions } from "./deployment/functions.ts";
import { describeObservation } from "./deployment/observation.ts";
import { describePackages } from "./deployment/packages.ts";
import { describePolicies } from "./deployment/policies.ts";
import { describeRoles } from "./deployment/roles.ts";
import { describeStorage } from "./deployment/storage.ts";

const run = promisify(execFile);

const KEY = "key-of-a-reader";
const API_KEYS = `reader:${createHash("sha256").update(KEY).digest("hex")}`;
const ALERT_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const ALL_OPTIONS = {
  DATELINE_PAGE: "on",
  DATELINE_FEEDS: "https://example.com/rss",
  DATELINE_EMBARGO_SCHEDULE: "rate(5 minutes)",
  DATELINE_GC_SCHEDULE: "rate(1 day)",
  DATELINE_ALERT_SECRETS: "DESK",
  DATELINE_ALERT_TOPICS: "arn:aws:sns:eu-west-1:123456789012:desk",
  DATELINE_ALERTS_API: "on",
  DATELINE_FOLLOW: "on",
  DATELINE_KEEP_WARM: "on",
  DATELINE_ALARM_EMAIL: "desk@example.com",
  DATELINE_CORS_ORIGINS: "https://news.example",
  DATELINE_MEMORY_MB: "3008",
  DATELINE_RUNTIME: "nodejs24.x",
  DATELINE_REFRESH_SECONDS: "5",
  DATELINE_LOG_LEVEL: "debug",
  DATELINE_RERANKER: "ms-marco-MiniLM-L-6-v2",
  DATELINE_DOMAIN: "search.example.com",
  DATELINE_FIREWALL_REQUESTS: "1000",
  DATELINE_ENGINE_DOMAIN: "on",
};

/** What is stubbed in here: the Pulumi engine and AWS Systems Manager. SST, its bundling, S3 and Lambda's runtime are not. */
let s3: VersityGateway;
let project: SstProject;
let work: string;
let usual: DeclaredResources;
let whole: Promise<DeclaredResources> | undefined;
/** Production with every option that there is. */
function declareWhole(): Promise<DeclaredResources> {
  whole ??= declare("production", ALL_OPTIONS);
  return whole;
}
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "deployment-"));
  s3 = await startVersitygw();
  project = await openSstProject(s3);
  vi.stubEnv("XDG_CACHE_HOME", TOOL_CACHE);
  // An index in the working folder would decide which model is bundled.
  const folders = ["--index", join(work, "no-index"), "--out", join(project.folder, "build")];
  const bundled = await runCommand(["bundle", "--opensearch", ...folders]);
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
  const secrets = { ApiKeys: API_KEYS, AlertSecretDesk: ALERT_SECRET, AlertSecretRoot: ALERT_SECRET };
  const { exitCode, output, resources } = await project.diff(stage, { secrets, environment });
  expect(exitCode, output).toBe(0);
  return new DeclaredResources(resources);
}

test("the configuration type-checks against SST's platform", async () => {
  const tsc = join(project.folder, "node_modules", ".bin", "tsc");
  await run(tsc, ["--project", "infra/tsconfig.json"], { cwd: project.folder });
});

test("a stage with keys cannot be deployed before a key is set", async () => {
  const missing = await project.diff("keyless", {});
  expect(missing).toMatchObject({ exitCode: 1, resources: [] });
  expect(missing.output).toContain("Set a value for ApiKeys with `sst secret set ApiKeys <value>`");
  const plain = await project.diff("keyless", { secrets: { ApiKeys: KEY } });
  expect(plain.exitCode).toBe(1);
  expect(plain.output).toContain('entry 1 is not "id:sha256" with the sha256 of the key as 64 hex digits');
  const none = await project.diff("keyless", { secrets: { ApiKeys: "," } });
  expect(none.output).toContain("the secret ApiKeys is empty");
});

test("the doctor checks whether a stage has keys, and prints none", async () => {
  for (const [name, value] of Object.entries(project.environment)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { signal } = new AbortController();
  const check = (stage: string) => checkSecret({ folder: project.folder, stage, signal });
  expect(await check("test")).toEqual({
    check: { name: "secret", status: "ok", detail: "1 in ApiKeys of stage test" },
    keys: API_KEYS,
  });
  expect((await check("unkeyed")).check).toMatchObject({
    status: "failed",
    remedy: expect.stringContaining("npx sst secret set ApiKeys"),
  });
  vi.stubEnv("AWS_ACCESS_KEY_ID", "");
  expect((await check("test")).check).toMatchObject({
    status: "failed",
    detail: expect.stringMatching(/^sst secret list failed: /),
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

test("alerts get their secrets, their schedule, their alarms, and no more rights than they need", async () => {
  const declared = await declareWhole();
  const variablesOf = (name: string) =>
    (
      declared.inputs("aws:lambda/function:Function", name)["environment"] as {
        variables: Record<string, string>;
      }
    ).variables;
  expect(variablesOf("IngestFunction")).toMatchObject({
    DATELINE_ALERTS: "on",
    DATELINE_ALERT_SECRET_DESK: ALERT_SECRET,
    DATELINE_ALERT_SECRET_ROOT: ALERT_SECRET,
  });
  const ofSearch = variablesOf("SearchFunction");
  expect(ofSearch).toMatchObject({ DATELINE_ALERTS_API: "on", DATELINE_ALERT_SECRET_ROOT: ALERT_SECRET });
  expect(ofSearch).not.toHaveProperty("DATELINE_ALERT_SECRET_DESK");
  const statements = DeclaredResources.inlineStatementsOf(declared.named("aws:iam/role:Role", "SearchRole"));
  const writing = statements.filter(({ actions }) => actions.some((action) => /Put|Delete/.test(action)));
  expect(writing).toEqual([
    {
      effect: "Allow",
      actions: ["s3:PutObject", "s3:DeleteObject"],
      resources: [
        expect.stringMatching(/:IndexBucket\/news\/alerts\.json$/),
        expect.stringMatching(/:IndexBucket\/news\/alerts\/lists\/\*$/),
      ],
    },
  ]);
  const ofIngest = DeclaredResources.inlineStatementsOf(declared.named("aws:iam/role:Role", "IngestRole"));
  expect(ofIngest).toContainEqual({
    effect: "Allow",
    actions: ["sns:Publish"],
    resources: ["arn:aws:sns:eu-west-1:123456789012:desk"],
  });
  const alarms = declared.all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => name);
  expect(alarms).toEqual(expect.arrayContaining(["AlertFailures", "AlertsLost"]));
  const filter = declared.inputs("aws:cloudwatch/logMetricFilter:LogMetricFilter", "AlertsLost");
  expect(filter["logGroupName"]).toMatch(/Ingest/);
});

test("an alert secret that cannot sign messages stops the deployment", async () => {
  const secrets = { ApiKeys: API_KEYS, AlertSecretDesk: "hunter2" };
  const environment = { DATELINE_ALERTS: "on", DATELINE_ALERT_SECRETS: "DESK" };
  const { exitCode, output } = await project.diff("unsigned", { secrets, environment });
  expect(exitCode).toBe(1);
  expect(output).toContain('the secret of DESK must be "whsec_"');
  expect(output).not.toContain("hunter2");
});

test("invalid keys stop the deployment", async () => {
  for (const [keys, reason] of [
    [`${API_KEYS}:serach`, 'the scopes of "reader" must be some of search, articles, mcp, alerts'],
    [`${API_KEYS} ${API_KEYS}`, '"reader" is listed twice'],
    [`${"r".repeat(65)}${API_KEYS.slice("reader".length)}`, 'entry 1 is not "id:sha256"'],
  ] as const) {
    const { exitCode, output } = await project.diff("misspelt", { secrets: { ApiKeys: keys } });
    expect([exitCode, output]).toEqual([1, expect.stringContaining(reason)]);
  }
});

test("more keys than variables can hold stop the deployment, but any number of feeds is fine", async () => {
  const keys = Array.from({ length: 60 }, (_, index) => API_KEYS.replace("reader", `reader-${index}`));
  const refused = await project.diff("crowded", { secrets: { ApiKeys: keys.join(" ") } });
  expect([refused.exitCode, refused.output]).toEqual([
    1,
    expect.stringMatching(/search: Lambda accepts 4096 bytes .*the largest is DATELINE_API_KEYS/),
  ]);
  const feeds = Array.from({ length: 200 }, (_, index) => `https://news.example/${index}.xml`);
  const declared = await declare("crowded", { DATELINE_FEEDS: feeds.join(" ") });
  expect(declared.inputs("aws:s3/bucketObjectv2:BucketObjectv2", "FeedList")).toMatchObject({
    key: "news/feeds.txt",
    content: `${feeds.join("\n")}\n`,
  });
});

test("an account with low concurrency reserves none of it", async () => {
  const declared = await declare("production", { STUB_LAMBDA_CONCURRENCY: "10" });
  const search = declared.inputs("aws:lambda/function:Function", "SearchFunction");
  // What the API takes for none.
  expect(search["reservedConcurrentExecutions"]).toBe(-1);
  const unasked = await declare("production", { DATELINE_CONCURRENCY: "none" });
  expect(unasked.inputs("aws:lambda/function:Function", "SearchFunction")).not.toHaveProperty(
    "reservedConcurrentExecutions",
  );
});

test("without a region nothing is deployed", async () => {
  const environment = { AWS_REGION: "", AWS_CONFIG_FILE: join(work, "no-config") };
  const { exitCode, output } = await project.diff("test", { environment });
  expect([exitCode, output]).toEqual([1, expect.stringContaining("Cannot deploy: no region is set")]);
});

test("a settings file that SST would ignore stops the deployment", async () => {
  const files = { ".env.test": "DATELINE_ACCESS=public\nmemory 2 GB\n" };
  const { exitCode, output } = await project.diff("test", { files });
  expect([exitCode, output]).toEqual([
    1,
    expect.stringContaining("SST would ignore the whole file .env.test"),
  ]);
});

test("the doctor reads the three kinds of settings like SST", async () => {
  const cases: readonly SettingsCase[] = [
    { files: { ".env": "DATELINE_MEMORY_MB=1111", ".env.own": "DATELINE_MEMORY_MB=2222" }, own: "2999" },
    { files: { ".env": "DATELINE_MEMORY_MB=1111" }, own: "2999" },
    { files: { ".env": "DATELINE_MEMORY_MB=1111", ".env.own": "DATELINE_MEMORY_MB=2222" } },
    { files: { ".env": 'MB="1500" # of it\nexport DATELINE_MEMORY_MB = $MB' } },
    { files: { ".env": "MB=1500", ".env.own": `DATELINE_MEMORY_MB=\${MB}` }, own: "2999" },
    { files: { ".env": "DATELINE_MEMORY_MB=1111" }, own: "" },
    { files: { ".env.own": "DATELINE_MEMORY_MB=" }, own: "2999" },
  ];
  for (const { files, own } of cases) {
    const environment = {
      DATELINE_ACCESS: "public",
      ...(own !== undefined && { DATELINE_MEMORY_MB: own }),
    };
    const diff = await project.diff("own", { files, environment });
    expect(diff.exitCode, diff.output).toBe(0);
    const declared = new DeclaredResources(diff.resources);
    const { memorySize } = declared.inputs("aws:lambda/function:Function", "SearchFunction");
    const folder = await mkdtemp(join(work, "settings-"));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { options } = await readDeployment(folder, "own");
    vi.unstubAllEnvs();
    expect([files, own, options.memoryMb]).toEqual([files, own, memorySize]);
  }
});

interface SettingsCase {
  readonly files: Readonly<Record<string, string>>;
  /** DATELINE_MEMORY_MB of the process. */
  readonly own?: string;
}

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

test("production retains its resources, and every option has its resource", async () => {
  const production = await declareWhole();
  // The bucket of the page holds nothing that the next deployment would not make again.
  for (const name of ["IndexBucket", "ArticlesBucket"]) {
    expect(production.named("aws:s3/bucket:Bucket", name)).toMatchObject({
      retainOnDelete: true,
      inputs: { bucket: expect.stringMatching(/^dateline-production-/) },
    });
  }
  expect(production.all("pulumi:pulumi:Stack")).toMatchObject([
    { outputs: { _protect: true, url: "https://search.example.com" } },
  ]);
  expect(production.inputs("aws:lambda/function:Function", "SearchFunction")).toMatchObject({
    runtime: "nodejs24.x",
    memorySize: 3008,
    environment: {
      variables: {
        DATELINE_RERANKER: "ms-marco-MiniLM-L-6-v2",
        DATELINE_REFRESH_SECONDS: "5",
        DATELINE_LOG_LEVEL: "debug",
        DATELINE_TOOL_ORIGINS: "https://news.example",
      },
    },
    reservedConcurrentExecutions: 20,
  });
  expect(production.inputs("aws:lambda/function:Function", "IngestFunction")).toMatchObject({
    environment: {
      variables: {
        DATELINE_FEED_LIST: "feeds.txt",
        DATELINE_FOLLOW: "on",
        DATELINE_LOG_LEVEL: "debug",
      },
    },
  });
  const schedules = production.all("aws:scheduler/schedule:Schedule");
  expect(schedules.map(({ inputs }) => (inputs["target"] as { input: string }).input).sort()).toEqual([
    '{"action":"alerts"}',
    '{"action":"embargoes"}',
    '{"action":"feeds"}',
    '{"action":"gc","keep":20}',
    '{"action":"load"}',
    '{"action":"refresh"}',
  ]);
  expect(production.only("aws:lambda/functionUrl:FunctionUrl")["cors"]).toMatchObject({
    allowOrigins: ["https://news.example"],
    allowMethods: ["GET", "POST", "DELETE"],
    allowCredentials: false,
  });
  expect(production.only("aws:cloudfront/distribution:Distribution")).toMatchObject({
    aliases: ["search.example.com"],
    webAclId: expect.stringContaining(":wafv2:"),
  });
  expect(production.only("aws:wafv2/webAcl:WebAcl")).toMatchObject({
    scope: "CLOUDFRONT",
    // No other rules: one against injections would refuse queries about them.
    rules: [{ statement: { rateBasedStatement: { limit: 1000, aggregateKeyType: "IP" } } }],
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

test("CloudFront forwards all requests including POST, caches no errors and sends each request once", async () => {
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
    // Errors are not kept: by itself CloudFront keeps them for ten seconds.
    const errors = distribution["customErrorResponses"] as readonly { errorCachingMinTtl: number }[];
    expect([errors.length, ...new Set(errors.map(({ errorCachingMinTtl }) => errorCachingMinTtl))]).toEqual([
      11, 0,
    ]);
    expect(JSON.stringify(declared.all("pulumi-nodejs:dynamic:Resource"))).toMatch(
      /connectionAttempts\W+1\W.*readTimeout\W+35\W/,
    );
    expect(distribution["orderedCacheBehaviors"] ?? []).toEqual([]);
    const policy = declared.only("aws:cloudfront/cachePolicy:CachePolicy");
    // Nothing is kept of which the answer itself does not say so.
    expect(policy).toMatchObject({ minTtl: 0, defaultTtl: 0 });
    for (const header of ["authorization", "x-api-key", "origin"]) {
      expect(JSON.stringify(policy)).toContain(`"${header}"`);
    }
  }
});

test("with IAM, the URL itself rejects unsigned requests, and there are no keys", async () => {
  const iam = await declare("signed", { DATELINE_ACCESS: "iam" });
  expect(iam.only("aws:lambda/functionUrl:FunctionUrl")["authorizationType"]).toBe("AWS_IAM");
  expect(iam.all("aws:lambda/permission:Permission")).toEqual([]);
  expect(iam.inputs("aws:lambda/function:Function", "SearchFunction")["environment"]).not.toHaveProperty(
    "variables.DATELINE_API_KEYS",
  );
});

describePolicies(declareWhole);

describeEngine(() => ({ folder: project.folder, diff: project.diff, apiKeys: API_KEYS }));

describePackages(() => ({ project, s3, declared: usual, work, apiKey: KEY }));
