import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { DatelineProcess } from "../../tests/fixtures/spawn-dateline.ts";

/** Measurements of one `dateline build`. */
export interface BuildFigures {
  readonly ms: number;
  readonly articles: number;
  readonly passages: number;
  readonly sizeBytes: number;
  /** The sha256 of the manifest, which contains the sha256 of every file. */
  readonly generation: string;
  /** The command's cache summary; `null` if there is none because all texts were new. */
  readonly texts: { readonly embedded: number; readonly all: number } | null;
  /** Sum of the peaks of the command and its embedding processes; 0 without /proc. */
  readonly peakRssBytes: number;
}

export interface BuildOptions {
  readonly corpus: readonly string[];
  readonly indexFolder: string;
  readonly cacheFolder: string;
}

const MS_BETWEEN_SAMPLES = 250;
/** Exit codes of a finished build, which may have skipped a duplicate record. */
const FINISHED: readonly unknown[] = [0, 3];

/** Runs the real command in its own process. @throws Error with its output when it failed */
export async function measureBuild(options: BuildOptions): Promise<BuildFigures> {
  const startedAt = performance.now();
  const build = startBuild(options);
  const peaks = new Map<number, number>();
  const ended = build.ended();
  let running = true;
  const exit = ended.finally(() => {
    running = false;
  });
  while (running) {
    samplePeaks(build.child.pid ?? 0, peaks);
    await Promise.race([exit, setTimeout(MS_BETWEEN_SAMPLES)]);
  }
  const ms = performance.now() - startedAt;
  if (!FINISHED.includes(await exit)) throw new Error(`Cannot measure a build: ${build.stderr}`);
  const { generation, articles, passages, sizeBytes } = JSON.parse(build.stdout) as BuildFigures;
  const peakRssBytes = [...peaks.values()].reduce((sum, bytes) => sum + bytes, 0);
  return { ms, generation, articles, passages, sizeBytes, texts: textsOf(build.stderr), peakRssBytes };
}

/**
 * Starts a build and kills it with SIGKILL.
 *
 * @param afterMs measured from the start of embedding
 * @returns milliseconds from its start to its end
 */
export async function killBuild(options: BuildOptions, afterMs: number): Promise<number> {
  const startedAt = performance.now();
  const build = startBuild(options);
  await build.printed("Read ");
  await setTimeout(afterMs);
  if (!build.child.kill("SIGKILL") || (await build.ended()) !== "SIGKILL") {
    throw new Error("Cannot measure a build that is killed: it had ended before");
  }
  return performance.now() - startedAt;
}

function startBuild({ corpus, indexFolder, cacheFolder }: BuildOptions): DatelineProcess {
  return new DatelineProcess(["build", ...corpus, "--index", indexFolder, "--json"], {
    cwd: indexFolder,
    environment: { DATELINE_CACHE: cacheFolder },
  });
}

function textsOf(stderr: string): BuildFigures["texts"] {
  const [, embedded, all] = /Embedded ([\d,]+) of ([\d,]+) texts/.exec(stderr) ?? [];
  if (embedded === undefined || all === undefined) return null;
  return { embedded: Number(embedded.replaceAll(",", "")), all: Number(all.replaceAll(",", "")) };
}

/** Linux records the peak of a process, so nothing is missed between two samples. */
function samplePeaks(pid: number, peaks: Map<number, number>): void {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    if (kilobytes !== undefined) peaks.set(pid, Number(kilobytes) * 1024);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    for (const child of children === "" ? [] : children.split(" ")) samplePeaks(Number(child), peaks);
  } catch {
    // It has ended in the meantime.
  }
}
