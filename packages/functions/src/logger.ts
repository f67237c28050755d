/** From the least verbose to the most. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  /** Drops lines below this level; default `info`. */
  readonly level?: LogLevel | undefined;
  /** Receives lines with their line feed; default: the standard output. */
  readonly write?: (line: string) => void;
}

/**
 * Writes one line of JSON per event. Lambda's log filter reads `timestamp` and `level`
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html). Writing to the
 * standard output instead of the console keeps Lambda from wrapping the line.
 */
export class Logger {
  readonly #threshold: number;
  readonly #write: (line: string) => void;

  constructor({ level = "info", write = (line) => process.stdout.write(line) }: LoggerOptions = {}) {
    this.#threshold = LOG_LEVELS.indexOf(level);
    this.#write = write;
  }

  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (LOG_LEVELS.indexOf(level) > this.#threshold) return;
    const timestamp = new Date().toISOString();
    this.#write(`${JSON.stringify({ timestamp, level, message, ...fields })}\n`);
  }
}

/** Longer chains explain nothing more. */
const MAX_CAUSES = 5;

/** Describes an error with its causes. For the log only, never for callers. */
export function describeError(error: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    name,
    ...("code" in error && { code: error.code }),
    message,
    stack,
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: describeError(cause, depth + 1) }),
  };
}
