import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";

/** Creates a command. `report` sets the exit code of a run that did not throw. */
export type CommandFactory = (context: CliContext, report: (exitCode: number) => void) => Command;
