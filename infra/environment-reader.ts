/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Schedule = `rate(${string})` | `cron(${string})`;

interface Range {
  readonly least: number;
  readonly most: number;
  readonly fallback: number;
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
const SCHEDULE = /^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\(\S+( \S+){5}\))$/;

/**
 * Reads one variable at a time. An empty variable counts as unset. Every method throws an Error that names the variable
 * and its value.
 */
export class EnvironmentReader {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string): string | undefined {
    return this.#environment[name]?.trim() || undefined;
  }

  whole(name: string, { least, most, fallback }: Range): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw wrong(name, value, `a whole number from ${least} to ${most}`);
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (value === "on" || value === "off") return value === "on";
    throw wrong(name, value, '"on" or "off"');
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const chosen = choices.find((choice) => choice === value);
    if (chosen !== undefined) return chosen;
    throw wrong(name, value, `one of ${choices.join(", ")}`);
  }

  /** "none" is `undefined`. */
  limit(
    name: string,
    fallback: number | undefined,
    { least, most }: Omit<Range, "fallback"> = { least: 1, most: 10_000 },
  ): number | undefined {
    if (this.text(name) === "none") return undefined;
    const wanted = this.whole(name, { least, most, fallback: 0 });
    return wanted === 0 ? fallback : wanted;
  }

  concurrency(name: string): number | "auto" | undefined {
    const value = this.text(name);
    if (value === "none") return undefined;
    if (value === undefined || value === "auto") return "auto";
    return this.whole(name, { least: 1, most: 10_000, fallback: 1 });
  }

  parsed<T>(name: string, parse: (value: string, name: string) => T): T | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : refusing(() => parse(value, name));
  }

  /** Returns the text unchanged if it can be parsed. */
  checked(name: string, parse: (value: string, name: string) => unknown): string | undefined {
    const value = this.text(name);
    if (value !== undefined) refusing(() => parse(value, name));
    return value;
  }

  list(name: string): string[] {
    return (this.text(name) ?? "").split(/[\s,]+/).filter((part) => part !== "");
  }

  schedule<T extends Schedule | undefined>(name: string, fallback: T): Schedule | T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (SCHEDULE.test(value)) return value as Schedule;
    throw wrong(name, value, "rate(…) or cron(…), such as rate(15 minutes) or cron(0 6 * * ? *)");
  }
}

function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`Cannot deploy: ${(cause as Error).message}`, { cause });
  }
}

/** States what a variable must be, and what it is. */
export function mustBe(name: string, value: string, wanted: string): string {
  return `${name} must be ${wanted}, it is "${value.slice(0, 80)}"`;
}

/** The error for a variable with a wrong value. */
export function wrong(name: string, value: string, wanted: string): Error {
  return new Error(`Cannot deploy: ${mustBe(name, value, wanted)}`);
}
