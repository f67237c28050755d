import { DatelineError } from "@dateline-search/core/errors";
import { CommanderError } from "commander";
import type { CliStreams } from "./cli-context.ts";
import { commandFirst } from "./command-first.ts";
import { createProgram } from "./create-program.ts";
import { environmentVariable } from "./environment.ts";
import { EXIT, exitCodeOf, StopRequest } from "./exit-code.ts";
import { applyGlobalOptions, type OpeningContext } from "./global-options.ts";

/**
 * On Node 20 the AWS SDK warns that later versions will require Node 22. This package pins the SDK, so users
 * cannot act on the warning. Other warnings are shown. README lists the supported versions.
 */
const SDK_WARNING_OFF = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** Runs this process's command line and sets its exit code. */
export async function main(): Promise<void> {
  process.env[SDK_WARNING_OFF] ??= "true";
  // `dateline search … | head` closes the pipe early, which is not a failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  // Nobody reads the progress any more, but the work goes on.
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interrupt.abort(new StopRequest(signal)));
  }
  process.exitCode = await runCli(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
  });
}

/** Runs one command line. @returns the exit code */
export async function runCli(args: readonly string[], streams: CliStreams): Promise<number> {
  let exitCode: number = EXIT.ok;
  const context: OpeningContext = { ...streams, config: {} };
  const setExitCode = (code: number) => {
    exitCode = code;
  };
  const program = await createProgram(context, setExitCode, args[0]);
  program.hook("preAction", (_, command) => applyGlobalOptions(command, context));
  let words = [...args];
  try {
    words = commandFirst(program, args);
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) printError(error, streams);
    else if (words[0] === "help" && error.exitCode !== 0) {
      // Commander would print the program's help and no message.
      streams.stderr.write(`error: unknown command '${words.slice(1).join(" ")}'\n`);
    }
    return exitCodeOf(error, streams.signal);
  }
}

function printError(error: unknown, { stderr }: CliStreams): void {
  stderr.write(`${describeError(error)}\n`);
  if ((environmentVariable("DATELINE_DEBUG") ?? "off") !== "off") stderr.write(`${inspectError(error)}\n`);
  else if (!(error instanceof DatelineError))
    stderr.write("Set DATELINE_DEBUG=on to see where it comes from.\n");
}

function describeError(error: unknown): string {
  if (!(error instanceof DatelineError)) {
    return `unexpected error: ${error instanceof Error ? error.message : String(error)}`;
  }
  // Users who stopped it know why.
  return error.code === "aborted" ? "stopped" : `error: ${error.message}`;
}

function inspectError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${inspectError(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
