import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { Command, Option } from "commander";
import type { DevFlags } from "../actions/run-dev.ts";
import { engineOption } from "../engine-option.ts";
import { defaultIndexFolder } from "../folders.ts";
import { wholeNumber } from "../parse-number.ts";
import { addRerankerFlags } from "../reranker-flags.ts";
import type { CommandFactory } from "./command-factory.ts";

const DEFAULT_PORT = 4_321;

const EXAMPLES = `
Examples:
  dateline dev                      serve ./corpus on http://localhost:4321
  dateline dev ~/archive --port 0   serve another folder on any free port
  dateline dev --host 0.0.0.0       let other machines on the network ask, too

Ctrl-C ends it.`;

/** `dateline dev` */
export const devCommand: CommandFactory = (context) =>
  addRerankerFlags(new Command("dev"))
    .summary("serve the search page and the API, and follow the corpus")
    .description(
      "Serves the search page and the same API as the function, from the local index. Builds the index when there is none, and answers meanwhile how far that is. Builds it again whenever a file of the corpus is saved; until the new one is ready, and when it cannot be built, the old one answers.",
    )
    .argument("[corpus]", "file or folder of articles", "corpus")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .addOption(engineOption("ask this cluster, and follow no corpus"))
    .option("--model <name>", `embedding model (default: that of the index, else ${DEFAULT_MODEL_NAME})`)
    .option("--strict", "build nothing of a corpus with a record that cannot be read", false)
    .addOption(
      new Option("--port <n>", "port to listen on; 0 takes any free one")
        .default(DEFAULT_PORT)
        .argParser(wholeNumber(0, 65_535)),
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--json", "print every request as the function logs it, one JSON object a line", false)
    .addHelpText("after", EXAMPLES)
    .action(async (corpus: string, flags: DevFlags) => {
      const { runDev } = await import("../actions/run-dev.ts");
      await runDev(corpus, flags, context);
    });
