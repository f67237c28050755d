import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { copyFile, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { installLambdaEmulator } from "./lambda-rie-install.ts";

const BOOTSTRAP = fileURLToPath(new URL("./lambda-bootstrap.mjs", import.meta.url));
const READY_TIMEOUT_MS = 20_000;
const START_ATTEMPTS = 3;
/** The emulator takes any name in an address and only this one as a function's. */
export const LAMBDA_FUNCTION_NAME = "function";

export interface StartLambdaOptions {
  /** Holds `index.mjs`, which exports `handler`, and everything that it needs. */
  readonly bundleFolder: string;
  /** What the handler sees besides Lambda's own variables; nothing of the tests' environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** After which the emulator stops the handler; 30 when not given. */
  readonly timeoutSeconds?: number;
}

/** One container of a function: it answers one invocation after the other. */
export interface RunningLambda {
  /** Invokes it, as the function `LAMBDA_FUNCTION_NAME`. */
  readonly client: LambdaClient;
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** The lines of JSON that the handler has written, parsed. */
  logs(): readonly Readonly<Record<string, unknown>>[];
  /** All that handler and emulator have written. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * Starts Lambda's Runtime Interface Emulator with a bundle. The bundle is copied to a temporary folder and runs there, so
 * that it finds no module but its own. Unlike Lambda, the emulator does not freeze a container between invocations, and
 * starts it with the first one.
 */
export async function startLambda(options: StartLambdaOptions): Promise<RunningLambda> {
  const program = await installLambdaEmulator();
  const folder = await mkdtemp(join(tmpdir(), "lambda-"));
  const taskRoot = join(folder, "task");
  await cp(options.bundleFolder, taskRoot, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await mkdir(join(folder, "tmp"));
  await copyFile(BOOTSTRAP, join(folder, "bootstrap.mjs"));
  const started = await startOnFreePorts(program, folder, environmentOf(options, folder));
  const { emulator, endpoint, output } = started;
  const client = new LambdaClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    client,
    endpoint,
    output,
    logs: () => parseLogs(output()),
    stop: async () => {
      client.destroy();
      await end(emulator);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function environmentOf(
  { environment, timeoutSeconds = 30 }: StartLambdaOptions,
  folder: string,
): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    TMPDIR: join(folder, "tmp"),
    HOME: folder,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_LAMBDA_FUNCTION_NAME: LAMBDA_FUNCTION_NAME,
    AWS_LAMBDA_FUNCTION_TIMEOUT: String(timeoutSeconds),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "2048",
    LAMBDA_TASK_ROOT: join(folder, "task"),
    _HANDLER: "index.handler",
    ...environment,
  };
}

interface StartedEmulator {
  readonly emulator: ChildProcess;
  readonly endpoint: string;
  readonly output: () => string;
}

/** Between finding a free port and listening on it another process may take it, so there are several attempts. */
async function startOnFreePorts(
  program: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<StartedEmulator> {
  for (let attempt = 1; ; attempt++) {
    const [address, runtimeApi] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const flags = ["--runtime-interface-emulator-address", address, "--runtime-api-address", runtimeApi];
    const bootstrap = [process.execPath, join(folder, "bootstrap.mjs")];
    const emulator = spawn(program, [...flags, ...bootstrap], { cwd: join(folder, "task"), env });
    const kill = () => emulator.kill("SIGKILL");
    process.once("exit", kill);
    emulator.once("exit", () => process.off("exit", kill));
    let said = "";
    for (const stream of [emulator.stdout, emulator.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk) => {
        said += chunk;
      });
    }
    const started = { emulator, endpoint: `http://${address}`, output: () => said };
    try {
      await untilReady(started);
      return started;
    } catch (error) {
      await end(emulator);
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function untilReady({ emulator, endpoint, output }: StartedEmulator): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (emulator.exitCode === null && Date.now() < deadline) {
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered && emulator.exitCode === null) return;
    await sleep(20);
  }
  throw new Error(`Cannot start the Lambda emulator: exit code ${emulator.exitCode}, it said: ${output()}`);
}

function parseLogs(output: string): Readonly<Record<string, unknown>>[] {
  return output.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}

async function end(emulator: ChildProcess): Promise<void> {
  if (emulator.exitCode !== null || emulator.signalCode !== null) return;
  const exited = new Promise((resolve) => emulator.once("exit", resolve));
  emulator.kill("SIGKILL");
  await exited;
}
