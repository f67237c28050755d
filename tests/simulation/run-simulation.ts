import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import { ArticleBook } from "./article-book.ts";
import { CALM, type Hazards } from "./hazards.ts";
import { IndexHistory, Violation } from "./index-history.ts";
import { assertAcknowledged, assertChange, type IndexTask } from "./index-task.ts";
import { createActor, runningActor, type SimulatedActor } from "./simulated-actor.ts";
import { type BucketChange, SimulatedBucket } from "./simulated-bucket.ts";
import { SimulatedObjectStore, type StoreSurroundings } from "./simulated-object-store.ts";
import {
  addJob,
  collectJob,
  compactJob,
  forgetJob,
  type Job,
  type ProcessContext,
  ROLES,
} from "./simulated-process.ts";
import { simulateRuntime } from "./simulated-runtime.ts";
import { SimulatedWorld, START_MS } from "./simulated-world.ts";
import { TakeDowns } from "./take-downs.ts";

/** How many processes of each role a world has at most; each world draws its own, so that worlds differ in kind. */
const MOST_PROCESSES: Readonly<Record<string, number>> = {
  writer: 5,
  compactor: 4,
  collector: 2,
  operator: 1,
  reader: 2,
};
/** Between the tasks of a process; each world draws one. */
const LONGEST_PAUSES_MS = [10, 500, 5_000, 60_000];
const SLOW_SHARES = [0.01, 0.05, 0.3];
const RESTART_MS = 10_000;
/** Requests that all processes together may still need when nothing goes wrong any more. */
const LAST_OPERATIONS = 200_000;
const TRACE_LENGTH = 80;
const MISLEADING: ReadonlySet<string> = new Set(["stale", "silentDamage"]);

export interface SimulationOptions {
  readonly seed: number;
  /** Operations of the store, after which processes end what they are doing. */
  readonly operations: number;
  readonly hazards: Hazards;
}

export interface SimulationReport {
  readonly seed: number;
  readonly operations: number;
  readonly pointerChanges: number;
  readonly virtualHours: number;
  /** How many tasks of each kind ended well, and with which error codes the others did. */
  readonly acknowledged: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** Equal for runs in which the same happened. */
  readonly fingerprint: string;
}

/** A simulation that found something: how to see it again, and what happened last. */
export class SimulationFailure extends Error {
  override readonly name = "SimulationFailure";
}

/**
 * Lets many processes change, clean and read one index in one simulated world.
 *
 * @throws SimulationFailure with the seed and the last events when an invariant does not hold
 */
