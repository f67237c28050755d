import type { Argument, Command, Option } from "commander";

/** What an option or argument accepts: one of these words, a path, or a value only the user knows. */
export type ValueKind = readonly string[] | "path" | "unknown";

/** A word that can be completed, with its description. */
export interface CompletionWord {
  readonly word: string;
  readonly description: string;
}

export interface CompletionFlag extends CompletionWord {
  /** `undefined` for a flag that takes no value. */
  readonly value: ValueKind | undefined;
}

/** The words that can follow a command's name. */
export interface CompletionNode {
  /** Command names that lead here, such as "model pull"; empty for the program itself. */
  readonly path: string;
  readonly subcommands: readonly CompletionWord[];
  readonly flags: readonly CompletionFlag[];
  readonly argument: ValueKind;
}

/** Lists every command of a program, the program itself first. */
export function completionTree(command: Command, path = ""): CompletionNode[] {
  const visible = command.createHelp();
  const children = visible.visibleCommands(command).filter((child) => child.name() !== "help");
  const node = {
    path,
    subcommands: children.map((child) => ({ word: child.name(), description: child.summary() })),
    flags: visible.visibleOptions(command).flatMap(toFlag),
    argument: kindOfArgument(command.registeredArguments[0]),
  };
  const below = children.flatMap((child) => completionTree(child, `${path} ${child.name()}`.trim()));
  return [node, ...below];
}

function toFlag(option: Option): CompletionFlag[] {
  if (option.long === undefined) return [];
  const takesValue = option.required || option.optional;
  const value = takesValue ? (option.argChoices ?? kindOf(option.flags)) : undefined;
  return [{ word: option.long, description: option.description, value }];
}

function kindOfArgument(argument: Argument | undefined): ValueKind {
  return argument?.argChoices ?? kindOf(`<${argument?.name() ?? ""}>`);
}

function kindOf(flags: string): ValueKind {
  return /<(?:folder|file|path|corpus|judged|store|location)>/.test(flags) ? "path" : "unknown";
}
