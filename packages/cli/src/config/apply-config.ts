import type { Command } from "commander";
import { environmentVariable } from "../environment-variable.ts";
import type { DatelineConfig } from "./dateline-config.ts";

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
export function applyConfig(command: Command, config: DatelineConfig): void {
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
