import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { seededRandom } from "../fixtures/seeded-random.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";
import { ArticleBook } from "../simulation/article-book.ts";
import { Violation } from "../simulation/index-history.ts";
import { ARTICLES_BUCKET, ArticleObjects } from "./article-objects.ts";
import { assertConverged } from "./assert-converged.ts";
import { CLIENT_ROLES } from "./client-mix.ts";
import type { Role } from "./client-roles.ts";
import { FaultyClient } from "./faulty-client.ts";
import { NewsFeed } from "./news-feed.ts";
import { INDEX_BUCKET, WatchedIndex } from "./watched-index.ts";

const LOG_LENGTH = 120;

export interface FaultRunOptions {
  readonly seed: number;
  /** Whichever comes first ends the run. */
  readonly seconds: number;
  readonly operations: number;
  readonly faults: number;
  /** Share of requests to which the proxies do something. */
  readonly faultShare: number;
}

/** What a run did and found. */
export interface FaultReport {
  readonly seed: number;
  readonly seconds: number;
  readonly operations: Readonly<Record<string, number>>;
  /** Operations that ended with an error, by their kind and what the error begins with. */
  readonly errors: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly pointerChanges: number;
  readonly articles: number;
}

/** A run that found something. */
export class FaultRunFailure extends Error {
  override readonly name = "FaultRunFailure";
}

/**
 * Lets real processes of the product work on one index through proxies that do to them what networks and servers do,
 * kills and freezes them, and holds every change of the index against what they set out to do.
 *
 * @param program as `bundleProduct` made it
 * @throws FaultRunFailure with the seed and what happened last
 */
export async function runFaults(options: FaultRunOptions, program: string): Promise<FaultReport> {
  const gateway = await startVersitygw();
  const folder = await mkdtemp(join(tmpdir(), "dateline-faults-"));
  const run = new FaultRun(options, { gateway, folder, program });
  try {
    return await run.run();
  } finally {
    await run.close();
    await gateway.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the clients of a run share. */
export interface SharedRun {
  readonly options: FaultRunOptions;
  readonly gateway: VersityGateway;
  readonly folder: string;
  /** What a process of the product runs. */
  readonly program: string;
  readonly index: WatchedIndex;
  readonly book: ArticleBook;
  readonly objects: ArticleObjects;
  readonly feed: NewsFeed;
  readonly counts: Readonly<Record<"operations" | "errors" | "faults", Map<string, number>>>;
  /** False at the end, when nothing is to go wrong any more. */
  isFaulty: boolean;
  log(line: string): void;
  fail(error: unknown): void;
}

type RunSetting = Pick<SharedRun, "gateway" | "folder" | "program">;

class FaultRun {
  readonly #shared: SharedRun;
  readonly #client: S3Client;
  readonly #log: string[] = [];
  readonly #startedAt = performance.now();
  readonly #clients: FaultyClient[] = [];
  #failure: unknown = null;

  constructor(options: FaultRunOptions, { gateway, folder, program }: RunSetting) {
    const { endpoint, accessKeyId, secretAccessKey } = gateway;
    const credentials = { accessKeyId, secretAccessKey };
    this.#client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
    const book = new ArticleBook();
    const feed = new NewsFeed(book, seededRandom(options.seed + 2));
    const objects = new ArticleObjects(this.#client, { book, random: seededRandom(options.seed + 1) });
    const log = (line: string) => this.#note(line);
    const fail = (error: unknown) => {
      this.#failure ??= error;
    };
    this.#shared = {
      options,
      gateway,
      folder,
      program,
      book,
      objects,
      feed,
      index: new WatchedIndex({
        gateway,
        book,
        onViolation: fail,
        log,
        assertShowable: (change, task) => objects.assertShowable(change, task),
      }),
      counts: { operations: new Map(), errors: new Map(), faults: new Map() },
      isFaulty: true,
      log,
      fail,
    };
  }

  async run(): Promise<FaultReport> {
    try {
      for (const bucket of [INDEX_BUCKET, ARTICLES_BUCKET]) await this.#shared.gateway.createBucket(bucket);
      await this.#shared.feed.start(this.#shared);
      await this.#work();
      await this.#assertWhole();
    } catch (error) {
      const { seed } = this.#shared.options;
      const reason = error instanceof Error ? error.message : String(error);
      throw new FaultRunFailure(`Seed ${seed}: ${reason}\n${this.#log.join("\n")}`, { cause: error });
    }
    return this.#report();
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client.stop();
    await this.#shared.feed.stop();
    this.#shared.index.close();
    this.#client.destroy();
  }

  async #work(): Promise<void> {
    for (const [index, role] of CLIENT_ROLES.entries()) this.#clients.push(await this.#start(role, index));
    await Promise.all(this.#clients.map((client) => client.work(() => this.#isOver())));
    await Promise.all(this.#clients.map((client) => client.idle()));
    if (this.#failure !== null) throw this.#failure;
  }

  async #start(role: Role, index: number): Promise<FaultyClient> {
    const seed = this.#shared.options.seed * 1_000 + index;
    const [random, proxyRandom] = [seededRandom(seed), seededRandom(seed + 500)];
    return await FaultyClient.start(this.#shared, {
      role,
      name: `${role.name}-${index}`,
      random,
      proxyRandom,
    });
  }

  #isOver(): boolean {
    const { seconds, operations, faults } = this.#shared.options;
    if (this.#failure !== null || this.#elapsedSeconds() >= seconds) return true;
    const { counts } = this.#shared;
    return total(counts.operations) >= operations && total(counts.faults) >= faults;
  }

  /** Nothing goes wrong any more: every message is worked off, and the index can be changed, cleaned and read. */
  async #assertWhole(): Promise<void> {
    this.#shared.isFaulty = false;
    this.#note("from here on nothing goes wrong");
    await assertConverged(this.#shared, (role, index) => this.#start(role, index));
    if (this.#failure !== null) throw this.#failure;
  }

  #elapsedSeconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }

  #note(line: string): void {
    this.#log.push(`${this.#elapsedSeconds().toFixed(2)} ${line}`);
    if (this.#log.length > LOG_LENGTH) this.#log.shift();
  }

  #report(): FaultReport {
    const { options, counts, index, objects } = this.#shared;
    counts.faults.set("message twice or out of order", objects.disordered);
    return {
      seed: options.seed,
      seconds: Math.round(this.#elapsedSeconds()),
      operations: sorted(counts.operations),
      errors: sorted(counts.errors),
      faults: sorted(counts.faults),
      pointerChanges: index.history.latest.version,
      articles: index.history.latest.articles.size,
    };
  }
}

export function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** @throws Violation for an answer that no fault explains */
export function assertNoCrash(said: string, crashed: boolean | undefined): void {
  if (crashed) throw new Violation(`a process crashed: ${said.slice(0, 2_000)}`);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
