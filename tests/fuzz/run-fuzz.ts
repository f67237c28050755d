import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FUZZ_TARGETS } from "./fuzz-targets.ts";

const CHILD = fileURLToPath(new URL("fuzz-child.ts", import.meta.url));
/** Input that is read for so long is taken for one that never ends. */
const HANG_MS = 30_000;
const POLL_MS = 1_000;

export interface FuzzOptions {
  readonly seed: number;
  /** Of all targets together. */
  readonly inputs: number;
  /** Only this target; all when not given. */
  readonly target?: string | undefined;
  /** The first input; for seeing a finding again. */
  readonly from?: number | undefined;
}

/** An input and what it did. */
export interface Finding {
  readonly target: string;
  readonly input: number;
  readonly reason: string;
  /** Base64 of bytes, or the text. */
  readonly content: string;
}

export interface FuzzReport {
  /** Inputs that were read, by target. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** Reads many inputs of every kind, each target in a process of its own. */
export async function runFuzz({ seed, inputs, target, from = 0 }: FuzzOptions): Promise<FuzzReport> {
  const chosen = Object.entries(FUZZ_TARGETS).filter(([name]) => target === undefined || name === target);
  const shares = chosen.reduce((sum, [, { share }]) => sum + share, 0);
  const done: Record<string, number> = {};
  const findings: Finding[] = [];
  for (const [name, { share }] of chosen) {
    const count = Math.max(1, Math.round((inputs * share) / shares));
    findings.push(...(await fuzzTarget({ name, seed, from, to: from + count })));
    done[name] = count;
  }
  return { inputs: done, findings };
}

interface Range {
  readonly name: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Goes on behind an input that crashed or hung the process. */
async function fuzzTarget({ name, seed, from, to }: Range): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (let next = from; next < to; ) {
    const ended = await runChild({ name, seed, from: next, to }, (finding) =>
      findings.push({ target: name, ...finding }),
    );
    if (ended === null) break;
    findings.push({ target: name, input: ended.input, reason: ended.reason, content: "" });
    next = ended.input + 1;
  }
  return findings;
}

/** @returns `null` when all inputs were read, or which one ended the process */
async function runChild(
  { name, seed, from, to }: Range,
  onFinding: (finding: Omit<Finding, "target">) => void,
): Promise<{ readonly input: number; readonly reason: string } | null> {
  const folder = mkdtempSync(join(tmpdir(), "dateline-fuzz-run-"));
  const progressFile = join(folder, "progress");
  const args = [name, seed, from, to, progressFile].map(String);
  const child = fork(CHILD, args, { execArgv: ["--import", "tsx"] });
  let said = "";
  const current = () => readProgress(progressFile) ?? from;
  let [last, lastAt, isHung] = [-1, Date.now(), false];
  const watch = setInterval(() => {
    const now = current();
    if (now !== last) [last, lastAt] = [now, Date.now()];
    else if (Date.now() - lastAt > HANG_MS) {
      isHung = true;
      child.kill("SIGKILL");
    }
  }, POLL_MS);
  child.on("message", (message) => onFinding(message as Omit<Finding, "target">));
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  const how = await new Promise<string | null>((resolve) => {
    child.once("exit", (code, signal) =>
      resolve(code === 0 ? null : `the process ended with ${signal ?? code} ${said}`),
    );
  });
  clearInterval(watch);
  const input = current();
  rmSync(folder, { recursive: true, force: true });
  if (how === null) return null;
  return { input, reason: isHung ? `it was read for more than ${HANG_MS / 1_000} s` : how };
}

function readProgress(file: string): number | undefined {
  try {
    const text = readFileSync(file, "utf8").trim();
    return text === "" ? undefined : Number(text);
  } catch {
    return undefined;
  }
}
