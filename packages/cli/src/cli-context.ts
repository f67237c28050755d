import type { WriteStream } from "node:tty";

/** The part of the process that commands may touch. */
export interface CliContext {
  /** Answers go here, and nothing else. */
  readonly stdout: Output;
  /** Progress, notes and errors go here. */
  readonly stderr: Output;
  /** Aborts when the user asks to stop. */
  readonly signal: AbortSignal;
}

export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns">>;
