import { DatelineError } from "@dateline/core/errors";
import { Command, CommanderError } from "commander";
import type { CliContext } from "./cli-context.ts";
import { buildCommand } from "./commands/build.ts";
import { devCommand } from "./commands/dev.ts";
import { evalCommand } from "./commands/eval.ts";
import { gcCommand } from "./commands/gc.ts";
import { generationsCommand } from "./commands/generations.ts";
import { modelCommand } from "./commands/model.ts";
import { publishCommand } from "./commands/publish.ts";
import { rollbackCommand } from "./commands/rollback.ts";
import { searchCommand } from "./commands/search.ts";
import { environmentVariable } from "./environment-variable.ts";
import { EXIT, exitCodeOf } from "./exit-code.ts";
import { packageVersion } from "./package-version.ts";

const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    failed; the message says why
  2    the command line or a value on it is wrong
  3    done, but some records of the corpus were left out
  130  stopped by Ctrl-C (SIGINT)
  143  stopped by SIGTERM

Environment:
  DATELINE_INDEX    folder of the index (default .dateline/index)
  DATELINE_STORE    store of generations, rollback and gc (default: the index)
  DATELINE_MODELS   folder of the models (default models)
  DATELINE_CACHE    folder of embeddings kept between runs (default .dateline/cache)
  HF_ENDPOINT       mirror of the Hugging Face hub to pull models from
  AWS_REGION        region of the bucket; credentials too come from the AWS environment
  AWS_ENDPOINT_URL  another server that speaks S3
  NO_COLOR          no colours
  DATELINE_DEBUG    print the stack and the causes of an error
An empty variable counts as unset.`;

/** In the order of `--help`: that of somebody who starts. */
const COMMANDS = [
  buildCommand,
  searchCommand,
  devCommand,
  publishCommand,
  generationsCommand,
  rollbackCommand,
  gcCommand,
  modelCommand,
  evalCommand,
];

/** Runs one command line. @returns the exit code */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = new Command("dateline")
    .description("Semantic search over a news corpus: build an index, ask it, publish it.")
    .version(packageVersion())
    .addHelpText("after", EXIT_CODES_HELP);
  const report = (code: number) => {
    exitCode = code;
  };
  for (const command of COMMANDS) {
    program.addCommand(command(context, report));
  }
  prepare(program, context);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) printError(error, context);
    return exitCodeOf(error, context.signal);
  }
}

/** Gives every command the context's streams, and errors instead of `process.exit`. */
function prepare(command: Command, context: CliContext): void {
  command
    .exitOverride()
    .showHelpAfterError("(run with --help for what is allowed)")
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHelpWidth: () => context.stdout.columns || 100,
      getErrHelpWidth: () => context.stderr.columns || 100,
    });
  for (const child of command.commands) prepare(child, context);
}

function printError(error: unknown, { stderr }: CliContext): void {
  stderr.write(`${describeError(error)}\n`);
  if (environmentVariable("DATELINE_DEBUG") !== undefined) stderr.write(`${inspectError(error)}\n`);
  else if (!(error instanceof DatelineError))
    stderr.write("Set DATELINE_DEBUG=1 to see where it comes from.\n");
}

function describeError(error: unknown): string {
  if (!(error instanceof DatelineError)) {
    return `unexpected error: ${error instanceof Error ? error.message : String(error)}`;
  }
  // Whoever asked to stop knows why.
  return error.code === "aborted" ? "stopped" : `error: ${error.message}`;
}

function inspectError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${inspectError(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
