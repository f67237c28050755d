import { type Clocks, elapsedSince, type Moment, momentNow } from "../clock/elapsed-time.ts";
import { DatelineError } from "../errors.ts";

export interface RefresherOptions {
  readonly schedule: RefreshSchedule;
  readonly refreshMs: number;
  readonly clocks: Clocks;
  /** Checks the store and switches if necessary. Calls `onAsked` as soon as the store has answered. */
  readonly refresh: (options: RefreshOptions) => Promise<void>;
  /** How long a query waits for the store's answer; default 1,000. */
  readonly checkWaitMs?: number | undefined;
  /** How long a query waits for an overdue newer generation; default 5,000. */
  readonly swapWaitMs?: number | undefined;
}

export interface RefreshOptions {
  readonly onAsked: () => void;
  /** Cancels the check, but not the download after it. */
  readonly askSignal: AbortSignal;
}

/** A running refresh. */
interface Refresh {
  readonly startedAt: Moment;
  /** Resolves when the store has answered or the refresh has failed. */
  readonly asked: Promise<void>;
  readonly done: Promise<void>;
  readonly asking: AbortController;
  readonly pulse: Pulse;
  hasAsked: boolean;
  /** True after a query has waited for the store in vain. Other queries then do not wait. */
  isSlow: boolean;
}

const DEFAULT_CHECK_WAIT_MS = 1_000;
const DEFAULT_SWAP_WAIT_MS = 5_000;
/** Without an answer for this long, the next due check starts a new request. */
const STUCK_MS = 3_000;
/** After a wait in vain, queries do not wait for this many times its length. */
const REST_FACTOR = 2;

/**
 * Starts a refresh when a query finds it due. Queries would not need to wait in a process that keeps running,
 * because it refreshes in the background. But Lambda freezes the process after each answer, so work proceeds
 * only during queries. A query that finds a check due therefore waits for the store's short answer. If the
 * process was frozen during the download, or the generation was last confirmed several intervals ago, it also
 * waits for the download. All waits are bounded.
 */
export class Refresher {
  readonly #options: RefresherOptions;
  readonly #checkWaitMs: number;
  readonly #swapWaitMs: number;
  #current: Refresh | undefined;
  #waitedInVainAt: Moment | undefined;

  constructor(options: RefresherOptions) {
    this.#options = options;
    this.#checkWaitMs = options.checkWaitMs ?? DEFAULT_CHECK_WAIT_MS;
    this.#swapWaitMs = options.swapWaitMs ?? DEFAULT_SWAP_WAIT_MS;
  }

  /** @returns what a query has to wait for, which never rejects; `undefined` for nothing */
  catchUp(): Promise<void> | undefined {
    if (this.#current !== undefined && this.#isStuck(this.#current)) {
      this.#current.asking.abort(noAnswer());
      this.#current = undefined;
    }
    if (this.#current === undefined && this.#options.schedule.isDue) this.#current = this.#start();
    return this.#current && this.#waitFor(this.#current);
  }

  #isStuck({ hasAsked, startedAt }: Refresh): boolean {
    if (hasAsked) return false;
    return elapsedSince(startedAt, this.#options.clocks) >= Math.max(this.#options.refreshMs, STUCK_MS);
  }

  #start(): Refresh {
    const { refresh, clocks } = this.#options;
    const asking = new AbortController();
    const pulse = new Pulse(clocks);
    let onAsked = () => {};
    const asked = new Promise<void>((resolve) => {
      onAsked = resolve;
    });
    const done = refresh({ askSignal: asking.signal, onAsked: () => onAsked() })
      .catch(() => {}) // The refresh itself records the error.
      .finally(() => {
        onAsked();
        pulse.stop();
        if (this.#current === current) this.#current = undefined;
      });
    const current: Refresh = {
      ...{ startedAt: momentNow(clocks), asked, done, asking, pulse },
      ...{ hasAsked: false, isSlow: false },
    };
    asked.then(() => {
      current.hasAsked = true;
    });
    return current;
  }

  async #waitFor(refresh: Refresh): Promise<void> {
    if (!refresh.hasAsked) {
      if (refresh.isSlow) return;
      refresh.isSlow = !(await settlesWithin(refresh.asked, this.#checkWaitMs));
      if (refresh.isSlow) return;
    }
    if (this.#current !== refresh || !this.#mayWaitForSwap(refresh)) return;
    if (!(await settlesWithin(refresh.done, this.#swapWaitMs))) {
      this.#waitedInVainAt = momentNow(this.#options.clocks);
    }
  }

  #mayWaitForSwap({ pulse }: Refresh): boolean {
    const { schedule, clocks } = this.#options;
    if (!schedule.isOverdue && !pulse.hasStopped) return false;
    if (this.#waitedInVainAt === undefined) return true;
    return elapsedSince(this.#waitedInVainAt, clocks) >= REST_FACTOR * this.#swapWaitMs;
  }
}

const BEAT_MS = 500;
/** Code rarely blocks the thread for this long. Lambda usually freezes a process for longer. */
const STOPPED_MS = 2_000;

/** Detects from missing beats that the process was frozen. */
class Pulse {
  readonly #clocks: Clocks;
  readonly #timer: NodeJS.Timeout;
  #lastBeat: Moment;
  #hasStopped = false;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
    this.#lastBeat = momentNow(clocks);
    this.#timer = setInterval(() => this.#beat(), BEAT_MS).unref();
  }

  /** Does not rely on the next beat, because the order of events after a freeze is undefined. */
  get hasStopped(): boolean {
    return this.#hasStopped || elapsedSince(this.#lastBeat, this.#clocks) >= STOPPED_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    this.#hasStopped = this.hasStopped;
    this.#lastBeat = momentNow(this.#clocks);
  }
}

function noAnswer(): DatelineError {
  return new DatelineError(
    "store-unreachable",
    "Cannot refresh the index: the store did not answer in time; the next check tries again",
  );
}

/** Waits for work with a time limit. @returns false on a timeout */
async function settlesWithin(work: Promise<unknown>, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

/** A refresh is overdue after this many intervals without a confirmation. */
const OVERDUE_INTERVALS = 3;

/** Decides when to check the store for a newer generation, and when that is overdue. */
export class RefreshSchedule {
  readonly #refreshMs: number;
  readonly #clocks: Clocks;
  #askedAt: Moment | undefined;
  #confirmedAt: Moment | undefined;

  constructor(refreshMs: number, clocks: Clocks) {
    this.#refreshMs = refreshMs;
    this.#clocks = clocks;
  }

  /** True before the first check. */
  get isDue(): boolean {
    return this.#askedAt === undefined || elapsedSince(this.#askedAt, this.#clocks) >= this.#refreshMs;
  }

  /** True if the current generation has not been confirmed as the latest for several intervals. */
  get isOverdue(): boolean {
    if (this.#confirmedAt === undefined) return false;
    return elapsedSince(this.#confirmedAt, this.#clocks) >= OVERDUE_INTERVALS * this.#refreshMs;
  }

  /** Records the start of a check. Whatever its outcome, the next one is due an interval from now. */
  asked(): void {
    this.#askedAt = momentNow(this.#clocks);
  }

  /** Records that the current generation is the latest. */
  confirmed(): void {
    this.#confirmedAt = momentNow(this.#clocks);
    this.#askedAt = this.#confirmedAt;
  }
}
