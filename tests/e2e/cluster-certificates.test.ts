import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { connect } from "@dateline-search/core/opensearch/cluster-client";
import { parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { type Certificates, makeCertificates } from "../setup/certificates.ts";

/** A cluster behind TLS, which answers everything with an empty object. */
async function startSecureCluster({ path }: Certificates): Promise<string> {
  const [key, cert] = await Promise.all([readFile(path("node.key")), readFile(path("node.pem"))]);
  const server = createServer({ key, cert }, (request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json" }).end('{"answered":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `opensearch=https://127.0.0.1:${(server.address() as AddressInfo).port}/news`;
}

async function ask(engine: string, ca?: string): Promise<unknown> {
  const client = await connect(parseEngine(engine, { ca }));
  onTestFinished(() => client.close());
  return (await client.request({ method: "GET", path: "/" })).body;
}

test("a cluster with a certificate of a private authority can be used only by clients that trust it", async () => {
  const certificates = await makeCertificates(temporaryFolder(), ["node"]);
  const engine = await startSecureCluster(certificates);
  expect(await ask(engine, await readFile(certificates.path("ca.pem"), "utf8"))).toEqual({ answered: true });
  await expect(ask(engine)).rejects.toMatchObject({
    code: "store-unreachable",
    message: expect.stringMatching(/certificate/),
  });
  const other = await makeCertificates(temporaryFolder(), ["node"]);
  await expect(ask(engine, await readFile(other.path("ca.pem"), "utf8"))).rejects.toMatchObject({
    code: "store-unreachable",
  });
});
