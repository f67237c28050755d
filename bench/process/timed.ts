export interface Timed<Result> {
  readonly result: Result;
  /** Wall-clock time. */
  readonly ms: number;
  /** Processor time of all threads of this process. */
  readonly cpuMs: number;
}

/** Runs work and measures its duration in milliseconds. */
export async function timed<Result>(work: () => Result | Promise<Result>): Promise<Timed<Result>> {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  return { result, ms, cpuMs: (user + system) / 1_000 };
}
