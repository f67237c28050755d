import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process, as others may know it after it has ended. */
export interface ProcessIdentity {
  /** Where its id means something; see `processSpace`. */
  readonly space: string;
  readonly pid: number;
  /** When it began, in the system's own unit; `null` where that cannot be told. Ids are given out again. */
  readonly startedAt: string | null;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { space: processSpace(), pid: process.pid, startedAt: statOf(process.pid)?.startedAt ?? null };
}

/** True only if it is known that the process has ended: one of another machine or container may run. */
export function hasEnded({ space, pid, startedAt }: ProcessIdentity): boolean {
  if (space !== processSpace()) return false;
  if (!isProcessRunning(pid)) return true;
  const stat = statOf(pid);
  if (stat === undefined) return false;
  // A zombie has ended, and only its parent has not noticed.
  return "ZX".includes(stat.state) || (startedAt !== null && startedAt !== stat.startedAt);
}

/** Whether a process of this machine runs; tells files in use from files that a killed process left behind. */
export function isProcessRunning(pid: number): boolean {
  try {
    // Signal 0 is not sent: it only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

let space: string | undefined;

/**
 * Where the ids of this machine's processes mean something. Containers may have one host name and one folder, and yet count
 * their processes apart, so on Linux it is the PID namespace and the boot (`man 7 pid_namespaces`).
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

/** `man 5 proc_pid_stat`: the name in parentheses may hold anything, the state follows it, the start is field 22. */
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
