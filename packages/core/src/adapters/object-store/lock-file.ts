import { createHash, randomUUID } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { abortedError } from "../../abort-error.ts";
import { DatelineError } from "../../errors.ts";
import { NO_HARD_LINKS } from "./file-error.ts";

export interface LockFileOptions {
  readonly signal?: AbortSignal | undefined;
  /** A lock that is older has been left behind, even if a process with its id runs. */
  readonly staleAfterMs?: number;
  /** How long to wait for another holder. */
  readonly timeoutMs?: number;
}

/** Who holds a lock, as far as its file tells; `undefined` fields for a file that was left half-written. */
interface Holder {
  readonly content: string;
  readonly modifiedMs: number;
  readonly pid: number | undefined;
  readonly host: string | undefined;
}

const MAX_POLL_MS = 25;

/**
 * Does work while no other process that uses the same lock file does. A lock whose process has died is broken, so a
 * crash costs nothing; nobody has to clean up.
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
  const content = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
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
  const { signal, staleAfterMs = 60_000, timeoutMs = 120_000 } = options;
  const deadline = Date.now() + timeoutMs;
  while (!(await createExclusively(path, content))) {
    await breakIfStale(path, staleAfterMs);
    if (Date.now() > deadline) throw await lockTimeout(path, timeoutMs);
    await sleep(Math.random() * MAX_POLL_MS);
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
async function breakIfStale(path: string, staleAfterMs: number): Promise<void> {
  const holder = await readHolder(path);
  if (holder === undefined || !isStale(holder, staleAfterMs)) return;
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

function isStale(holder: Holder, staleAfterMs: number): boolean {
  if (Date.now() - holder.modifiedMs > staleAfterMs) return true;
  return holder.host === hostname() && holder.pid !== undefined && !isRunning(holder.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
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

function parseHolder(content: string): Pick<Holder, "pid" | "host"> {
  try {
    const { pid, host } = JSON.parse(content) as { pid?: number; host?: string };
    return { pid, host };
  } catch {
    return { pid: undefined, host: undefined };
  }
}

async function lockTimeout(path: string, timeoutMs: number): Promise<DatelineError> {
  const holder = await readHolder(path);
  const who = holder?.pid === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
  const advice = "delete the file if that process is not running";
  return new DatelineError(
    "store-unreachable",
    `Cannot lock "${path}": ${who} has held it for more than ${timeoutMs} ms; ${advice}`,
  );
}
