import type { Command } from "commander";

/**
 * Refuses an argument or the value of an option that is empty, as those of unset shell variables are: the path `""` would
 * be the working folder, and `publish "$STORE"` would write an index into it. Questions have a check of their own.
 */
export function refuseEmpty(command: Command): void {
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
