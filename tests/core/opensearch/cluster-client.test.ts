import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "@dateline-search/core/opensearch/cluster-client";
import { type EngineLocation, parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { expect, onTestFinished, test } from "vitest";

interface FakeCluster {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
}

/** A server that answers every request with one status, and remembers what it was sent. */
async function startFakeCluster(status: number, body: object = {}): Promise<FakeCluster> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

async function ask(location: EngineLocation): Promise<unknown> {
  const client = await connect(location);
  onTestFinished(async () => await client.close());
  return (await client.request({ method: "GET", path: "/news/_doc/state" })).body;
}

test("every request has the user and the password", async () => {
  const { url, requests } = await startFakeCluster(200, { found: true });
  const location = parseEngine(`opensearch=${url}`, { username: "ann", password: "secret" });
  expect(await ask(location)).toEqual({ found: true });
  const expected = `Basic ${Buffer.from("ann:secret").toString("base64")}`;
  expect(requests.map(({ headers }) => headers.authorization)).toEqual([expected]);
});

test("requests are signed for Amazon OpenSearch Service with the credentials of the environment", async () => {
  const { url, requests } = await startFakeCluster(200);
  const variables = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "example-secret" };
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  const auth = { kind: "sigv4", region: "eu-central-1", service: "es" } as const;
  await ask({ ...parseEngine(`opensearch=${url}`), auth });
  const authorization = requests[0]?.headers.authorization;
  expect(authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/es\/aws4_request, /,
  );
  expect(authorization).not.toContain("example-secret");
});

test.each([
  [401, "store-forbidden"],
  [403, "store-forbidden"],
  [404, "index-missing"],
  [409, "write-conflict"],
  [400, "internal"],
] as const)("status %i is the error %s, without secrets", async (status, code) => {
  const { url } = await startFakeCluster(status, { error: { type: "some_error", reason: "it is so" } });
  const location = parseEngine(`opensearch=${url}`, { username: "ann", password: "secret" });
  const asking = ask(location);
  await expect(asking).rejects.toMatchObject({ code });
  const error = await asking.catch((reason: unknown) => reason);
  const { message, stack, cause } = error as Error;
  expect(`${message} ${stack} ${String(cause)} ${JSON.stringify(error)}`).not.toMatch(/secret|Basic|YW5u/);
});

test("a missing cluster is unreachable", async () => {
  await expect(ask(parseEngine("opensearch=http://ann:secret@127.0.0.1:1"))).rejects.toMatchObject({
    code: "store-unreachable",
  });
});
