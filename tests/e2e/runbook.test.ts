import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";

// docs/runbook.md, each section that commands can follow, on a bucket that keeps versions, as a deployment has it.

const BUCKET = "runbook";
const SECRET =
  "The witness Ottoline Quarrington told the court that she had seen the defendant near the mill.";

let gateway: VersityGateway;
let client: S3Client;
beforeAll(async () => {
  gateway = await startVersitygw({ hasVersions: true });
  await gateway.createBucket(BUCKET);
  await gateway.keepVersions(BUCKET);
  const { endpoint, accessKeyId, secretAccessKey } = gateway;
  const credentials = { accessKeyId, secretAccessKey };
  client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
});
afterAll(async () => {
  client?.destroy();
  await gateway?.stop();
});

let stores = 0;
let prefix: string;
let store: string;
let folder: string;
beforeEach(() => {
  prefix = `news-${stores++}/`;
  store = `s3://${BUCKET}/${prefix.slice(0, -1)}`;
  folder = temporaryFolder();
  mkdirSync(join(folder, "corpus"));
  vi.stubEnv("AWS_ENDPOINT_URL", gateway.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", gateway.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", gateway.secretAccessKey);
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("DATELINE_MODELS", MODELS_FOLDER);
  vi.stubEnv("DATELINE_CACHE", join(folder, "cache"));
  vi.stubEnv("DATELINE_INDEX", join(folder, "index"));
  vi.stubEnv("DATELINE_STORE", store);
});

/** Runs a command that ends well. @returns what it printed */
async function dateline(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(args);
  expect({ args, exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ args, exitCode: 0, stderr: "" });
  return stdout;
}

function write(id: string, text: string): void {
  writeFileSync(join(folder, "corpus", `${id}.json`), JSON.stringify({ id, title: `About ${id}`, text }));
}

/** Builds the corpus and publishes it. @returns the generation's id */
async function publish(...flags: readonly string[]): Promise<string> {
  const { generation } = JSON.parse(await dateline("build", join(folder, "corpus"), "--json"));
  await dateline("publish", store, ...flags);
  return generation;
}

async function answering() {
  const listed: { id: string; isLatest: boolean; articles: number }[] = JSON.parse(
    await dateline("generations", "--json"),
  );
  return listed.find(({ isLatest }) => isLatest);
}

async function latest(): Promise<string | undefined> {
  return (await answering())?.id;
}

/** Every page of what the bucket keeps below the prefix. */
async function versions() {
  const {
    Versions = [],
    DeleteMarkers = [],
    IsTruncated,
  } = await client.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: prefix }));
  expect(IsTruncated).not.toBe(true);
  return { Versions, DeleteMarkers };
}

/** Keys of all versions in which a word stands, the earlier ones included. */
async function holding(word: string): Promise<string[]> {
  const keys: string[] = [];
  for (const { Key = "", VersionId } of (await versions()).Versions) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key, VersionId }));
    const path = join(folder, "version");
    writeFileSync(path, (await Body?.transformToByteArray()) ?? "");
    const pieces: Uint8Array[] = [];
    for await (const piece of localSegmentFormat.contentOf(basename(Key), path)) pieces.push(piece);
    if (Buffer.concat(pieces).includes(word)) keys.push(Key);
  }
  return keys;
}

test("an earlier generation can be restored, even if collected, from the bucket's versions", async () => {
  write("herons", "Herons breed in the reeds by the old lake.");
  const first = await publish();
  write("otters", "Otters came back to the river in the valley.");
  const second = await publish();
  await dateline("rollback");
  expect(await latest()).toBe(first);
  await dateline("rollback", second.slice(0, 8));
  expect(await latest()).toBe(second);
  await dateline("gc", "--keep", "0", "--grace", "0");
  expect((await runCommand(["rollback", first])).exitCode).not.toBe(0);
  // "If it was collected": the delete markers go, and what they hid is there again.
  for (const { Key, VersionId } of (await versions()).DeleteMarkers) {
    if (Key?.startsWith(`${prefix}leases/`)) continue;
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));
  }
  await dateline("rollback", first);
  expect(await latest()).toBe(first);
  await dateline("check");
});

test("an index is rebuilt, and articles that others added are not discarded by mistake", async () => {
  write("herons", "Herons breed in the reeds by the old lake.");
  await publish();
  write("otters", "Otters came back to the river in the valley.");
  await dateline("add", join(folder, "corpus", "otters.json"));
  const added = await latest();
  rmSync(join(folder, "corpus", "otters.json"));
  rmSync(join(folder, "index"), { recursive: true });
  await dateline("build", join(folder, "corpus"));
  const refused = await runCommand(["publish", store]);
  expect(refused).toMatchObject({
    exitCode: 4,
    stderr: expect.stringContaining("has 1 article that the new one lacks"),
  });
  expect(await latest()).toBe(added);
  await dateline("publish", store, "--replace");
  await dateline("rollback");
  expect(await latest()).toBe(added);
});

test("every command reports a damaged latest.json, and a rollback to a named generation replaces it", async () => {
  write("herons", "Herons breed in the reeds by the old lake.");
  const id = await publish();
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${prefix}latest.json`, Body: "{" }));
  for (const args of [["check"], ["remove", "herons"], ["gc"], ["rollback"]]) {
    const { exitCode, stderr } = await runCommand(args);
    expect({ args, exitCode, stderr }).toMatchObject({
      exitCode: expect.any(Number),
      stderr: expect.stringContaining("latest.json"),
    });
    expect(exitCode).not.toBe(0);
  }
  const listed = await runCommand(["generations"]);
  expect(listed.stdout + listed.stderr).toContain(id.slice(0, 12));
  await dateline("rollback", id);
  expect(await latest()).toBe(id);
  await dateline("check");
});

test("a taken-down article is in no search, then in no object; forget leaves no version of it in the bucket either", async () => {
  write("witness", SECRET);
  write("herons", "Herons breed in the reeds by the old lake.");
  await publish();
  await dateline("remove", "witness");
  expect((await answering())?.articles).toBe(1);
  await dateline("compact", "--all");
  await dateline("gc", "--keep", "0", "--grace", "0");
  // The bucket keeps what was deleted.
  expect(await holding("Quarrington")).not.toEqual([]);
  const said = await dateline("forget", "witness");
  expect(said).toMatch(/Deleted \d+ earlier versions? that the bucket had kept/);
  expect(said).toContain("The text is gone from all of them.");
  expect(await holding("Quarrington")).toEqual([]);
  expect(await holding("Herons")).not.toEqual([]);
  await dateline("check");
});

test("forget alone does all of it, and leaves other objects in the versions", async () => {
  write("witness", SECRET);
  await publish();
  write("herons", "Herons breed in the reeds by the old lake.");
  await dateline("add", join(folder, "corpus", "herons.json"));
  await dateline("remove", "herons");
  await dateline("compact", "--all");
  await dateline("gc", "--keep", "0", "--grace", "0");
  await dateline("forget", "witness");
  expect(await holding("Quarrington")).toEqual([]);
  expect(await holding("Herons")).not.toEqual([]);
});
