import type { Command } from "commander";

/**
 * Rejects a command line that lacks an argument, with commander's own wording.
 *
 * @param remedy what to do about it
 */
export function missingArgument(command: Command, name: string, remedy?: string): never {
  const hint = remedy === undefined ? "" : `: ${remedy}`;
  return command.error(`error: missing required argument '${name}'${hint}`, {
    code: "commander.missingArgument",
  });
}
