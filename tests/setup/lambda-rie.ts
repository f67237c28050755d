import { constants } from "node:fs";
import { copyFile, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { installLambdaEmulator } from "./lambda-rie-install.ts";
import { type FunctionMajor, installNodeRuntime } from "./node-runtime.ts";
import { startServerProcess } from "./server-process.ts";

const BOOTSTRAP = fileURLToPath(new URL("./lambda-bootstrap.mjs", import.meta.url));
/** The emulator takes any name in an address and only this one as a function's. */
export const LAMBDA_FUNCTION_NAME = "function";

export interface StartLambdaOptions {
  /** Holds `index.mjs`, which exports `handler`, and everything that it needs. */
  readonly bundleFolder: string;
  /** What the handler sees besides Lambda's own variables; nothing of the tests' environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** After which the emulator stops the handler; 30 when not given. */
  readonly timeoutSeconds?: number;
  /** Major version of its Node; the usual one when not given. */
  readonly nodeMajor?: FunctionMajor | undefined;
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
 * Starts Lambda's Runtime Interface Emulator with a bundle, on the Node version that is deployed. The bundle is copied to
 * a temporary folder and runs there, so
 * that it finds no module but its own. Unlike Lambda, the emulator does not freeze a container between invocations, and
 * starts it with the first one.
 */
export async function startLambda(options: StartLambdaOptions): Promise<RunningLambda> {
  const program = await installLambdaEmulator();
  const node = await installNodeRuntime(options.nodeMajor);
  const folder = await mkdtemp(join(tmpdir(), "lambda-"));
  const taskRoot = join(folder, "task");
  await cp(options.bundleFolder, taskRoot, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await mkdir(join(folder, "tmp"));
  await copyFile(BOOTSTRAP, join(folder, "bootstrap.mjs"));
  const { endpoint, output, stop } = await startServerProcess({
    name: "the Lambda emulator",
    program,
    flags: (address, runtimeApi) => [
      ...["--runtime-interface-emulator-address", address, "--runtime-api-address", runtimeApi],
      ...[node, join(folder, "bootstrap.mjs")],
    ],
    env: environmentOf(options, folder),
    cwd: taskRoot,
  });
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
      await stop();
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
