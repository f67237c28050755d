import { expect, test } from "vitest";
import { DeclaredResources } from "../../setup/declared-resources.ts";
import { WrittenPolicy } from "../../setup/iam-policy.ts";
import type { DeclaredResource } from "../../setup/sst-project.ts";

const ACCOUNT = "123456789012";
const REGION = "eu-west-1";
const STAGE = "production";

type Inputs = DeclaredResource["inputs"];
type Need = readonly [action: string, resource: string];

const bucketArn = ({ bucket }: Inputs) => `arn:aws:s3:::${bucket}`;
const regional = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const queueArn = (name: unknown) => regional("sqs", String(name));
const functionArn = (name: unknown) => regional("lambda", `function:${name}`);

/** What making a resource of a type needs, beside what its inputs say. Each type of the program is here. */
const NEEDS: Readonly<Record<string, (inputs: Inputs) => Need>> = {
  "aws:acm/certificate:Certificate": () => ["acm:RequestCertificate", "*"],
  "aws:acm/certificateValidation:CertificateValidation": () => ["acm:DescribeCertificate", "*"],
  "aws:budgets/budget:Budget": ({ name }) => [
    "budgets:ModifyBudget",
    `arn:aws:budgets::${ACCOUNT}:budget/${name}`,
  ],
  "aws:cloudfront/cachePolicy:CachePolicy": () => ["cloudfront:CreateCachePolicy", "*"],
  "aws:cloudfront/distribution:Distribution": () => ["cloudfront:CreateDistribution", "*"],
  "aws:cloudfront/function:Function": () => ["cloudfront:CreateFunction", "*"],
  "aws:cloudfront/keyValueStore:KeyValueStore": () => ["cloudfront:CreateKeyValueStore", "*"],
  "aws:cloudfront/originAccessControl:OriginAccessControl": () => [
    "cloudfront:CreateOriginAccessControl",
    "*",
  ],
  "aws:cloudwatch/dashboard:Dashboard": ({ dashboardName }) => [
    "cloudwatch:PutDashboard",
    `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${dashboardName}`,
  ],
  "aws:cloudwatch/logGroup:LogGroup": ({ name }) => [
    "logs:CreateLogGroup",
    regional("logs", `log-group:${name}`),
  ],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ({ logGroupName }) => [
    "logs:PutMetricFilter",
    regional("logs", `log-group:${logGroupName}`),
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ name }) => [
    "cloudwatch:PutMetricAlarm",
    regional("cloudwatch", `alarm:${name}`),
  ],
  "aws:iam/role:Role": ({ name }) => ["iam:CreateRole", `arn:aws:iam::${ACCOUNT}:role/${name}`],
  "aws:lambda/eventSourceMapping:EventSourceMapping": () => ["lambda:CreateEventSourceMapping", "*"],
  "aws:lambda/function:Function": ({ name }) => ["lambda:CreateFunction", functionArn(name)],
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ({ functionName }) => [
    "lambda:PutFunctionEventInvokeConfig",
    functionArn(functionName),
  ],
  "aws:lambda/functionUrl:FunctionUrl": ({ functionName }) => [
    "lambda:CreateFunctionUrlConfig",
    functionArn(functionName),
  ],
  // Its input is an output of the function, which the stub of the engine names by its logical name.
  "aws:lambda/permission:Permission": () => ["lambda:AddPermission", functionArn(`dateline-${STAGE}-Search`)],
  "aws:opensearch/domain:Domain": ({ domainName }) => [
    "es:CreateDomain",
    regional("es", `domain/${domainName}`),
  ],
  "aws:route53/record:Record": () => ["route53:ChangeResourceRecordSets", "*"],
  "aws:s3/bucket:Bucket": (inputs) => ["s3:CreateBucket", bucketArn(inputs)],
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": (inputs) => [
    "s3:PutBucketCORS",
    bucketArn(inputs),
  ],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (inputs) => [
    "s3:PutLifecycleConfiguration",
    bucketArn(inputs),
  ],
  "aws:s3/bucketNotification:BucketNotification": (inputs) => ["s3:PutBucketNotification", bucketArn(inputs)],
  "aws:s3/bucketObjectv2:BucketObjectv2": (inputs) => [
    "s3:PutObject",
    `${bucketArn(inputs)}/${inputs["key"]}`,
  ],
  "aws:s3/bucketPolicy:BucketPolicy": (inputs) => ["s3:PutBucketPolicy", bucketArn(inputs)],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (inputs) => [
    "s3:PutBucketPublicAccessBlock",
    bucketArn(inputs),
  ],
  "aws:s3/bucketVersioning:BucketVersioning": (inputs) => ["s3:PutBucketVersioning", bucketArn(inputs)],
  "aws:scheduler/schedule:Schedule": ({ name }) => [
    "scheduler:CreateSchedule",
    regional("scheduler", `schedule/default/${name}`),
  ],
  "aws:sns/topic:Topic": ({ name }) => ["sns:CreateTopic", regional("sns", String(name))],
  "aws:sns/topicSubscription:TopicSubscription": () => [
    "sns:Subscribe",
    regional("sns", `dateline-${STAGE}-alarms`),
  ],
  "aws:sqs/queue:Queue": ({ name }) => ["sqs:CreateQueue", queueArn(name)],
  "aws:sqs/queuePolicy:QueuePolicy": () => ["sqs:SetQueueAttributes", queueArn(`dateline-${STAGE}-Queue`)],
  "aws:wafv2/webAcl:WebAcl": () => [
    "wafv2:CreateWebACL",
    `arn:aws:wafv2:us-east-1:${ACCOUNT}:global/webacl/x`,
  ],
};

