import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { assertAcknowledged, type IndexTask, ROLLBACK } from "../simulation/index-task.ts";
import type { ClientContext, Job, Role } from "./client-roles.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { assertNoCrash, count, type SharedRun } from "./fault-run.ts";
import { type ProductAnswer, ProductProcess } from "./product-process.ts";
import { INDEX_BUCKET, INDEX_PREFIX } from "./watched-index.ts";

const KILL_SHARE = 0.03;
const FREEZE_SHARE = 0.05;
const LONGEST_UNTIL_MS = 1_500;
const LONGEST_FREEZE_MS = 3_000;
const MINUTE_MS = 60_000;
const IDLE_TASK: IndexTask = {
  kind: "nothing",
  actor: "nobody",
  articles: new Map(),
  removes: new Set(),
  since: 0,
  isMisled: true,
};

interface ClientOptions {
  readonly role: Role;
  readonly name: string;
  /** Draws what is done, and what happens to the process. */
  readonly random: () => number;
  /** Draws what happens to its requests. */
  readonly proxyRandom: () => number;
}

/** A process of the product behind a proxy of its own: works, is frozen, is killed, and starts again. */
export class FaultyClient {
  readonly #shared: SharedRun;
  readonly #options: ClientOptions;
  readonly #proxy: FaultProxy;
  readonly #nextJob: () => Promise<Job>;
  #process: ProductProcess;
  #task: IndexTask = IDLE_TASK;

  private constructor(
    shared: SharedRun,
    options: ClientOptions,
    { proxy, process, nextJob }: { proxy: FaultProxy; process: ProductProcess; nextJob: () => Promise<Job> },
  ) {
    this.#shared = shared;
    this.#options = options;
    this.#proxy = proxy;
    this.#process = process;
    this.#nextJob = nextJob;
  }

  static async start(shared: SharedRun, options: ClientOptions): Promise<FaultyClient> {
    let client: FaultyClient | undefined;
    const proxy = await startFaultProxy({
      target: shared.gateway.endpoint,
      // Apart from the chance that draws the work, which then stays the same whatever the number of requests.
      random: options.proxyRandom,
      faultShare: () => (shared.isFaulty ? shared.options.faultShare : 0),
      onFault: (kind, { method, url }) => {
        count(shared.counts.faults, kind);
        shared.log(`${options.name} ${method} ${url.slice(0, 120)}: ${kind}`);
      },
      route: (request, forward) => shared.index.route(request, forward, client?.task ?? IDLE_TASK),
    });
    const folder = join(shared.folder, options.name);
    await mkdir(folder, { recursive: true });
    const context: ClientContext = { ...shared, random: options.random, folder, storeUrl: STORE_URL };
    const process = await startProcess(shared, { ...options, folder, endpoint: proxy.endpoint });
    client = new FaultyClient(shared, options, { proxy, process, nextJob: options.role.prepare(context) });
    return client;
  }

  get task(): IndexTask {
    return this.#task;
  }

  /** The end of what its process logged. */
  get logged(): string {
    return this.#process.logged;
  }

  /** Works until the run is over. */
  async work(isOver: () => boolean): Promise<void> {
    try {
      while (!isOver()) await this.#perform(await this.#nextJob());
    } catch (error) {
      this.#shared.fail(error);
    }
  }

  /** Does one thing. @returns whether it was acknowledged */
  async perform(job: Job): Promise<boolean> {
    return await this.#perform(job);
  }

  async idle(): Promise<void> {
    await this.#proxy.idle();
  }

  async stop(): Promise<void> {
    await this.#process.kill();
    await this.#proxy.stop();
  }

