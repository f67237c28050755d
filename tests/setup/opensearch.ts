import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installOpenSearch, type OpenSearchInstallation } from "./opensearch-install.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

/** Of each node. Two of them fit beside the tests on a small machine. */
export const HEAP_MEGABYTES = 640;
const CLUSTER_TIMEOUT_MS = 180_000;
/** A JVM that has a processor to itself takes ten seconds. On a busy machine it takes minutes. */
const NODE_TIMEOUT_MS = 300_000;
/** OpenSearch does not start as root. Debian's user of this number owns nothing. */
const NOBODY = 65_534;
/** Compiles code less well and in half the time, which is what counts for a node that lives for minutes. */
const QUICK_START = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

export interface OpenSearchOptions {
  /** Of each node. */
  readonly heapMegabytes?: number;
  /** Whether nodes are tuned to start soon, rather than to answer soon. */
  readonly isShortLived?: boolean;
}

export interface OpenSearchCluster {
  /** Of each node, such as `http://127.0.0.1:40123`. The first is the cluster manager. */
  readonly endpoints: readonly [string, string];
  /** Kills the second node, which holds data only: its replicas on the first take over. */
  killDataNode(): Promise<void>;
  /** Starts the second node again, with its data, on the address that it had, and waits until every copy is there. */
  restartDataNode(): Promise<void>;
  /** Ends both nodes and deletes their data. */
  stop(): Promise<void>;
}

interface Node {
  readonly name: string;
  readonly folder: string;
  readonly roles: readonly string[];
}