export async function runSimulation(options: SimulationOptions): Promise<SimulationReport> {
  const simulation = new Simulation(options);
  try {
    return await simulation.run();
  } finally {
    simulation.close();
  }
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #world: SimulatedWorld;
  readonly #bucket: SimulatedBucket;
  readonly #history: IndexHistory;
  readonly #book = new ArticleBook();
  readonly #takeDowns = new TakeDowns();
  readonly #folder = mkdtempSync(join(tmpdir(), "dateline-simulation-"));
  readonly #restore: () => void;
  readonly #surroundings: StoreSurroundings;
  readonly #trace: string[] = [];
  readonly #tasks = new WeakMap<SimulatedActor, IndexTask>();
  readonly #counts = { acknowledged: new Counter(), errors: new Counter(), faults: new Counter() };
  readonly #longestPauseMs: number;
  #hazards: Hazards;
  #operations = 0;
  #fingerprint = 0;
  #isEnding = false;
  #processes = 0;
  #failure: unknown = null;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#hazards = options.hazards;
    this.#world = new SimulatedWorld(options.seed);
    this.#longestPauseMs = this.#world.pick(LONGEST_PAUSES_MS);
    this.#bucket = new SimulatedBucket((change) => this.#onChange(change));
    this.#history = new IndexHistory(this.#bucket);
    this.#surroundings = {
      world: this.#world,
      bucket: this.#bucket,
      hazards: () => this.#hazards,
      slowShare: this.#world.pick(SLOW_SHARES),
      onOperation: (actor, description) => this.#onOperation(actor, description),
      onFault: (kind, actor, description) => {
        this.#counts.faults.add(kind);
        const task = this.#tasks.get(actor);
        if (task !== undefined && MISLEADING.has(kind)) task.isMisled = true;
        this.#note(`${actor.name} ${description}: ${kind}`);
      },
    };
    this.#restore = simulateRuntime(this.#world);
  }

  async run(): Promise<SimulationReport> {
    try {
      for (const [index, role] of this.#drawProcesses().entries()) this.#start(role, index);
      await this.#drain(() => this.#operations < this.#options.operations);
      this.#isEnding = true;
      this.#hazards = CALM;
      const limit = this.#operations + LAST_OPERATIONS;
      await this.#drain(() => this.#operations < limit);
      if (this.#operations >= limit) throw new Violation("the processes do not come to an end");
      await this.#assertUsable();
    } catch (error) {
      throw this.#describe(error);
    }
    return this.#report();
  }

  close(): void {
    this.#restore();
    this.#world.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #drain(goesOn: () => boolean): Promise<void> {
    await this.#world.settle();
    while (goesOn() && (await this.#world.step())) {
      if (this.#failure !== null) throw this.#failure;
    }
  }

  #drawProcesses(): readonly string[] {
    const others = Object.entries(MOST_PROCESSES).flatMap(([role, most]) =>
      new Array<string>(this.#world.below(most + 1)).fill(role),
    );
    return ["writer", ...others];
  }

  #start(role: string, index: number): void {
    const skewMs = (2 * this.#world.random() - 1) * this.#hazards.largestSkewMs;
    const actor = createActor(`${role}-${index}`, this.#world.chance(0.5) ? skewMs : 0);
    const context = this.#contextOf(actor);
    runningActor.run(actor, () => {
      const nextJob = (ROLES[role] as (typeof ROLES)[string])(context);
      void this.#work(actor, { context, nextJob });
    });
  }

  #contextOf(actor: SimulatedActor): ProcessContext {
    const store = new SimulatedObjectStore(this.#surroundings, actor);
    const folder = join(this.#folder, String(this.#processes++));
    return { world: this.#world, store, history: this.#history, book: this.#book, folder };
  }

  /** What a process does until the end of the run, or until it is killed. */
  async #work(
    actor: SimulatedActor,
    { context, nextJob }: { readonly context: ProcessContext; readonly nextJob: () => Job },
  ): Promise<void> {
    try {
      while (!this.#isEnding) {
        await this.#pause(actor, this.#world.random() * this.#longestPauseMs);
        await this.#perform(actor, context, nextJob());
      }
    } catch (error) {
      this.#failure ??= error;
    }
  }

  async #perform(actor: SimulatedActor, { store }: ProcessContext, job: Job): Promise<boolean> {
    const task: IndexTask = {
      ...job.task,
      actor: actor.name,
      since: this.#history.latest.version,
      isMisled: false,
    };
    this.#tasks.set(actor, task);
    this.#takeDowns.begin(task);
    store.task = task;
    this.#note(`${actor.name} begins to ${task.kind}`);
    try {
      await job.run();
    } catch (error) {
      if (!(error instanceof DatelineError) || error.code === "internal") throw error;
      this.#note(`${actor.name} could not ${task.kind}: ${error.code} ${error.message}`);
      this.#counts.errors.add(`${task.kind}: ${error.code}`);
      return false;
    }
    this.#note(`${actor.name} did ${task.kind}`);
    this.#counts.acknowledged.add(task.kind);
    assertAcknowledged(this.#history, task, this.#book);
    return true;
  }

  async #pause(actor: SimulatedActor, delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => this.#world.schedule(delayMs, actor, resolve));
  }

  /** Nothing goes wrong any more: what is left must be an index that can be changed, cleaned and read at once. */
  async #assertUsable(): Promise<void> {
    const actor = createActor("the last process");
    const context = this.#contextOf(actor);
    const { store } = context;
    const identities = new IdentityReader(store);
    const read = (ROLES["reader"] as (typeof ROLES)[string])(context);
    const jobs = [
      () => addJob(context, identities),
      () => compactJob(context, identities),
      () => collectJob(context),
      () => forgetJob(context, identities),
      read,
    ];
    let done = 0;
    const run = async () => {
      for (const nextJob of jobs) if (await this.#perform(actor, context, nextJob())) done += 1;
    };
    runningActor.run(actor, () =>
      run().catch((error) => {
        this.#failure ??= error;
      }),
    );
    await this.#drain(() => true);
    if (done < jobs.length)
      throw new Violation("the index cannot be used, although nothing goes wrong any more");
  }

  #onChange(change: BucketChange): void {
    const { key, after } = change;
    const { latest } = this.#history;
    if (after === undefined && latest.keys.has(key)) {
      throw new Violation(`"${key}" was deleted, which ${LATEST_KEY} counts on`);
    }
    if (key !== LATEST_KEY) return;
    const task = change.task as IndexTask;
    const state = this.#history.add(change);
    this.#note(
      `${task.actor} made version ${state.version}: generation ${state.generation?.slice(0, 8)}, ${state.articles.size} articles`,
    );
    assertChange({ before: latest, after: state }, task, this.#book);
    this.#takeDowns.change({ before: latest, after: state }, task);
  }

  #onOperation(actor: SimulatedActor, description: string): void {
    this.#operations += 1;
    this.#note(`${actor.name} ${description}`);
    if (actor.isDead) return;
    const { kill, freeze, longestFreezeMs } = this.#hazards;
    const drawn = this.#world.random();
    if (drawn < kill) this.#kill(actor);
    else if (drawn < kill + freeze) this.#freeze(actor, this.#world.random() ** 3 * longestFreezeMs);
  }

  #kill(actor: SimulatedActor): void {
    actor.isDead = true;
    this.#counts.faults.add("kill");
    this.#note(`${actor.name} is killed`);
    const [role, index] = actor.name.split("-") as [string, string];
    if (this.#isEnding) return;
    this.#world.schedule(RESTART_MS, null, () => {
      if (!this.#isEnding) this.#start(role, Number(index));
    });
  }

  #freeze(actor: SimulatedActor, durationMs: number): void {
    actor.frozenUntilMs = this.#world.nowMs + durationMs;
    // A stopped process has a monotonic clock that goes on, a suspended machine has not.
    if (this.#world.chance(0.5)) actor.suspendedMs += durationMs;
    this.#counts.faults.add("freeze");
    this.#note(`${actor.name} is frozen for ${Math.round(durationMs / 1_000)} s`);
  }

  #note(what: string): void {
    for (let at = 0; at < what.length; at++) {
      this.#fingerprint = (Math.imul(this.#fingerprint, 31) + what.charCodeAt(at)) | 0;
    }
    this.#trace.push(`${((this.#world.nowMs - START_MS) / 1_000).toFixed(3)} ${what}`);
    if (this.#trace.length > TRACE_LENGTH) this.#trace.shift();
  }

  #report(): SimulationReport {
    return {
      seed: this.#options.seed,
      operations: this.#operations,
      pointerChanges: this.#history.latest.version,
      virtualHours: Math.round((this.#world.nowMs - START_MS) / 3_600_000),
      acknowledged: this.#counts.acknowledged.toRecord(),
      errors: this.#counts.errors.toRecord(),
      faults: this.#counts.faults.toRecord(),
      fingerprint: (this.#fingerprint >>> 0).toString(16),
    };
  }

  #describe(error: unknown): SimulationFailure {
    const { seed, operations } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    return new SimulationFailure(
      `Seed ${seed} (${operations} operations) fails after ${this.#operations}: ${reason}\n${this.#trace.join("\n")}`,
      { cause: error },
    );
  }
}

class Counter {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
