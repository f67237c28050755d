import { DatelineError } from "@dateline-search/core/errors";
import { type Command, CommanderError, type Option } from "commander";
import type { CliStreams } from "./cli-context.ts";
import { applyGlobalOptions, createProgram, type OpeningContext } from "./create-program.ts";
import { environmentVariable } from "./environment.ts";
import { EXIT, exitCodeOf, StopRequest } from "./exit-code.ts";

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
  // Nobody reads the progress any more, but the work continues.
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
  else if (!(error instanceof DatelineError)) stderr.write("Set DATELINE_DEBUG=on to see the stack trace.\n");
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

/** A command line while its command is looked for. */
interface Reading {
  /** The command named so far, or the program itself. */
  command: Command;
  readonly names: string[];
  /** The options before the command, each with its values. */
  readonly options: string[];
  /** What has not been read. */
  rest: string[];
  /** After `--`, no word is an option. */
  isLiteral: boolean;
}

/**
 * Moves the options before a command's name behind it, where commander expects them: `--index news search herons`
 * becomes `search --index news herons`. Command lines without a command, and those that begin with a negative number,
 * stay as they are.
 *
 * @throws CommanderError when a command's options are there, but no command
 */
export function commandFirst(program: Command, args: readonly string[]): string[] {
  const known = optionsOf(program);
  const reading: Reading = { command: program, names: [], options: [], rest: [...args], isLiteral: false };
  while (reading.command.commands.length > 0) {
    const [word, ...after] = reading.rest;
    if (word === undefined) return withoutCommand(reading, args, known);
    if (word.startsWith("-") && !reading.isLiteral) {
      if (/^-\d/.test(word)) return [...args];
      takeOption(reading, known);
      continue;
    }
    // This command has no options.
    if (word === "help") return [...reading.names, ...reading.rest];
    const child = childOf(reading.command, word);
    reading.names.push(word);
    reading.rest = after;
    // Commander says what is wrong with the name.
    if (child === undefined) break;
    reading.command = child;
  }
  const { names, options, isLiteral, rest } = reading;
  return [...names, ...options, ...(isLiteral ? ["--"] : []), ...rest];
}

/** All options of a program's commands by flag. A flag takes a value with every command or with none. */
function optionsOf(command: Command): Map<string, Option> {
  const known = new Map<string, Option>();
  for (const child of command.commands)
    for (const [flag, option] of optionsOf(child)) known.set(flag, option);
  for (const option of command.options) {
    for (const flag of [option.short, option.long]) if (flag !== undefined) known.set(flag, option);
  }
  return known;
}

function childOf(command: Command, name: string): Command | undefined {
  return command.commands.find((child) => child.name() === name || child.aliases().includes(name));
}

/** Reads an option with its values, or `--`. */
function takeOption(reading: Reading, known: ReadonlyMap<string, Option>): void {
  const [flag = "", ...rest] = reading.rest;
  reading.rest = rest;
  if (flag === "--") {
    reading.isLiteral = true;
    return;
  }
  const option = known.get(flag);
  if (option?.variadic) {
    const values = reading.rest.splice(0, 1 + countPlain(reading.command, rest.slice(1)));
    // Bound by `=`, they do not spread to what follows the command.
    reading.options.push(...(values.length === 0 ? [flag] : values.map((value) => `${flag}=${value}`)));
    return;
  }
  reading.options.push(flag);
  if (option?.required) reading.options.push(...reading.rest.splice(0, 1));
  // The word after an unknown option is more likely its value than the name of a command.
  const mayTakeValue = option === undefined && /^--[^=]+$/.test(flag) && flag !== "--help";
  if (mayTakeValue && countPlain(reading.command, rest) > 0) reading.rest.shift();
}

/** Counts the first words that are neither an option nor the name of a command. */
function countPlain(command: Command, words: readonly string[]): number {
  const end = words.findIndex((word) => word.startsWith("-") || childOf(command, word) !== undefined);
  return end === -1 ? words.length : end;
}

/** A command line that ends before a command: commander explains it, except for options of commands. */
function withoutCommand(
  { command, options }: Reading,
  args: readonly string[],
  known: ReadonlyMap<string, Option>,
): string[] {
  const flags = options.filter((word) => word.startsWith("-")).map((word) => word.split("=", 1)[0] ?? "");
  const own = new Set(command.options.flatMap(({ short, long }) => [short, long]));
  const foreign = flags.find((flag) => !own.has(flag));
  if (foreign !== undefined && flags.every((flag) => known.has(flag))) {
    command.error(`error: missing command: '${foreign}' needs one, before or after it`);
  }
  return [...args];
}
