/** From the least to the most that is written. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  /** Lines below it are not written; `info` when not given. */
  readonly level?: LogLevel | undefined;
  /** Where lines go, with their line feed; the standard output when not given. */
  readonly write?: (line: string) => void;
}

/**
 * Writes one line of JSON for each event. `timestamp` and `level` are the names that Lambda's own log filter reads
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html); writing to the standard output
 * rather than to the console keeps Lambda from wrapping the line into another.
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

/** A chain longer than that explains nothing more. */
const MAX_CAUSES = 5;

/** An error with its causes, for a log line and for nobody else. */
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
