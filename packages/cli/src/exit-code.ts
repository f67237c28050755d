import { DatelineError } from "@dateline-search/core/errors";
import { CommanderError } from "commander";
import { StopRequest } from "./stop-request.ts";

/** What the process tells the shell; documented in `dateline --help`. */
export const EXIT = {
  ok: 0,
  /** It failed: the message says why. */
  failed: 1,
  /** The command line or a value on it is wrong. */
  usage: 2,
  /** It worked, but some records of the corpus were left out. */
  incomplete: 3,
  /** A publication or a build would undo what others did or answer worse; nothing was switched. */
  refused: 4,
  /** `dateline check` found damage that is still there. */
  damaged: 5,
  /** Stopped by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
  /** Stopped by a SIGTERM (128 + SIGTERM), as service managers send. */
  terminated: 143,
} as const;

/**
 * The exit code that an error of a command ends with.
 *
 * @param signal the one that was given to the command, which knows what stopped it
 */
export function exitCodeOf(error: unknown, signal: AbortSignal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!(error instanceof DatelineError)) return EXIT.failed;
  if (error.code === "invalid-input") return EXIT.usage;
  if (error.code === "publish-refused") return EXIT.refused;
  if (error.code !== "aborted") return EXIT.failed;
  const reason: unknown = signal.reason;
  const isTerminated = reason instanceof StopRequest && reason.processSignal === "SIGTERM";
  return isTerminated ? EXIT.terminated : EXIT.interrupted;
}
