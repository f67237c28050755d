import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { connect } from "@dateline-search/core/opensearch/cluster-client";
import { parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const run = promisify(execFile);
const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

/** Makes an authority of one's own and a certificate of 127.0.0.1 that it signed. @returns the paths */
async function makeCertificates() {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  const openssl = async (...args: readonly string[]) => await run("openssl", args, { cwd: folder });
  await openssl(
    "req",
    "-x509",
    ...CURVE,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-subj",
    "/CN=Own authority",
  );
  await openssl("req", ...CURVE.slice(0, 5), "-keyout", "node.key", "-out", "node.csr", "-subj", "/CN=node");
  await writeFile(path("names.txt"), "subjectAltName=IP:127.0.0.1\n");
  const signing = [
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    "names.txt",
  ];
  await openssl("x509", "-req", "-in", "node.csr", "-out", "node.pem", ...signing);
  return { ca: path("ca.pem"), key: path("node.key"), certificate: path("node.pem") };
}

/** A cluster behind TLS, which answers everything with an empty object. */
async function startSecureCluster(paths: {
  readonly key: string;
  readonly certificate: string;
}): Promise<string> {
  const [key, cert] = await Promise.all([readFile(paths.key), readFile(paths.certificate)]);
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

test("a cluster with a certificate of one's own authority answers who trusts that authority, and nobody else", async () => {
  const certificates = await makeCertificates();
  const engine = await startSecureCluster(certificates);
  expect(await ask(engine, await readFile(certificates.ca, "utf8"))).toEqual({ answered: true });
  await expect(ask(engine)).rejects.toMatchObject({
    code: "store-unreachable",
    message: expect.stringMatching(/certificate/),
  });
  const other = await makeCertificates();
  await expect(ask(engine, await readFile(other.ca, "utf8"))).rejects.toMatchObject({
    code: "store-unreachable",
  });
});
