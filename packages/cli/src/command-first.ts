import type { Command, Option } from "commander";

/** The state of a search for a command line's command. */
interface Reading {
  /** The command named so far, or the program itself. */
  command: Command;
  readonly names: string[];
  /** The options before the command, each with its values. */
  readonly options: string[];
  /** The words not read yet. */
  rest: string[];
  /** After `--`, no word is an option. */
  isLiteral: boolean;
}

/**
 * Moves the options before a command's name behind it, where commander expects them: `--index news search herons`
 * becomes `search --index news herons`. Command lines without a command, and those that begin with a negative number,
 * stay as they are.
 *
 * @throws CommanderError if there are options of a command, but no command
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
    // The `help` command has no options.
    if (word === "help") return [...reading.names, ...reading.rest];
    const child = childOf(reading.command, word);
    reading.names.push(word);
    reading.rest = after;
    // Commander reports the unknown name.
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
    // `=` keeps variadic options from taking the words after the command.
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
