import type { Command } from "commander";

/** Refuses a command line that lacks an argument, as commander does for those that are always required. */
export function missingArgument(command: Command, name: string): never {
  return command.error(`error: missing required argument '${name}'`, { code: "commander.missingArgument" });
}
