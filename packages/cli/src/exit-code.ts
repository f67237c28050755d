import { DatelineError } from "@dateline-search/core/errors";
import { CommanderError } from "commander";

/** Exit codes, documented in `dateline --help`. */
export const EXIT = {
  ok: 0,
  /** It failed, and the message says why. */
  failed: 1,
  /** The command line or one of its values is invalid. */
  usage: 2,
  /** It worked, but left out some records of the corpus. */
  incomplete: 3,
  /** A publication or a build would undo other changes or give worse answers. Nothing was switched. */
  refused: 4,
  /** `dateline check` found damage and did not repair it. */
  damaged: 5,
  /** Stopped by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
  /** Stopped by SIGTERM (128 + SIGTERM), as service managers send. */
  terminated: 143,
} as const;

/**
 * Maps a command's error to an exit code.
 *
 * @param signal the command's signal, whose reason is the process signal that stopped it
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

/** Abort reason: the signal that the process received. */
export class StopRequest extends Error {
  override readonly name = "AbortError";
  readonly processSignal: "SIGINT" | "SIGTERM";

  constructor(processSignal: "SIGINT" | "SIGTERM") {
    super(`the process received ${processSignal}`);
    this.processSignal = processSignal;
  }
}
