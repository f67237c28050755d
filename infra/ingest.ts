/// <reference path="../.sst/platform/config.d.ts" />

import { alertRoot, alertSecrets } from "./alert-secrets";
import { checkedFunction } from "./checked-function";
import { FEED_LIST, ingestEnvironment } from "./function-environments";
import { options } from "./options";
import { articles, index, PREFIX, readArticles, readIndex, store, writeIndex } from "./storage";

/**
 * AWS asks for six times the time-out, so that a message is not seen again while it waits for the function. The function
 * makes it less as soon as it works on it, and says itself when what failed is to come back.
 */
const VISIBILITY_SECONDS = 6 * options.ingestTimeoutSeconds;
/**
 * As often a message is tried before it goes to the dead letters, where it stays for two weeks. The largest object that is
 * allowed takes some five invocations, each of which goes on where the one before was stopped.
 */
const TRIES = 6;
const DEAD_LETTER_SECONDS = 14 * 24 * 3600;

/** What could not be ingested: look at it, mend it, and let the console move it back. */
export const deadLetters = new sst.aws.Queue("IngestDeadLetters", {
  transform: { queue: { messageRetentionSeconds: DEAD_LETTER_SECONDS } },
});

export const queue = new sst.aws.Queue("IngestQueue", {
  visibilityTimeout: `${VISIBILITY_SECONDS} seconds`,
  dlq: { queue: deadLetters.arn, retry: TRIES },
});

/**
 * Runs of a schedule that failed, of which somebody should know. They are no messages of the queue of articles: read them,
 * and delete them.
 */
export const failedRuns = new sst.aws.Queue("FailedRuns", {
  transform: { queue: { messageRetentionSeconds: DEAD_LETTER_SECONDS } },
});

/** The bucket of articles and no other may send; a notification of SST would let any bucket of any account. */
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

/** A private ed25519 key. Nobody but this function gets it; the search function has the public one. */
const signingKey = options.signIngest ? new sst.Secret("SigningKey") : undefined;

/** There may be more feeds than variables can hold. */
if (options.feeds.length > 0) {
  new aws.s3.BucketObjectv2("FeedList", {
    bucket: index.name,
    key: `${PREFIX}/${FEED_LIST}`,
    content: `${options.feeds.join("\n")}\n`,
    contentType: "text/plain; charset=utf-8",
  });
}

/** Adds articles to the index: those put into the bucket, and those of feeds. */
export const ingest = new sst.aws.Function("Ingest", {
  bundle: "build/ingest",
  handler: "index.handler",
  runtime: options.runtime,
  architecture: "x86_64",
  // Embedding is all that takes time, and one process uses two processors for it.
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
  ],
  environment: {
    DATELINE_STORE: store,
    DATELINE_QUEUE_URL: queue.url,
    ...ingestEnvironment(options),
    ...alertSecrets,
    ...alertRoot,
    ...(signingKey !== undefined && { DATELINE_SIGNING_KEY: signingKey.value }),
  },
  // Schedules only hand their event over: it is Lambda that tries again, and that says so when it gives up.
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
    // Two at a time is the least that can be asked for. They publish by compare-and-swap, so that more would only wait.
    eventSourceMapping: { scalingConfig: { maximumConcurrency: 2 } },
  },
});

if (options.feeds.length > 0) {
  new sst.aws.CronV2("Feeds", {
    schedule: options.feedSchedule,
    function: ingest.arn,
    event: { action: "feeds" },
    retries: 2,
    dlq: failedRuns.arn,
  });
}

/** Takes milliseconds while no embargo is over. */
if (options.embargoSchedule !== undefined) {
  new sst.aws.CronV2("Embargoes", {
    schedule: options.embargoSchedule,
    function: ingest.arn,
    event: { action: "embargoes" },
    retries: 0,
    dlq: failedRuns.arn,
  });
}

/** What it could not delete it deletes the next time; that it failed is told. */
if (options.gcSchedule !== undefined) {
  new sst.aws.CronV2("GarbageCollection", {
    schedule: options.gcSchedule,
    function: ingest.arn,
    event: { action: "gc", keep: options.gcKeep },
    retries: 0,
    dlq: failedRuns.arn,
  });
}

/** Sends again what nobody took, and notices what others put into the index. */
if (options.alerts) {
  new sst.aws.CronV2("Alerts", {
    schedule: options.alertSchedule,
    function: ingest.arn,
    event: { action: "alerts" },
    retries: 0,
    dlq: failedRuns.arn,
  });
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
