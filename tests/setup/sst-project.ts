import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runCommand } from "../fixtures/run-command.ts";
import { startStubSsm } from "./stub-ssm.ts";
import { cachedTool, TOOL_CACHE } from "./tool-cache.ts";
import type { VersityGateway } from "./versitygw.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const STUB_PULUMI = fileURLToPath(new URL("./stub-pulumi.mjs", import.meta.url));
/** The platform, and the mark that it is whole. */
const KEPT = [".sst", "installed"];
const INSTALL_TIMEOUT_MS = 10 * 60_000;
const BUCKETS = { asset: "sst-asset", state: "sst-state" };

/** Offline `sst` downloads neither Pulumi nor Bun, and reports to nobody. */
const OFFLINE = { SST_SKIP_DEPENDENCY_CHECK: "1", SST_NO_BUN: "1", SST_TELEMETRY_DISABLED: "1" };

const run = promisify(execFile);

/** A resource that the program declares, with its inputs as a provider would get them. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whether it stays when the stack goes. */
  readonly retainOnDelete: boolean;
  /** What a component, or the whole program, gives out. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * A project as `dateline init` makes it, in which `sst` works. Its platform stays from one run to the next and must not
 * become the one of the repository.
 */
export interface SstProject {
  readonly folder: string;
  /** What `sst` must be told to work without a network. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs `sst diff` for a stage with only the engine and Systems Manager stubbed. */
  diff(stage: string, options: DiffOptions): Promise<SstDiff>;
  stop(): Promise<void>;
}

export interface DiffOptions {
  /** Values of secrets, by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files that are there for this run alone, such as ".env", by their names. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface SstDiff {
  readonly exitCode: number;
  readonly output: string;
  /** Empty when it failed. */
  readonly resources: readonly DeclaredResource[];
}

/**
 * Writes a project and installs SST's platform if need be.
 *
 * @param s3 keeps what SST keeps in an account, apart from parameters
 */
export async function openSstProject(s3: VersityGateway): Promise<SstProject> {
  const folder = join(TOOL_CACHE, `sst-${await sstVersion()}`);
  await mkdir(folder, { recursive: true });
  await writeProject(folder);
  await installPlatform(folder);
  const scratch = await mkdtemp(join(tmpdir(), "sst-project-"));
  for (const bucket of Object.values(BUCKETS)) await s3.createBucket(bucket);
  const ssm = await startStubSsm(BUCKETS);
  await mkdir(join(scratch, "config", "sst", "bin"), { recursive: true });
  await symlink(STUB_PULUMI, join(scratch, "config", "sst", "bin", "pulumi"));
  const environment = {
    ...OFFLINE,
    PATH: process.env["PATH"] ?? "",
    HOME: scratch,
    XDG_CONFIG_HOME: join(scratch, "config"),
    STUB_PULUMI_RESOURCES: join(scratch, "resources.json"),
    AWS_ENDPOINT_URL: ssm.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  return {
    folder,
    environment,
    diff: async (stage, { files = {}, ...options }) => {
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      try {
        return await diff(folder, stage, {
          ...options,
          environment: { ...environment, ...options.environment },
        });
      } finally {
        for (const name of Object.keys(files)) await rm(join(folder, name));
      }
    },
    stop: async () => {
      await ssm.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function sstVersion(): Promise<string> {
  const manifest = await readFile(join(REPOSITORY, "node_modules", "sst", "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

/** As `dateline init` writes one; only the platform that was installed stays. */
async function writeProject(folder: string): Promise<void> {
  const old = (await readdir(folder)).filter((name) => !KEPT.includes(name));
  for (const name of old) await rm(join(folder, name), { recursive: true, force: true });
  const { exitCode, stderr } = await runCommand(["init", folder]);
  if (exitCode !== 0) throw new Error(`Cannot write a project: ${stderr}`);
  await symlink(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
}

/** Takes the platform's packages from the npm registry, once for a version of sst. */
async function installPlatform(folder: string): Promise<void> {
  const install = async (done: string) => {
    console.log("Installing SST's platform once (half a minute, 320 MB) ...");
    const environment = { ...process.env, ...OFFLINE };
    const { exitCode, output } = await sst(folder, ["install", "--stage", "test"], environment);
    if (exitCode !== 0) {
      throw new Error(`Cannot install SST's platform from the npm registry: sst install said: ${output}`);
    }
    await writeFile(done, "");
  };
  await cachedTool({
    name: "sst-platform",
    path: relative(TOOL_CACHE, join(folder, "installed")),
    isPinned: exists,
    install,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
}

async function diff(
  folder: string,
  stage: string,
  { secrets = {}, environment = {} }: DiffOptions,
): Promise<SstDiff> {
  const declared = environment["STUB_PULUMI_RESOURCES"] as string;
  await rm(declared, { force: true });
  for (const [name, value] of Object.entries(secrets)) {
    const set = await sst(folder, ["secret", "set", name, value, "--stage", stage], environment);
    if (set.exitCode !== 0) throw new Error(`Cannot set the secret ${name}: ${set.output}`);
  }
  const result = await sst(folder, ["diff", "--stage", stage], environment);
  const resources = await readFile(declared, "utf8").catch(() => "[]");
  return { ...result, resources: JSON.parse(resources) };
}

async function sst(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const program = join(REPOSITORY, "node_modules", ".bin", "sst");
  try {
    const { stdout, stderr } = await run(program, args, {
      cwd: folder,
      env: environment,
      timeout: INSTALL_TIMEOUT_MS,
      maxBuffer: 64e6,
    });
    return { exitCode: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== "number") throw error;
    return { exitCode: code, output: stdout + stderr };
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
