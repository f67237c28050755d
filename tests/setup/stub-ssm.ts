import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface StubSsm {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** What sst 4.17.1 keeps in an account that it has been used in before. */
const BOOTSTRAP_PARAMETER = "/sst/bootstrap";
const BOOTSTRAP_VERSION = 5;

/**
 * A stub of AWS Systems Manager's parameters, the two calls that `sst` makes of it, in an account that is bootstrapped
 * with the given buckets. It checks no signature.
 */
export async function startStubSsm(buckets: {
  readonly asset: string;
  readonly state: string;
}): Promise<StubSsm> {
  const bootstrap = { ...buckets, version: BOOTSTRAP_VERSION, assetEcrUrl: "", assetEcrRegistryId: "" };
  const parameters = new Map([[BOOTSTRAP_PARAMETER, JSON.stringify(bootstrap)]]);
  const server = createServer((request, response) => {
    answer(parameters, request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  parameters: Map<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { Name, Value } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as {
    Name: string;
    Value?: string;
  };
  const type = { "content-type": "application/x-amz-json-1.1" };
  switch (request.headers["x-amz-target"]) {
    case "AmazonSSM.GetParameter": {
      const value = parameters.get(Name);
      if (value === undefined) response.writeHead(400, type).end('{"__type":"ParameterNotFound"}');
      else
        response
          .writeHead(200, type)
          .end(JSON.stringify({ Parameter: { Name, Type: "String", Value: value } }));
      return;
    }
    case "AmazonSSM.PutParameter":
      parameters.set(Name, Value ?? "");
      response.writeHead(200, type).end('{"Version":1}');
      return;
    default:
      response.writeHead(400, type).end('{"__type":"InvalidAction"}');
  }
}
