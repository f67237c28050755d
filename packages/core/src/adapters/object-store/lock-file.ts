import { createHash, randomUUID } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { systemTimer, type Timer, Watch } from "../../clock/timer.ts";
import { abortedError, DatelineError } from "../../errors.ts";
import { NO_HARD_LINKS } from "../../files/file-error.ts";
import { hasEnded, type ProcessIdentity, processSpace, thisProcess } from "../../files/process-liveness.ts";

export interface LockFileOptions {
  readonly signal?: AbortSignal | undefined;
  /** A lock of another machine or container is stale if it is observed unchanged for this long. */
  readonly staleAfterMs?: number;
  /** Maximum time to wait for another holder. */
  readonly timeoutMs?: number;
  readonly timer?: Timer | undefined;
}

/** The holder of a lock according to its file. Fields are `undefined` in a partly written file. */
interface Holder {
  readonly content: string;
  readonly modifiedMs: number;
  readonly process: ProcessIdentity | undefined;
  readonly host: string | undefined;
}

const MAX_POLL_MS = 25;
/** Poll less often after a second, because locks are usually held for milliseconds. */
const SLOW_POLL_MS = 500;
const SLOW_AFTER_MS = 1_000;
/** A longer step between two reads means that this process was suspended. */
const LONGEST_STEP_MS = 1_000;

/**
 * Runs work while no other process with the same lock file does. Breaks the lock of a dead process, so a crash
 * needs no cleanup. Because it cannot tell whether a process on another machine or in another container is dead,
 * it breaks such a lock after it has been unchanged for `staleAfterMs`. Compares no clocks, and never breaks the
 * lock of a running process on this machine, however long that is suspended.
 *
 * @param path of the lock file, in an existing folder
 * @param work receives a function that throws `write-conflict` if the lock was lost, which only happens to a
 *   process that was suspended for `staleAfterMs`. Call it before the irreversible step
 * @throws DatelineError `store-unreachable` when the lock is not free in time; `aborted`; or whatever `work`
 *   throws
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
        `Cannot continue: another process has taken over the lock "${path}"`,
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
 * Creates a new file with its content atomically. A process that is killed between creating and filling a file
 * would leave a lock without a holder.
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

/** For file systems without hard links. An empty lock there is not broken until it is stale. */
async function createInTwoSteps(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows returns EPERM while a file of that name is being deleted.
    if (code === "EEXIST" || (code === "EPERM" && process.platform === "win32")) return false;
    throw error;
  }
}

/**
 * Removes a stale lock. Another process may meanwhile remove it and lock again. A marker, whose name is derived
 * from this stale lock, lets only one process at a time remove it, after reading it again.
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