/** Starts two nodes on free ports of the loopback interface, under a user without rights, installing them first if need be. */
export async function startOpenSearch({
  heapMegabytes = HEAP_MEGABYTES,
  isShortLived = true,
}: OpenSearchOptions = {}): Promise<OpenSearchCluster> {
  const installation = await installOpenSearch();
  const folder = await mkdtemp(join(tmpdir(), "opensearch-"));
  await chmod(folder, 0o755);
  const starter = new NodeStarter({ installation, folder, heapMegabytes, isShortLived });
  const running: ServerProcess[] = [];
  const stop = async () => {
    await Promise.all(running.map((node) => node.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const manager = await starter.start({ name: "manager", roles: ["cluster_manager", "data"] });
    running.push(manager);
    const data = await starter.start({ name: "data", roles: ["data"] });
    running.push(data);
    await untilHealthy(manager.endpoint, "wait_for_nodes=2");
    return {
      endpoints: [manager.endpoint, data.endpoint],
      killDataNode: async () => await (running[1] as ServerProcess).stop(),
      restartDataNode: async () => {
        running[1] = await starter.restart(data.endpoint, { name: "data", roles: ["data"] });
        await untilHealthy(manager.endpoint, "wait_for_nodes=2&wait_for_status=green");
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface StarterOptions {
  readonly installation: OpenSearchInstallation;
  /** For data, logs and settings. */
  readonly folder: string;
  readonly heapMegabytes: number;
  readonly isShortLived: boolean;
}

type NodeRole = Pick<Node, "name" | "roles">;

class NodeStarter {
  readonly #options: StarterOptions;
  /** Transport address of the manager, once it runs. */
  #seed: string | undefined;

  constructor(options: StarterOptions) {
    this.#options = options;
  }

  async start(role: NodeRole): Promise<ServerProcess> {
    const node = { ...role, folder: await this.#prepare(role) };
    let transport = "";
    const started = await startServerProcess({
      ...nodeProgram(role.name, this.#options.installation),
      flags: (address, spare) => {
        transport = spare;
        return this.#flags(node, { address, transport: spare });
      },
    });
    this.#seed ??= transport;
    return started;
  }

  async restart(endpoint: string, role: NodeRole): Promise<ServerProcess> {
    const { host } = new URL(endpoint);
    const node = { ...role, folder: join(this.#options.folder, role.name) };
    return await startServerProcess({
      ...nodeProgram(role.name, this.#options.installation),
      flags: (_address, spare) => this.#flags(node, { address: host, transport: spare }),
      address: host,
    });
  }

  /** A folder that the node may write to, with settings of its own. */
  async #prepare({ name }: NodeRole): Promise<string> {
    const folder = join(this.#options.folder, name);
    await writeConfig(folder, this.#options.installation, "");
    return folder;
  }

  #flags(
    { name, roles, folder }: Node,
    { address, transport }: { address: string; transport: string },
  ): readonly string[] {
    const ofServer = serverFlags(folder, address, transport, {
      "cluster.name": "dateline-tests",
      "node.name": name,
      "node.roles": roles.join(),
      // A node that was killed does not come back by itself: its copies are made anew at once.
      "cluster.fault_detection.leader_check.interval": "1s",
      ...(this.#seed === undefined
        ? { "cluster.initial_cluster_manager_nodes": name, "discovery.seed_hosts": transport }
        : { "discovery.seed_hosts": this.#seed }),
    });
    return [...javaFlags(this.#options, folder), ...ofServer];
  }
}

/** Writes what a node reads at its start. The node may write to the folder. */
export async function writeConfig(
  folder: string,
  installation: Pick<OpenSearchInstallation, "folder">,
  settings: string,
): Promise<void> {
  const config = join(folder, "config");
  await mkdir(config, { recursive: true });
  const shipped = join(installation.folder, "config");
  await copyFile(join(shipped, "log4j2.properties"), join(config, "log4j2.properties"));
  await writeFile(join(config, "opensearch.yml"), settings);
  await Promise.all([folder, config].map((path) => chmod(path, 0o777)));
}

/** @param own settings beside those of every node of the tests */
export function serverFlags(
  folder: string,
  address: string,
  transport: string,
  own: Readonly<Record<string, string>>,
): readonly string[] {
  const settings = {
    ...own,
    "network.host": "127.0.0.1",
    "http.port": portOf(address),
    "transport.port": portOf(transport),
    "path.data": join(folder, "data"),
    "path.logs": join(folder, "logs"),
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    // As in a domain that limits roles by paths: bodies of requests may not name another index.
    "rest.action.multi.allow_explicit_index": "false",
  };
  return Object.entries(settings).map(([key, value]) => `-E${key}=${value}`);
}

/** Java itself, since the script that is shipped starts four more of it before the server. */
export function nodeProgram(name: string, { folder, javaHome }: OpenSearchInstallation) {
  const isRoot = process.getuid?.() === 0;
  return {
    name: `OpenSearch node "${name}"`,
    program: join(javaHome, "bin", "java"),
    cwd: folder,
    env: { PATH: process.env["PATH"] },
    readyTimeoutMs: NODE_TIMEOUT_MS,
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  };
}

/**
 * What the shipped `jvm.options` and that script set, as far as it matters here.
 *
 * @param folder of the node, with its settings in `config`
 */
export function javaFlags(
  { installation, heapMegabytes, isShortLived }: Omit<StarterOptions, "folder">,
  folder: string,
): readonly string[] {
  return [
    "-Xshare:auto",
    `-Xms${heapMegabytes}m`,
    `-Xmx${heapMegabytes}m`,
    `-XX:MaxDirectMemorySize=${heapMegabytes / 2}m`,
    ...(isShortLived ? QUICK_START : []),
    "-Xss1m",
    "-Dfile.encoding=UTF-8",
    "-Djna.nosys=true",
    "-Dio.netty.noUnsafe=true",
    "-Dlog4j2.disable.jmx=true",
    "-Djava.locale.providers=SPI,CLDR",
    `-Djava.io.tmpdir=${folder}`,
    `-XX:ErrorFile=${folder}/hs_err_pid%p.log`,
    "-javaagent:agent/opensearch-agent.jar",
    "--add-opens=java.base/java.nio=org.apache.arrow.memory.core,ALL-UNNAMED",
    "-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1",
    `-Dopensearch.path.home=${installation.folder}`,
    `-Dopensearch.path.conf=${join(folder, "config")}`,
    "-Dopensearch.distribution.type=zip",
    "-Dopensearch.bundled_jdk=false",
    "-cp",
    join(installation.folder, "lib", "*"),
    "org.opensearch.bootstrap.OpenSearch",
  ];
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(":") + 1);
}

async function untilHealthy(endpoint: string, wanted: string): Promise<void> {
  const deadline = Date.now() + CLUSTER_TIMEOUT_MS;
  for (;;) {
    const response = await fetch(`${endpoint}/_cluster/health?${wanted}&timeout=30s`).catch(() => undefined);
    if (response?.ok) return;
    if (Date.now() > deadline) {
      throw new Error(
        `Cannot start OpenSearch: the cluster at ${endpoint} is not healthy: ${await response?.text()}`,
      );
    }
    await sleep(200);
  }
}
