import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Identifies a process, even after it has ended. */
export interface ProcessIdentity {
  /** The scope of its id; see `processSpace`. */
  readonly space: string;
  readonly pid: number;
  /** Start time in the system's own unit, because ids are reused; `null` if unknown. */
  readonly startedAt: string | null;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { space: processSpace(), pid: process.pid, startedAt: statOf(process.pid)?.startedAt ?? null };
}

/**
 * True only if the process is known to have ended. A process on another machine or in another container may
 * still be running.
 */
export function hasEnded({ space, pid, startedAt }: ProcessIdentity): boolean {
  if (space !== processSpace()) return false;
  if (!isProcessRunning(pid)) return true;
  const stat = statOf(pid);
  if (stat === undefined) return false;
  // A zombie has ended, but its parent has not collected it yet.
  return "ZX".includes(stat.state) || (startedAt !== null && startedAt !== stat.startedAt);
}

/** True if a process of this machine is running. */
export function isProcessRunning(pid: number): boolean {
  try {
    // Signal 0 only tests whether the process exists.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that it is running and belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

let space: string | undefined;

/**
 * The scope in which process ids are unique. Containers may share a host name and a folder but number their
 * processes separately, so on Linux it is the PID namespace and the boot id (`man 7 pid_namespaces`).
 */
export function processSpace(): string {
  space ??= namespaceOfProcesses() ?? hostname();
  return space;
}

function namespaceOfProcesses(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}

/**
 * Parses `man 5 proc_pid_stat`. The name in parentheses may contain any character, the state follows it, and the
 * start time is field 22.
 */
function statOf(pid: number): { readonly state: string; readonly startedAt: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startedAt] = [fields[0], fields[19]];
    return state === undefined || startedAt === undefined ? undefined : { state, startedAt };
  } catch {
    return undefined;
  }
}
