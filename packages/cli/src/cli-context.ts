import type { WriteStream } from "node:tty";
import type { DatelineConfig } from "./config/dateline-config.ts";

/** What a process passes to the command line. */
export interface CliStreams {
  /** Source of the prompt's questions. */
  readonly stdin: Input;
  /** Receives answers and nothing else. */
  readonly stdout: Output;
  /** Receives progress, notes and errors. */
  readonly stderr: Output;
  /** Aborts when the user stops the command. */
  readonly signal: AbortSignal;
}

/** The part of the process that commands may use. With `--quiet`, `stderr` discards everything but errors. */
export interface CliContext extends CliStreams {
  /** Project settings; empty until the command line has been parsed. */
  readonly config: DatelineConfig;
}

export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns">>;
