/// <reference path="../.sst/platform/config.d.ts" />

import { lambdaRole } from "./lambda-role";
import { options } from "./options";
import { articles, readArticles, readIndex, store, writeIndex } from "./storage";

const TIMEOUT_MINUTES = 15;
/** AWS asks for six times the time-out, so that a message is not seen again while it is worked on. */
const VISIBILITY_MINUTES = 6 * TIMEOUT_MINUTES;
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
  visibilityTimeout: `${VISIBILITY_MINUTES} minutes`,
  dlq: { queue: deadLetters.arn, retry: TRIES },
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

/** Adds articles to the index: those put into the bucket, and those of feeds. */
export const ingest = new sst.aws.Function("Ingest", {
  bundle: "build/ingest",
  handler: "index.handler",
  runtime: "nodejs22.x",
  architecture: "x86_64",
  // Embedding is all that takes time, and one process uses two processors for it.
  memory: "3538 MB",
  timeout: `${TIMEOUT_MINUTES} minutes`,
  storage: `${Math.max(options.storageMb, 4096)} MB`,
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
  ],
  environment: {
    DATELINE_STORE: store,
    DATELINE_LOG_LEVEL: options.logLevel,
    DATELINE_MAX_OBJECT_MB: String(options.maxObjectMb),
    // It refuses to make what the search function would refuse to open.
    ...(options.trustedKeys !== undefined && { DATELINE_TRUSTED_KEYS: options.trustedKeys }),
    ...(signingKey !== undefined && { DATELINE_SIGNING_KEY: signingKey.value }),
    DATELINE_FEEDS: options.feeds.join(" "),
    ...(options.followFeeds && { DATELINE_FOLLOW: "1" }),
    ...(options.userAgent !== undefined && { DATELINE_USER_AGENT: options.userAgent }),
  },
  logging: { format: "json", retention: options.isProduction ? "3 months" : "1 month" },
  transform: lambdaRole,
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
    dlq: deadLetters.arn,
  });
}

/** Takes milliseconds while no embargo is over. What failed is tried again the next time. */
if (options.embargoSchedule !== undefined) {
  new sst.aws.CronV2("Embargoes", {
    schedule: options.embargoSchedule,
    function: ingest.arn,
    event: { action: "embargoes" },
    retries: 0,
  });
}

/** What it could not delete it deletes the next time. */
if (options.gcSchedule !== undefined) {
  new sst.aws.CronV2("GarbageCollection", {
    schedule: options.gcSchedule,
    function: ingest.arn,
    event: { action: "gc", keep: options.gcKeep },
    retries: 0,
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