const KEPT_FOR_READERS = ["s3:GetObject", "s3:ListBucket"];

/** The policies that people are told to use, held against a stage in which every option is on. */
export function describePolicies(declare: () => Promise<DeclaredResources>): void {
  test("the deployer's policy allows everything that the program declares, and nothing of other stages", async () => {
    const declared = await declare();
    const policy = new WrittenPolicy("deployer", { ACCOUNT, STAGE });
    const resources = declared.resources.filter(({ type }) => type.startsWith("aws:"));
    const refused = resources.flatMap(({ type, name, inputs }) => {
      const need = NEEDS[type]?.(inputs);
      return need !== undefined && policy.allows(...need) ? [] : [`${type} ${name}: ${need}`];
    });
    expect(refused).toEqual([]);
    for (const { inputs } of declared.all("aws:iam/role:Role")) {
      expect(policy.allows("iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/${inputs["name"]}`)).toBe(true);
    }
    expect(policy.allows("iam:CreateRole", `arn:aws:iam::${ACCOUNT}:role/admin`)).toBe(false);
    expect(policy.allows("s3:DeleteBucket", "arn:aws:s3:::dateline-other-indexbucket")).toBe(false);
    expect(policy.allows("lambda:DeleteFunction", functionArn("dateline-other-Search"))).toBe(false);
    expect(policy.isSmallEnough).toBe(true);
  });

  test("a publisher has the ingest function's rights below the prefix, and no more", async () => {
    const declared = await declare();
    const bucket = String(declared.inputs("aws:s3/bucket:Bucket", "IndexBucket")["bucket"]);
    const policy = new WrittenPolicy("publisher", { BUCKET: bucket });
    const ofIngest = DeclaredResources.inlineStatementsOf(declared.named("aws:iam/role:Role", "IngestRole"))
      .filter(({ resources }) => resources.some((arn) => arn.includes(":IndexBucket")))
      .flatMap(({ actions }) => actions);
    const ofPublisher = policy.statements.flatMap(({ Action }) => Action);
    expect([...ofPublisher].sort()).toEqual([...new Set(ofIngest)].sort());
    expect(ofPublisher).toEqual(expect.arrayContaining(KEPT_FOR_READERS));
    expect(policy.allows("s3:PutObject", `arn:aws:s3:::${bucket}/news/latest.json`)).toBe(true);
    expect(policy.allows("s3:PutObject", `arn:aws:s3:::${bucket}/other/latest.json`)).toBe(false);
    expect(policy.allows("s3:DeleteBucket", `arn:aws:s3:::${bucket}`)).toBe(false);
    // As that of the function, so that listing shows the prefix alone.
    expect(policy.statements.at(-1)?.Condition).toEqual({ StringLike: { "s3:prefix": "news/*" } });
  });

  test("a caller may do with the function what its URL allows everyone with a key", async () => {
    const declared = await declare();
    const { name } = declared.inputs("aws:lambda/function:Function", "SearchFunction");
    const policy = new WrittenPolicy("caller", { ACCOUNT, REGION, FUNCTION: String(name) });
    const permitted = declared
      .all("aws:lambda/permission:Permission")
      .map(({ inputs }) => String(inputs["action"]));
    expect(permitted.sort()).toEqual(["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"]);
    for (const action of permitted) expect(policy.allows(action, functionArn(name))).toBe(true);
    expect(policy.allows("lambda:UpdateFunctionCode", functionArn(name))).toBe(false);
    expect(policy.allows("lambda:InvokeFunction", functionArn("other"))).toBe(false);
  });
}
