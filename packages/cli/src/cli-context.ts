import type { WriteStream } from "node:tty";
import type { DatelineConfig } from "./config/dateline-config.ts";

/** What a process hands to the command line that it runs. */
export interface CliStreams {
  /** Questions of the prompt come from here. */
  readonly stdin: Input;
  /** Answers go here, and nothing else. */
  readonly stdout: Output;
  /** Progress, notes and errors go here. */
  readonly stderr: Output;
  /** Aborts when the user asks to stop. */
  readonly signal: AbortSignal;
}

/** The part of the process that commands may touch. With `--quiet`, `stderr` takes in silence what is no error. */
export interface CliContext extends CliStreams {
  /** Settings of the project; empty until the command line has been read. */
  readonly config: DatelineConfig;
}

export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns">>;
