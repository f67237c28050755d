import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const READY_TIMEOUT_MS = 120_000;
const START_ATTEMPTS = 3;

export interface ServerProgram {
  /** For messages, such as "versitygw". */
  readonly name: string;
  readonly program: string;
  /** @param address such as `127.0.0.1:40123`, to listen on; @param spare another free one */
  readonly flags: (address: string, spare: string) => readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Whom it runs as, when not as the tests. */
  readonly uid?: number;
  readonly gid?: number;
  /** Where it has to listen; a free port when not given. */
  readonly address?: string;
  /** How long it may take until it answers; two minutes when not given. */
  readonly readyTimeoutMs?: number;
  /** Whether it is ready; when not given, as soon as it answers HTTP. */
  readonly isReady?: (address: string) => Promise<boolean>;
}

/** A server in a process of its own. */
export interface ServerProcess {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** All that it has written. */
  output(): string;
  /** Kills it and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a server on a free port and waits until it answers HTTP. Between finding a free port and listening on it another
 * process may take it, so there are several attempts.
 */
export async function startServerProcess(server: ServerProgram): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt++) {
    const address = server.address ?? `127.0.0.1:${await freePort()}`;
    const started = run(server, address, `127.0.0.1:${await freePort()}`);
    try {
      await untilReady(server, started);
      return started;
    } catch (error) {
      await started.stop();
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

interface RunningProcess extends ServerProcess {
  readonly child: ChildProcess;
}

function run(
  { program, flags, env, cwd, uid, gid }: ServerProgram,
  address: string,
  spare: string,
): RunningProcess {
  const child = spawn(program, flags(address, spare), { env, cwd, uid, gid });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      said += chunk;
    });
  }
  return {
    child,
    endpoint: `http://${address}`,
    output: () => said,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = new Promise((resolve) => child.once("exit", resolve));
      kill();
      await exited;
    },
  };
}

async function untilReady(
  { name, readyTimeoutMs = READY_TIMEOUT_MS, isReady = answersHttp }: ServerProgram,
  { child, endpoint, output }: RunningProcess,
): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  while (child.exitCode === null && Date.now() < deadline) {
    if ((await isReady(new URL(endpoint).host)) && child.exitCode === null) return;
    await sleep(20);
  }
  throw new Error(`Cannot start ${name} on ${endpoint}: exit code ${child.exitCode}, it said: ${output()}`);
}

async function answersHttp(address: string): Promise<boolean> {
  return await fetch(`http://${address}`).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}
