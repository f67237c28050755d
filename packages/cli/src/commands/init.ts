import { Command } from "commander";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline init news-search
  dateline init             use this folder`;

/** `dateline init` */
export const initCommand: CommandFactory = (context) =>
  new Command("init")
    .summary("create a project: sample articles and deployment settings")
    .description(
      "Writes a corpus folder with two articles, and the files that SST needs to deploy to AWS: sst.config.ts, infra, package.json and tsconfig.json. Never overwrites existing files.",
    )
    .argument("[folder]", "folder of the project, created if missing", ".")
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string) => {
      const { runInit } = await import("../actions/run-init.ts");
      await runInit(folder, context);
    });