  async #perform(job: Job): Promise<boolean> {
    const { name } = this.#options;
    const { counts, index, book } = this.#shared;
    const task: IndexTask = {
      ...job.task,
      actor: name,
      since: index.history.latest.version,
      ...(job.request.kind === "ingest" && { clockOffsetMs: this.#process.clockOffsetMs }),
    };
    this.#task = task;
    index.begin(task);
    this.#shared.log(`${name} begins: ${task.kind}`);
    const hazard = this.#endanger();
    const answer = await this.#process.ask(job.request);
    await hazard;
    count(counts.operations, task.kind);
    this.#shared.log(`${name} ended: ${task.kind} ${describe(answer)}`);
    if (answer === undefined) await this.#restart();
    else assertNoCrash(answer.said, answer.crashed);
    const isDone = await job.settle(answer);
    if (!isDone) {
      count(counts.errors, `${task.kind}: ${reasonOf(answer)}`);
      this.#shared.log(`${name} was not acknowledged: ${answer?.said.slice(0, 300) ?? "it was killed"}`);
    }
    if (isDone && !job.task.isMisled) assertAcknowledged(index.history, task, book);
    if (task.kind === ROLLBACK) this.#shared.objects.doubtAll();
    return isDone;
  }

  /** Perhaps kills or freezes the process while it works. */
  async #endanger(): Promise<void> {
    const { random, name } = this.#options;
    const [drawn, until, long] = [random(), random() * LONGEST_UNTIL_MS, random() * LONGEST_FREEZE_MS];
    if (!this.#shared.isFaulty || drawn > KILL_SHARE + FREEZE_SHARE) return;
    await sleep(until);
    if (drawn < KILL_SHARE) {
      count(this.#shared.counts.faults, "kill");
      this.#shared.log(`${name} is killed`);
      await this.#process.kill();
    } else {
      count(this.#shared.counts.faults, "freeze");
      this.#shared.log(`${name} is frozen for ${Math.round(long)} ms`);
      await this.#process.freeze(long);
    }
  }

  async #restart(): Promise<void> {
    await this.#process.kill();
    const folder = join(this.#shared.folder, this.#options.name);
    this.#process = await startProcess(this.#shared, {
      ...this.#options,
      folder,
      endpoint: this.#proxy.endpoint,
    });
  }
}

const STORE_URL = `s3://${INDEX_BUCKET}/${INDEX_PREFIX.replace(/\/$/, "")}`;

async function startProcess(
  shared: SharedRun,
  { random, name, folder, endpoint }: ClientOptions & { readonly folder: string; readonly endpoint: string },
): Promise<ProductProcess> {
  // Lambda keeps the clocks of functions right. One that is ahead holds up objects until the others have caught up.
  const offsetMs = name.startsWith("ingester") ? 0 : Math.round(drawClockOffset(random));
  if (offsetMs !== 0 && shared.isFaulty) {
    count(shared.counts.faults, "skewed clock");
    shared.log(`${name} starts with a clock ${offsetMs} ms off`);
  }
  const temporary = join(folder, "tmp");
  await rm(temporary, { recursive: true, force: true });
  for (const made of [temporary, join(folder, "cache")]) await mkdir(made, { recursive: true });
  return await ProductProcess.start(shared.program, {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: shared.gateway.accessKeyId,
    AWS_SECRET_ACCESS_KEY: shared.gateway.secretAccessKey,
    AWS_REGION: "us-east-1",
    DATELINE_STORE: STORE_URL,
    DATELINE_MODELS: MODELS_FOLDER,
    DATELINE_CACHE: join(folder, "cache"),
    DATELINE_PROCESSES: "1",
    DATELINE_REFRESH_SECONDS: "1",
    DATELINE_FEEDS: shared.feed.url,
    DATELINE_PRIVATE_ADDRESSES: "on",
    DATELINE_LOG_LEVEL: "error",
    TMPDIR: temporary,
    DATELINE_TEST_CLOCK_OFFSET_MS: shared.isFaulty ? String(offsetMs) : "0",
  });
}

/** Most clocks are right, some minutes off, a few more than a day. */
function drawClockOffset(random: () => number): number {
  const [drawn, share] = [random(), 2 * random() - 1];
  if (drawn < 0.6) return 0;
  return share * (drawn < 0.9 ? 12 * MINUTE_MS : 25 * 60 * MINUTE_MS);
}

function describe(answer: ProductAnswer | undefined): string {
  if (answer === undefined) return "with its process";
  return answer.ok ? "well" : `with ${answer.said.slice(0, 300).trim()}`;
}

/** Short enough to be counted by. */
function reasonOf(answer: ProductAnswer | undefined): string {
  if (answer === undefined) return "its process was killed";
  return answer.said
    .replaceAll(/[0-9a-f]{8,}|"[^"]*"|\d+/g, "…")
    .slice(0, 90)
    .trim();
}
