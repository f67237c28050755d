import { expect, test } from "vitest";
import { DeclaredResources } from "../../setup/declared-resources.ts";

/** How the functions run and are reached. */
export function describeFunctions(declared: () => DeclaredResources): void {
  test("the search function has the declared runtime, memory, timeout and environment, and requires keys", () => {
    const search = declared().inputs("aws:lambda/function:Function", "SearchFunction");
    expect(search).toMatchObject({
      runtime: "nodejs22.x",
      architectures: ["x86_64"],
      packageType: "Zip",
      handler: "index.handler",
      memorySize: 1769,
      timeout: 30,
      ephemeralStorage: { size: 2048 },
      loggingConfig: { logFormat: "JSON" },
      environment: {
        variables: {
          DATELINE_STORE: `s3://${declared().inputs("aws:s3/bucket:Bucket", "IndexBucket")["bucket"]}/news`,
          DATELINE_API_KEYS: expect.stringMatching(/^reader:[0-9a-f]{64}$/),
        },
      },
    });
    expect(search["reservedConcurrentExecutions"]).toBe(20);
    expect(declared().only("aws:lambda/functionUrl:FunctionUrl")).not.toHaveProperty("cors");
    expect(declared().inputs("aws:cloudwatch/logGroup:LogGroup", "SearchLogGroup")).toMatchObject({
      retentionInDays: 30,
    });
  });

  test("a failed scheduled run is retried twice, and then reported", () => {
    const configs = declared().all("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
    const ofFunction = (name: string) => {
      return configs.find(
        ({ inputs }) =>
          inputs["functionName"] === declared().inputs("aws:lambda/function:Function", name)["name"],
      );
    };
    expect(ofFunction("IngestFunction")?.inputs).toMatchObject({
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: expect.stringMatching(/:FailedRunsQueue$/) } },
    });
    expect(ofFunction("SearchFunction")?.inputs).toMatchObject({ maximumRetryAttempts: 0 });
  });

  test("new articles reach the ingest function through a queue, and failures the dead-letter queue", () => {
    const queue = declared().inputs("aws:sqs/queue:Queue", "IngestQueueQueue");
    const ingest = declared().inputs("aws:lambda/function:Function", "IngestFunction");
    expect(ingest).toMatchObject({ timeout: 900, memorySize: 3008, runtime: "nodejs22.x" });
    expect(queue["visibilityTimeoutSeconds"]).toBe(6 * 900);
    expect(ingest).toMatchObject({
      environment: { variables: { DATELINE_QUEUE_URL: expect.stringMatching(/\/IngestQueueQueue$/) } },
    });
    expect(JSON.parse(String(queue["redrivePolicy"]))).toMatchObject({
      deadLetterTargetArn: expect.stringMatching(/:IngestDeadLettersQueue$/),
      maxReceiveCount: 6,
    });
    expect(declared().only("aws:lambda/eventSourceMapping:EventSourceMapping")).toMatchObject({
      eventSourceArn: expect.stringMatching(/:IngestQueueQueue$/),
      functionName: expect.stringMatching(/:IngestFunction$/),
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: 2 },
    });
    expect(declared().only("aws:s3/bucketNotification:BucketNotification")).toMatchObject({
      bucket: declared().inputs("aws:s3/bucket:Bucket", "ArticlesBucket")["bucket"],
      queues: [
        {
          events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
          queueArn: expect.stringMatching(/:IngestQueueQueue$/),
        },
      ],
    });
    const policy = declared().named("aws:sqs/queuePolicy:QueuePolicy", "IngestQueuePolicy");
    expect(DeclaredResources.statementsOf(policy)).toMatchObject([
      {
        actions: ["sqs:SendMessage"],
        principals: [{ identifiers: ["s3.amazonaws.com"] }],
        conditions: [{ test: "ArnEquals", values: [expect.stringMatching(/:ArticlesBucket$/)] }],
      },
      { effect: "Deny", conditions: [{ variable: "aws:SecureTransport", values: ["false"] }] },
    ]);
  });
}
