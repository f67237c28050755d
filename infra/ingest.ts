/// <reference path="../.sst/platform/config.d.ts" />

import { alertRoot, alertSecrets } from "./alert-secrets";
import { checkedFunction } from "./checked-function";
import { loadedEngine } from "./engine";
import { FEED_LIST, ingestEnvironment } from "./function-environments";
import { options } from "./options";
import { articles, index, PREFIX, readArticles, readIndex, store, writeIndex } from "./storage";

/**
 * AWS recommends six times the timeout, so that a message does not reappear while it waits for the function.
 * The function shortens it once it works on a message, and sets the delay of retries.
 */
const VISIBILITY_SECONDS = 6 * options.ingestTimeoutSeconds;
/**
 * Number of tries before a message goes to the dead letters, where it stays for two weeks. The largest
 * allowed object takes about five invocations, each of which resumes where the previous one stopped.
 */
const TRIES = 6;
const DEAD_LETTER_SECONDS = 14 * 24 * 3600;

/** Objects that could not be ingested: inspect and fix them, then move them back in the console. */
export const deadLetters = new sst.aws.Queue("IngestDeadLetters", {
  transform: { queue: { messageRetentionSeconds: DEAD_LETTER_SECONDS } },
});

export const queue = new sst.aws.Queue("IngestQueue", {
  visibilityTimeout: `${VISIBILITY_SECONDS} seconds`,
  dlq: { queue: deadLetters.arn, retry: TRIES },
});

/**
 * Failed runs of a schedule, for inspection. They are not messages of the article queue: read and delete
 * them.
 */
export const failedRuns = new sst.aws.Queue("FailedRuns", {
  transform: { queue: { messageRetentionSeconds: DEAD_LETTER_SECONDS } },
});

/** Only the articles bucket may send. SST's notification would allow any bucket of any account. */
const queuePolicy = tlsOnly("IngestQueuePolicy", queue, [
  {
    principals: [{ type: "Service", identifiers: ["s3.amazonaws.com"] }],
    actions: ["sqs:SendMessage"],
    resources: [queue.arn],
    conditions: [{ test: "ArnEquals", variable: "aws:SourceArn", values: [articles.arn] }],
  },
]);
tlsOnly("IngestDeadLettersPolicy", deadLetters, []);
tlsOnly("FailedRunsPolicy", failedRuns, []);

new aws.s3.BucketNotification(
  "NewArticles",
  {
    bucket: articles.name,
    queues: [{ queueArn: queue.arn, events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"] }],
  },
  { dependsOn: [queuePolicy] },
);

/** A private ed25519 key that only this function gets. The search function has the public one. */
const signingKey = options.signIngest ? new sst.Secret("SigningKey") : undefined;

/** Feed addresses may exceed the limit of variables. */
if (options.feeds.length > 0) {
  new aws.s3.BucketObjectv2("FeedList", {
    bucket: index.name,
    key: `${PREFIX}/${FEED_LIST}`,
    content: `${options.feeds.join("\n")}\n`,
    contentType: "text/plain; charset=utf-8",
  });
}

/** Adds articles to the index, from the bucket and from feeds. */
export const ingest = new sst.aws.Function("Ingest", {
  bundle: "build/ingest",
  handler: "index.handler",
  runtime: options.runtime,
  architecture: "x86_64",
  // Embedding dominates, and one process uses two CPUs for it.
  memory: `${options.ingestMemoryMb} MB`,
  timeout: `${options.ingestTimeoutSeconds} seconds`,
  storage: `${options.ingestStorageMb} MB`,
  permissions: [
    ...readIndex,
    ...writeIndex,
    ...readArticles,
    {
      actions: [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
      ],
      resources: [queue.arn],
    },
    { actions: ["sqs:SendMessage"], resources: [failedRuns.arn] },
    ...(options.alertTopics.length > 0
      ? [{ actions: ["sns:Publish"], resources: [...options.alertTopics] }]
      : []),
    ...loadedEngine.permissions,
  ],
  environment: {
    DATELINE_STORE: store,
    DATELINE_QUEUE_URL: queue.url,
    ...ingestEnvironment(options),
    ...alertSecrets,
    ...alertRoot,
    ...loadedEngine.environment,
    ...(signingKey !== undefined && { DATELINE_SIGNING_KEY: signingKey.value }),
  },
  // Schedules invoke asynchronously: Lambda retries, and reports when it gives up.
  retries: 2,
  logging: { format: "json", retention: options.isProduction ? "3 months" : "1 month" },
  transform: {
    ...checkedFunction("ingest"),
    eventInvokeConfig: (config) => {
      config.destinationConfig = { onFailure: { destination: failedRuns.arn } };
    },
  },
});

queue.subscribe(ingest.arn, {
  batch: { size: 100, window: "30 seconds", partialResponses: true },
  transform: {
    // Two is the minimum. They publish by compare-and-swap, so more would only wait.
    eventSourceMapping: { scalingConfig: { maximumConcurrency: 2 } },
  },
});

if (options.feeds.length > 0) {
  ingestOn("Feeds", options.feedSchedule, { event: { action: "feeds" }, retries: 2 });
}

/** Takes milliseconds unless an embargo has ended. */
if (options.embargoSchedule !== undefined) {
  ingestOn("Embargoes", options.embargoSchedule, { event: { action: "embargoes" } });
}

/** The next run deletes what this one could not. The failure is reported. */
if (options.gcSchedule !== undefined) {
  ingestOn("GarbageCollection", options.gcSchedule, { event: { action: "gc", keep: options.gcKeep } });
}

/** Retries undelivered messages, and notices changes that others made to the index. */
if (options.alerts) {
  ingestOn("Alerts", options.alertSchedule, { event: { action: "alerts" } });
}

/** Takes three small requests if nothing was published. The next run continues a load that ran out of time. */
if (options.engine !== undefined) {
  ingestOn("Load", options.engine.loadSchedule, { event: { action: "load" } });
}

/** Invokes the ingest function on a schedule. By default, the next run is the retry. */
function ingestOn(
  name: string,
  schedule: sst.aws.CronV2Args["schedule"],
  { event, retries = 0 }: Pick<sst.aws.CronV2Args, "event"> & { readonly retries?: number },
): void {
  new sst.aws.CronV2(name, { schedule, function: ingest.arn, event, retries, dlq: failedRuns.arn });
}

function tlsOnly(
  name: string,
  { arn, url }: sst.aws.Queue,
  statements: aws.types.input.iam.GetPolicyDocumentStatementArgs[],
): aws.sqs.QueuePolicy {
  return new aws.sqs.QueuePolicy(name, {
    queueUrl: url,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        ...statements,
        {
          effect: "Deny",
          principals: [{ type: "*", identifiers: ["*"] }],
          actions: ["sqs:*"],
          resources: [arn],
          conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
        },
      ],
    }).json,
  });
}
