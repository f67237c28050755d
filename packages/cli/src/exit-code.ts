import { DatelineError } from "@dateline/core/errors";
import { CommanderError } from "commander";

/** What the process tells the shell; documented in `dateline --help`. */
export const EXIT = {
  ok: 0,
  /** It failed: the message says why. */
  failed: 1,
  /** The command line or a value on it is wrong. */
  usage: 2,
  /** It worked, but some records of the corpus were left out. */
  incomplete: 3,
  /** Stopped by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

/** The exit code that an error of a command ends with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!(error instanceof DatelineError)) return EXIT.failed;
  if (error.code === "invalid-input") return EXIT.usage;
  return error.code === "aborted" ? EXIT.interrupted : EXIT.failed;
}
