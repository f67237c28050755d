import { createHash, randomUUID } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { systemTimer, type Timer, Watch } from "../../clock/timer.ts";
import { abortedError, DatelineError } from "../../errors.ts";
import { NO_HARD_LINKS } from "../../files/file-error.ts";
import { hasEnded, type ProcessIdentity, processSpace, thisProcess } from "../../files/process-liveness.ts";

export interface LockFileOptions {
  readonly signal?: AbortSignal | undefined;
  /** A lock of another machine or container that did not change while it was watched for so long was left behind. */
  readonly staleAfterMs?: number;
  /** How long to wait for another holder. */
  readonly timeoutMs?: number;
  readonly timer?: Timer | undefined;
}

/** Who holds a lock, as far as its file tells; `undefined` fields for a file that was left half-written. */
interface Holder {
  readonly content: string;
  readonly modifiedMs: number;
  readonly process: ProcessIdentity | undefined;
  readonly host: string | undefined;
}

const MAX_POLL_MS = 25;
/** Locks are held for milliseconds: one that is held for a second is asked for less often. */
const SLOW_POLL_MS = 500;
const SLOW_AFTER_MS = 1_000;
/** A look that came later than this was late because the process was stopped. */
const LONGEST_STEP_MS = 1_000;

/**
 * Does work while no other process that uses the same lock file does. A lock whose process has died is broken, so a
 * crash costs nothing; nobody has to clean up. Of a process of another machine or container that cannot be told: its lock
 * is broken when it was watched for `staleAfterMs` without a change. No two clocks are compared, and no process that runs
 * on this machine loses its lock, however long it is stopped.
 *
 * @param path of the lock file; its folder must exist
 * @param work gets a function that throws `write-conflict` when the lock was lost, which only happens to a process that
 *   slept for `staleAfterMs`; call it before the step that cannot be undone
 * @throws DatelineError `store-unreachable` when the lock is not free in time; `aborted`; or whatever `work` throws
 */
export async function withLockFile<T>(
  path: string,
  work: (assertHeld: () => Promise<void>) => Promise<T>,
  options: LockFileOptions = {},
): Promise<T> {
  const content = JSON.stringify({ ...thisProcess(), host: hostname(), token: randomUUID() });
  await acquire(path, content, options);
  const isHeld = async () => (await readHolder(path))?.content === content;
  try {
    return await work(async () => {
      if (await isHeld()) return;
      throw new DatelineError(
        "write-conflict",
        `Cannot go on: the lock "${path}" was taken over by another process`,
      );
    });
  } finally {
    if (await isHeld()) await rm(path, { force: true });
  }
}

async function acquire(path: string, content: string, options: LockFileOptions): Promise<void> {
  const { signal, staleAfterMs = 60_000, timeoutMs = 120_000, timer = systemTimer } = options;
  const startedAt = timer.monotonicMs();
  const watch = new Watch(timer, LONGEST_STEP_MS);
  while (!(await createExclusively(path, content))) {
    const holder = await readHolder(path);
    if (holder !== undefined && isLeft(holder, watch, staleAfterMs)) await breakLock(path, holder);
    const waitedMs = timer.monotonicMs() - startedAt;
    if (waitedMs > timeoutMs) throw await lockTimeout(path, timeoutMs);
    await timer.sleep(Math.random() * (waitedMs < SLOW_AFTER_MS ? MAX_POLL_MS : SLOW_POLL_MS));
    if (signal?.aborted) throw abortedError(`lock "${path}"`, signal);
  }
}

/**
 * Makes a file that must not exist, with its content in the same step: a process that is killed between making and
 * filling it would leave a lock that names no holder.
 */
async function createExclusively(path: string, content: string): Promise<boolean> {
  const own = `${path}.${randomUUID()}`;
  try {
    await writeFile(own, content, { flag: "wx" });
    return await linkOrCreate(own, path, content);
  } finally {
    await rm(own, { force: true });
  }
}

async function linkOrCreate(own: string, path: string, content: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (NO_HARD_LINKS.has(code)) return await createInTwoSteps(path, content);
    if (code === "EEXIST") return false;
    throw error;
  }
}

/** Where there are no hard links; whoever finds such a lock empty must wait until it is old. */
async function createInTwoSteps(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows answers EPERM while a file of that name is being deleted.
    if (code === "EEXIST" || (code === "EPERM" && process.platform === "win32")) return false;
    throw error;
  }
}

/**
 * Removes a lock that was left behind. Between looking and removing, another process may have done so and locked again;
 * the marker, whose name only this stale lock gives, lets one process at a time remove it, and only after a second look.
 */
async function breakLock(path: string, holder: Holder): Promise<void> {
  const marker = `${path}.${createHash("sha256").update(holder.content).digest("hex").slice(0, 16)}`;
  if (!(await createExclusively(marker, ""))) return;
  try {
    const again = await readHolder(path);
    const isSame = again?.content === holder.content && again.modifiedMs === holder.modifiedMs;
    if (isSame) await rm(path, { force: true });
  } finally {
    await rm(marker, { force: true });
  }
}

function isLeft(
  { process: owner, content, modifiedMs }: Holder,
  watch: Watch,
  staleAfterMs: number,
): boolean {
  const watchedMs = watch.look(`${modifiedMs} ${content}`);
  if (owner?.space === processSpace()) return hasEnded(owner);
  return watchedMs >= staleAfterMs;
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const [content, { mtimeMs: modifiedMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    return { content, modifiedMs, ...parseHolder(content) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parseHolder(content: string): Pick<Holder, "process" | "host"> {
  try {
    const { pid, space, startedAt, host } = JSON.parse(content) as Partial<
      ProcessIdentity & { host: string }
    >;
    const isKnown = typeof pid === "number" && typeof space === "string";
    return { process: isKnown ? { pid, space, startedAt: startedAt ?? null } : undefined, host };
  } catch {
    return { process: undefined, host: undefined };
  }
}

async function lockTimeout(path: string, timeoutMs: number): Promise<DatelineError> {
  const holder = await readHolder(path);
  const pid = holder?.process?.pid;
  const who = pid === undefined ? "another process" : `process ${pid} on ${holder?.host}`;
  const advice = "delete the file if that process is not running";
  return new DatelineError(
    "store-unreachable",
    `Cannot lock "${path}": ${who} has held it for more than ${timeoutMs} ms; ${advice}`,
  );
}
