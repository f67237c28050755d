import { execFile } from "node:child_process";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { startServerProcess } from "./server-process.ts";
import { cachedTool, TOOL_CACHE } from "./tool-cache.ts";

/** https://github.com/versity/versitygw: an S3 server in one program that honours conditional writes. */
const VERSION = "v1.8.0";
const PACKAGE = "github.com/versity/versitygw/cmd/versitygw";
const EXECUTABLE = process.platform === "win32" ? "versitygw.exe" : "versitygw";
/** A first build downloads and compiles some hundred packages. */
const INSTALL_TIMEOUT_MS = 15 * 60_000;

const run = promisify(execFile);

export interface VersityGateway {
  /** Such as `http://127.0.0.1:40123`; path-style addressing, region us-east-1. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  createBucket(name: string): Promise<void>;
  /** Lets a bucket keep what is replaced and deleted, on a server that was started with `hasVersions`. */
  keepVersions(bucket: string): Promise<void>;
  /** Ends the server and deletes its data. */
  stop(): Promise<void>;
}

/** Starts an S3 server of its own on a free port, with an empty temporary folder, installing it first if need be. */
export async function startVersitygw({ hasVersions = false } = {}): Promise<VersityGateway> {
  const program = await installVersitygw();
  const folder = await mkdtemp(join(tmpdir(), "versitygw-"));
  const versions = await mkdtemp(join(tmpdir(), "versitygw-versions-"));
  const credentials = { accessKeyId: "test-access-key", secretAccessKey: "test-secret-key" };
  const { endpoint, stop } = await startServerProcess({
    name: "versitygw",
    program,
    flags: (address) => [
      ...["--port", address, "--keep-alive", "--quiet"],
      ...["posix", ...(hasVersions ? ["--versioning-dir", versions] : []), folder],
    ],
    env: {
      ...process.env,
      ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
      ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  });
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  return {
    endpoint,
    ...credentials,
    createBucket: async (name) => {
      await client.send(new CreateBucketCommand({ Bucket: name }));
    },
    keepVersions: async (Bucket) => {
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    },
    stop: async () => {
      client.destroy();
      await stop();
      for (const one of [folder, versions]) await rm(one, { recursive: true, force: true });
    },
  };
}

/**
 * Finds the pinned version in the repository's cache or builds it there; test files that ask at the same time wait for
 * one build.
 *
 * @returns the path of the program
 * @throws Error that says what to do when Go is missing
 */
export async function installVersitygw(): Promise<string> {
  return await cachedTool({
    name: "versitygw",
    path: join("bin", EXECUTABLE),
    isPinned: isPinnedVersion,
    install: build,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
}

async function isPinnedVersion(program: string): Promise<boolean> {
  try {
    const { stdout } = await run(program, ["--version"]);
    return new RegExp(`^Version\\s*: ${VERSION.replaceAll(".", "\\.")}$`, "m").test(stdout);
  } catch {
    return false;
  }
}

async function build(program: string): Promise<void> {
  await run("go", ["version"]).catch((cause) => {
    const advice = "install it from https://go.dev/doc/install and run the tests again";
    throw new Error(`Cannot build versitygw, the S3 server of these tests: Go is not installed; ${advice}`, {
      cause,
    });
  });
  const started = Date.now();
  console.log(`Building versitygw ${VERSION} once (a minute or two) ...`);
  const scratch = await mkdtemp(join(TOOL_CACHE, "versitygw-"));
  // Without a version stamped in, a program built by "go install" calls itself "git".
  const args = ["install", "-ldflags", `-X main.Version=${VERSION}`, `${PACKAGE}@${VERSION}`];
  try {
    await run("go", args, { env: { ...process.env, GOBIN: scratch }, timeout: INSTALL_TIMEOUT_MS });
    await rename(join(scratch, EXECUTABLE), program);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  console.log(`Built versitygw ${VERSION} in ${Math.round((Date.now() - started) / 1000)} s.`);
}
