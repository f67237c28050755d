import { type Command, InvalidArgumentError } from "commander";

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

/** Creates a parser for an option that takes an integer within bounds. */
export function wholeNumber(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** Parser of an option that takes a share in percent. @returns the share, 0…1 */
export function percentage(value: string): number {
  const number = Number(value);
  if (/^\d+(?:\.\d+)?$/.test(value) && number <= 100) return number / 100;
  throw new InvalidArgumentError("It must be a number from 0 to 100.");
}
