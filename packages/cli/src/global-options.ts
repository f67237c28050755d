import { resolve } from "node:path";
import { Writable } from "node:stream";
import { type Command, Option } from "commander";
import type { CliContext, Output } from "./cli-context.ts";
import type { DatelineConfig } from "./config/dateline-config.ts";
import { findConfig, readConfig } from "./config/read-config.ts";
import { environmentVariable } from "./environment.ts";

const GROUP = "Options of every command:";

/** The context of a command line while its options are being parsed. */
export type OpeningContext = { -readonly [K in keyof CliContext]: CliContext[K] };

/** Adds the options that every command has. */
export function addGlobalOptions(command: Command): void {
  command
    .addOption(new Option("-q, --quiet", "print only answers and errors").default(false).helpGroup(GROUP))
    .addOption(
      new Option(
        "--config <file>",
        "settings file to use instead of the nearest dateline.config.ts",
      ).helpGroup(GROUP),
    );
}

/**
 * Applies the project settings to a command that is about to run and to its context.
 *
 * @throws DatelineError `invalid-input` when the settings are invalid
 * @throws CommanderError when an argument or an option's value is empty
 */
export async function applyGlobalOptions(command: Command, context: OpeningContext): Promise<void> {
  refuseEmpty(command);
  const { config: file } = command.opts<{ config?: string }>();
  const path = file === undefined ? findConfig(process.cwd()) : resolve(file);
  if (path !== undefined) context.config = await readConfig(path);
  // Apply even without settings: the environment can supply arguments.
  applyConfig(command, context.config);
  if (command.opts<{ quiet?: boolean }>().quiet === true) context.stderr = silentOutput();
}

/** Output for progress and notes with `--quiet`. */
function silentOutput(): Output {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/**
 * Rejects empty arguments and option values, which unset shell variables produce. The path `""` would be the
 * working folder, so `publish "$STORE"` would write an index there. Questions have their own check.
 */
function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    const isGiven = command.getOptionValueSource(name) === "cli";
    if (isGiven && [command.getOptionValue(name)].flat().includes("")) {
      refuse(command, `option '${option.flags}' argument ''`);
    }
  }
  for (const [position, argument] of command.registeredArguments.entries()) {
    if (argument.name() === "query") continue;
    const values = argument.variadic
      ? command.args.slice(position)
      : command.args.slice(position, position + 1);
    if (values.includes("")) refuse(command, `command-argument value '' for argument '${argument.name()}'`);
  }
}

function refuse(command: Command, what: string): never {
  return command.error(`error: ${what} is invalid. It must not be empty.`, {
    code: "commander.invalidArgument",
  });
}

/** Flags with an environment variable, which takes precedence over the project settings. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  index: "DATELINE_INDEX",
  store: "DATELINE_STORE",
  engine: "DATELINE_ENGINE",
};

/**
 * Fills in flags and arguments that the command line omits, from the environment first and then from the
 * settings of the same names.
 */
function applyConfig(command: Command, config: DatelineConfig): void {
  const settings: Readonly<Record<string, unknown>> = { ...config, ...storeSetting(config) };
  for (const option of command.options) {
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    if (!(name in settings) || (source !== undefined && source !== "default")) continue;
    if (environmentVariable(ENVIRONMENT[name] ?? "") !== undefined) continue;
    command.setOptionValueWithSource(name, settings[name], "config");
  }
  applyToArguments(command, config);
}

function applyToArguments(command: Command, config: DatelineConfig): void {
  for (const [position, argument] of command.registeredArguments.entries()) {
    const name = argument.name() as keyof DatelineConfig;
    const setting = environmentVariable(ENVIRONMENT[name] ?? "") ?? config[name];
    if (command.args[position] !== undefined || setting === undefined) continue;
    command.processedArgs[position] = argument.variadic ? [setting] : setting;
  }
}

/** Commands that work on a store default to the index when only the index is configured. */
function storeSetting({ store, index }: DatelineConfig): DatelineConfig {
  if (store !== undefined || index === undefined || environmentVariable("DATELINE_INDEX") !== undefined)
    return {};
  return { store: index };
}
