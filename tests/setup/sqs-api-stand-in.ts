import { createServer, type IncomingMessage } from "node:http";
import type { QueueStandIn } from "./queue-stand-in.ts";

export interface SqsApi {
  /** For `AWS_ENDPOINT_URL_SQS`. */
  readonly endpoint: string;
  readonly queueUrl: string;
  stop(): Promise<void>;
}

interface VisibilityChange {
  readonly Id: string;
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout: number;
}

const TARGET = "AmazonSQS.ChangeMessageVisibilityBatch";
const MAX_ENTRIES = 10;
const MAX_SECONDS = 12 * 3600;

/**
 * Stands in for the API of SQS, of which there is no local server here: changes the visibility of messages of a queue, ten
 * at a time at most, and refuses everything else
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html).
 */
export async function startSqsApi(queue: QueueStandIn): Promise<SqsApi> {
  const server = createServer(async (request, response) => {
    const answer = answerTo(queue, request, await readAll(request));
    const status = answer === null ? 400 : 200;
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(answer ?? { __type: "com.amazonaws.sqs#InvalidAction", message: "refused" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    queueUrl: `${endpoint}/123456789012/IngestQueue`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerTo(queue: QueueStandIn, request: IncomingMessage, body: string): object | null {
  if (request.headers["x-amz-target"] !== TARGET) return null;
  const { Entries } = JSON.parse(body) as { Entries: readonly VisibilityChange[] };
  if (Entries.length === 0 || Entries.length > MAX_ENTRIES) return null;
  const done = Entries.filter(
    ({ ReceiptHandle, VisibilityTimeout: seconds }) =>
      seconds >= 0 && seconds <= MAX_SECONDS && queue.changeVisibility(ReceiptHandle, seconds),
  );
  const failed = Entries.filter((entry) => !done.includes(entry));
  return {
    Successful: done.map(({ Id }) => ({ Id })),
    Failed: failed.map(({ Id }) => ({ Id, SenderFault: true, Code: "ReceiptHandleIsInvalid" })),
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
