import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../fixtures/serve-handler.ts", import.meta.url));

export interface FrozenFunctionOptions {
  /** Of packages/functions/src. */
  readonly handler: "search" | "ingest";
  readonly environment: Readonly<Record<string, string>>;
  /** False for a process that runs on between invocations, as a busy one does. */
  readonly isStopped?: boolean;
  /** True to have garbage collected now and then, so that memory is what is in use. */
  readonly collectsGarbage?: boolean;
  /** What the handler is told that it has; 30 s. */
  readonly timeoutMs?: number;
}

/** What an invocation came to. */
export interface FrozenAnswer {
  readonly answer?: unknown;
  readonly failure?: string;
  readonly tookMs: number;
  /** Memory of the process afterwards, in bytes. */
  readonly memory: NodeJS.MemoryUsage;
}

/** A function of which nothing runs between two invocations. */
export interface FrozenFunction {
  invoke(event: object): Promise<FrozenAnswer>;
  /** Begins an invocation and kills the process after so many milliseconds, as a machine that goes down would. */
  invokeAndKill(event: object, afterMs: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs a handler in a process that is stopped whenever it has answered, as Lambda does: SIGSTOP, and SIGCONT for the
 * next invocation.
 */
export async function startFrozenFunction(options: FrozenFunctionOptions): Promise<FrozenFunction> {
  const file = fileURLToPath(new URL(`../../packages/functions/src/${options.handler}.ts`, import.meta.url));
  const child = fork(PROGRAM, [file, String(options.timeoutMs ?? 30_000)], {
    execArgv: ["--import", "tsx", ...(options.collectsGarbage ? ["--expose-gc"] : [])],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", ...options.environment },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await nextMessage(child);
  const { isStopped = true } = options;
  const stop = () => isStopped && child.kill("SIGSTOP");
  stop();
  return {
    invoke: async (event) => {
      if (isStopped) child.kill("SIGCONT");
      child.send(event);
      const answer = await nextMessage(child);
      stop();
      return answer;
    },
    invokeAndKill: async (event, afterMs) => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      if (isStopped) child.kill("SIGCONT");
      child.send(event);
      setTimeout(() => child.kill("SIGKILL"), afterMs);
      await gone;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function nextMessage(child: ChildProcess): Promise<FrozenAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`The function's process ended with ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as FrozenAnswer);
    });
  });
}
