import { Argument, Command } from "commander";
import { bashCompletion } from "../completion/bash-completion.ts";
import { completionTree } from "../completion/completion-tree.ts";
import { fishCompletion } from "../completion/fish-completion.ts";
import { zshCompletion } from "../completion/zsh-completion.ts";
import type { CommandFactory } from "./command-factory.ts";

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

const EXAMPLES = `
Examples:
  source <(dateline completion bash)                                   in ~/.bashrc
  source <(dateline completion zsh)                                    in ~/.zshrc, below compinit
  dateline completion fish > ~/.config/fish/completions/dateline.fish  once`;

/** `dateline completion` */
export const completionCommand: CommandFactory = (context) =>
  new Command("completion")
    .summary("print a completion script for a shell")
    .description("Prints a script that makes the shell complete commands, flags and their values.")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SHELLS)))
    .addHelpText("after", EXAMPLES)
    .action((shell: keyof typeof SHELLS, _flags: unknown, command: Command) => {
      context.stdout.write(SHELLS[shell](completionTree(command.parent as Command)));
    });
