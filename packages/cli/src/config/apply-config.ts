import type { Command } from "commander";
import { environmentVariable } from "../environment-variable.ts";
import type { DatelineConfig } from "./dateline-config.ts";

/** Flags that the environment can set as well; what it says comes before the settings of the project. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  index: "DATELINE_INDEX",
  store: "DATELINE_STORE",
  engine: "DATELINE_ENGINE",
};

/**
 * Fills in what the command line leaves open: flags and arguments of a command by the environment, else by the settings
 * of their names.
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

/** Commands that work on a store work on the index when no store is named, wherever the index is named. */
function storeSetting({ store, index }: DatelineConfig): DatelineConfig {
  if (store !== undefined || index === undefined || environmentVariable("DATELINE_INDEX") !== undefined)
    return {};
  return { store: index };
}
