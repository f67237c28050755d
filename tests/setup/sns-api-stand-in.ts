import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";

/** What a topic was sent. */
export interface PublishedMessage {
  readonly topic: string;
  readonly body: string;
  /** All parameters of the request. */
  readonly parameters: URLSearchParams;
  /** Those of `MessageAttributes`, by their names. */
  readonly attributes: Readonly<Record<string, string>>;
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
 * (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). It refuses what is not signed with its key as
 * Signature Version 4 says (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html).
 */
export async function startSnsApi(secretKey = "test"): Promise<SnsApi> {
  const published: PublishedMessage[] = [];
  let failing = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const parameters = new URLSearchParams(body);
    if (!isSigned(request, { body, secretKey, topic: parameters.get("TopicArn") ?? "" })) {
      return response.writeHead(403, { "content-type": "text/xml" }).end(errorOf("SignatureDoesNotMatch"));
    }
    const isTaken = parameters.get("Action") === "Publish" && failing === 0;
    failing = Math.max(0, failing - 1);
    response.writeHead(isTaken ? 200 : 500, { "content-type": "text/xml" });
    if (!isTaken) {
      return response.end(errorOf("InternalError"));
    }
    published.push({
      topic: parameters.get("TopicArn") ?? "",
      body: parameters.get("Message") ?? "",
      parameters,
      attributes: attributesOf(parameters),
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

function errorOf(code: string): string {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>refused</Message></Error>`;
  return `<ErrorResponse xmlns="${NAMESPACE}">${error}</ErrorResponse>`;
}

/** `MessageAttributes.entry.1.Name` and so on, as the query protocol numbers them. */
function attributesOf(parameters: URLSearchParams): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  for (let entry = 1; parameters.has(`MessageAttributes.entry.${entry}.Name`); entry++) {
    const value = (name: string) => parameters.get(`MessageAttributes.entry.${entry}.${name}`) ?? "";
    if (value("Value.DataType") === "String") attributes[value("Name")] = value("Value.StringValue");
  }
  return attributes;
}

interface Signed {
  readonly body: string;
  readonly secretKey: string;
  readonly topic: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8})\/([a-z0-9-]+)\/sns\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;

/** Works the signature out again, for the region of the topic. */
function isSigned({ headers, method, url }: IncomingMessage, { body, secretKey, topic }: Signed): boolean {
  const [, date = "", region = "", names = "", signature] =
    AUTHORIZATION.exec(headers.authorization ?? "") ?? [];
  if (region !== topic.split(":")[3] || !names.split(";").includes("host")) return false;
  const canonicalHeaders = names.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const request = [method, url, "", canonicalHeaders.join(""), names, hash(body)].join("\n");
  const scope = `${date}/${region}/sns/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hash(request)].join("\n");
  const keyOf = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = [date, region, "sns", "aws4_request"].reduce<string | Buffer>(keyOf, `AWS4${secretKey}`);
  return keyOf(key, toSign).toString("hex") === signature;
}
