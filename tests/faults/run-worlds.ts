import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { bundleProduct } from "./bundle-product.ts";
import { type FaultReport, type FaultRunOptions, runFaults } from "./fault-run.ts";

/** After so many there is enough to look at. */
const MOST_LOSSES = 5;

export interface WorldsOptions extends FaultRunOptions {
  /** Operations of one world. The next one has the next seed, an index of its own, and ends whole like a run of its own. */
  readonly ofAWorld: number;
  /** How many worlds run at the same time: most of an operation is waiting. */
  readonly atOnce: number;
  /** A line for each world that has ended. A run that was stopped goes on behind them, and counts them. */
  readonly resultsFile: string | undefined;
}

/** What all worlds did and found. */
export interface WorldsReport extends Omit<FaultReport, "articles"> {
  readonly worlds: number;
  /** What ended worlds before their time; each begins with the seed. */
  readonly losses: readonly string[];
}

/** Of one world: what it did, or what it lost. */
type WorldResult = { readonly seed: number; readonly seconds: number } & (
  | { readonly report: FaultReport }
  | { readonly loss: string }
);

/**
 * Runs worlds until there were so many operations and faults, or the time is over. A world that failed does not end the
 * others.
 */
export async function runWorlds(options: WorldsOptions): Promise<WorldsReport> {
  const { program, folder } = await bundleProduct();
  try {
    return await new Worlds(options, program).run();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

class Worlds {
  readonly #options: WorldsOptions;
  readonly #program: string;
  readonly #startedAt = performance.now();
  readonly #results: WorldResult[];
  #nextSeed: number;

  constructor(options: WorldsOptions, program: string) {
    this.#options = options;
    this.#program = program;
    this.#results = options.resultsFile === undefined ? [] : readResults(options.resultsFile);
    this.#nextSeed = Math.max(options.seed, ...this.#results.map(({ seed }) => seed + 1));
  }

  async run(): Promise<WorldsReport> {
    await Promise.all(
      Array.from({ length: this.#options.atOnce }, async () => {
        while (!this.#isOver()) await this.#runWorld(this.#nextSeed++);
      }),
    );
    const reports = this.#reports;
    return {
      seed: this.#options.seed,
      seconds: this.#results.reduce((sum, { seconds }) => sum + seconds, 0),
      worlds: this.#results.length,
      losses: this.#losses,
      operations: sumOf(reports, "operations"),
      errors: sumOf(reports, "errors"),
      faults: sumOf(reports, "faults"),
      pointerChanges: reports.reduce((sum, { pointerChanges }) => sum + pointerChanges, 0),
    };
  }

  async #runWorld(seed: number): Promise<void> {
    const { seconds, resultsFile } = this.#options;
    const before = this.#elapsedSeconds();
    const limits = { ...shareOf(this.#options), seconds: seconds - before, seed };
    const outcome = await runFaults(limits, this.#program).then(
      (report) => ({ report }),
      (error: Error) => ({ loss: error.message }),
    );
    const result = { seed, seconds: Math.round(this.#elapsedSeconds() - before), ...outcome };
    this.#results.push(result);
    if (resultsFile !== undefined) appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
    console.error("loss" in result ? result.loss : `Seed ${seed}: ${describeWorld(result.report)}`);
  }

  #isOver(): boolean {
    const { seconds, operations, faults } = this.#options;
    if (this.#losses.length >= MOST_LOSSES || this.#elapsedSeconds() >= seconds) return true;
    const done = (kind: "operations" | "faults") => total(sumOf(this.#reports, kind));
    return done("operations") >= operations && done("faults") >= faults;
  }

  get #reports(): readonly FaultReport[] {
    return this.#results.flatMap((result) => ("report" in result ? [result.report] : []));
  }

  get #losses(): readonly string[] {
    return this.#results.flatMap((result) => ("loss" in result ? [result.loss] : []));
  }

  #elapsedSeconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }
}

function readResults(file: string): WorldResult[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as WorldResult);
}

function describeWorld({ operations, faults }: FaultReport): string {
  return `${total(operations)} operations, ${total(faults)} faults`;
}

/** What one world has to do, in the proportion of the whole. */
function shareOf(options: WorldsOptions): FaultRunOptions {
  const { ofAWorld, operations, faults, ...others } = options;
  if (!Number.isFinite(operations) || operations <= ofAWorld) return { ...others, operations, faults };
  return { ...others, operations: ofAWorld, faults: Math.ceil((faults * ofAWorld) / operations) };
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, times) => sum + times, 0);
}

function sumOf(
  reports: readonly FaultReport[],
  kind: "operations" | "errors" | "faults",
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const report of reports) {
    for (const [name, times] of Object.entries(report[kind])) sums[name] = (sums[name] ?? 0) + times;
  }
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
}
