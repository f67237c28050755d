import type { Command } from "commander";

/**
 * Refuses a command line that lacks an argument, as commander does for those that are always required.
 *
 * @param remedy what to do about it
 */
export function missingArgument(command: Command, name: string, remedy?: string): never {
  const hint = remedy === undefined ? "" : `: ${remedy}`;
  return command.error(`error: missing required argument '${name}'${hint}`, {
    code: "commander.missingArgument",
  });
}
