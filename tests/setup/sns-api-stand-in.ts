import { createServer } from "node:http";

/** What a topic was sent. */
export interface PublishedMessage {
  readonly topic: string;
  readonly body: string;
  /** All parameters of the request. */
  readonly parameters: URLSearchParams;
}

export interface SnsApi {
  /** For `AWS_ENDPOINT_URL_SNS`. */
  readonly endpoint: string;
  readonly published: readonly PublishedMessage[];
  /** Refuses so many requests from now on. */
  fail(requests: number): void;
  stop(): Promise<void>;
}

const NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

/**
 * Stands in for the API of SNS, of which there is no local server here: takes what is published and refuses everything else
 * (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). It checks no signature.
 */
export async function startSnsApi(): Promise<SnsApi> {
  const published: PublishedMessage[] = [];
  let failing = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const parameters = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
    const isTaken = parameters.get("Action") === "Publish" && failing === 0;
    failing = Math.max(0, failing - 1);
    response.writeHead(isTaken ? 200 : 500, { "content-type": "text/xml" });
    if (!isTaken) {
      const error =
        "<Error><Type>Receiver</Type><Code>InternalError</Code><Message>refused</Message></Error>";
      return response.end(`<ErrorResponse xmlns="${NAMESPACE}">${error}</ErrorResponse>`);
    }
    published.push({
      topic: parameters.get("TopicArn") ?? "",
      body: parameters.get("Message") ?? "",
      parameters,
    });
    const result = `<PublishResult><MessageId>${published.length}</MessageId></PublishResult>`;
    return response.end(`<PublishResponse xmlns="${NAMESPACE}">${result}</PublishResponse>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    published,
    fail: (requests) => {
      failing = requests;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
