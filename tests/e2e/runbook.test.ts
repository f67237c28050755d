import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";

/** What docs/runbook.md says to do, done with the commands that it names on a versioned bucket. */
let gateway: VersityGateway;
let client: S3Client;
let bucket = "";
let buckets = 0;

beforeAll(async () => {
  gateway = await startVersitygw({ isVersioned: true });
  const { endpoint, accessKeyId, secretAccessKey } = gateway;
  const credentials = { accessKeyId, secretAccessKey };
  client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
});
afterAll(async () => {
  client?.destroy();
  await gateway?.stop();
});
beforeEach(async () => {
  bucket = `runbook-${buckets++}`;
  await gateway.createBucket(bucket);
  const environment = {
    AWS_ENDPOINT_URL_S3: gateway.endpoint,
    AWS_ACCESS_KEY_ID: gateway.accessKeyId,
    AWS_SECRET_ACCESS_KEY: gateway.secretAccessKey,
    AWS_REGION: "us-east-1",
    DATELINE_STORE: `s3://${bucket}/news`,
    DATELINE_MODELS: MODELS_FOLDER,
    DATELINE_CACHE: temporaryFolder(),
    DATELINE_PROCESSES: "1",
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** @returns what was printed @throws when the command fails */
async function dateline(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(args);
  if (exitCode !== 0) throw new Error(`dateline ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
  return stdout;
}

async function add(id: string, text: string): Promise<void> {
  const file = join(temporaryFolder(), `${id}.jsonl`);
  writeFileSync(file, `${JSON.stringify({ id, title: `Report ${id}`, text })}\n`);
  await dateline("add", file);
}

async function idsFound(query: string): Promise<readonly string[]> {
  const { hits } = JSON.parse(await dateline("search", query, "--json")) as {
    readonly hits: readonly { readonly article: { readonly id: string } }[];
  };
  return hits.map(({ article }) => article.id);
}

async function latestGeneration(): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: "news/latest.json" }));
  return (JSON.parse((await Body?.transformToString()) ?? "") as { generation: string }).generation;
}

test("a generation that was collected comes back from a versioned bucket, and a rollback makes it answer", async () => {
  await add("ferry", "The ferry was two hours late because of fog at the pier.");
  const earlier = await latestGeneration();
  await add("herring", "The price of herring rose to nine euros a kilo.");
  await dateline("compact", "--all");
  await dateline("gc", "--keep", "0", "--grace", "0");
  await expect(dateline("rollback", earlier)).rejects.toThrow(/rollback .* ended with/);
  const { DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  const markers = DeleteMarkers.filter(({ Key = "", IsLatest }) => IsLatest && /news\/(?:gen|seg)/.test(Key));
  expect(markers.length).toBeGreaterThan(1);
  for (const { Key, VersionId } of markers) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
  }
  await dateline("rollback", earlier);
  expect(await latestGeneration()).toBe(earlier);
  expect(await idsFound("why was the ferry late?")).toEqual(["ferry"]);
  await dateline("check");
});

test("a damaged latest.json is set anew by a rollback to an id that the generations are listed with", async () => {
  await add("ferry", "The ferry was two hours late because of fog at the pier.");
  const generation = await latestGeneration();
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: "news/latest.json", Body: "{damaged" }));
  await expect(idsFound("ferry")).rejects.toThrow(/latest\.json/);
  const listed = await runCommand(["generations", "--json"]);
  expect(listed.stdout).toContain(generation);
  await dateline("rollback", generation);
  expect(await idsFound("why was the ferry late?")).toEqual(["ferry"]);
  await dateline("check");
});

test("what is forgotten is in no object, and in no earlier version once these are deleted, too", async () => {
  await add("ferry", "The ferry was two hours late because of fog at the pier.");
  await add("herring", "The price of herring rose to nine euros a kilo.");
  await dateline("forget", "herring");
  expect(await idsFound("price of herring")).not.toContain("herring");
  const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  const holding = async (which: typeof Versions) => {
    const found: typeof Versions = [];
    for (const one of which) {
      const { Key, VersionId } = one;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      if (bytes.includes("nine euros a kilo")) found.push(one);
    }
    return found;
  };
  expect(await holding(Versions.filter(({ IsLatest }) => IsLatest))).toEqual([]);
  const kept = await holding(Versions);
  expect(kept.length).toBeGreaterThan(0);
  for (const { Key, VersionId } of kept) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
  }
  const after = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  expect(await holding(after.Versions ?? [])).toEqual([]);
  await dateline("check");
});
