import { Command } from "commander";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline init news-search
  dateline init             in this folder`;

/** `dateline init` */
export const initCommand: CommandFactory = (context) =>
  new Command("init")
    .summary("put a new project into a folder: articles, settings of the deployment")
    .description(
      "Writes a corpus folder with two articles, and sst.config.ts, infra, package.json and tsconfig.json, with which SST deploys it to AWS. Files that are there are never replaced.",
    )
    .argument("[folder]", "folder of the project, which is made if need be", ".")
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string) => {
      const { runInit } = await import("../actions/run-init.ts");
      await runInit(folder, context);
    });
