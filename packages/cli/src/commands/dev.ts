import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { Command, Option } from "commander";
import type { DevFlags } from "../actions/run-dev.ts";
import { wholeNumber } from "../command-arguments.ts";
import { engineOption } from "../engine-option.ts";
import { defaultIndexFolder } from "../environment.ts";
import { addRerankerFlags } from "../search-flags.ts";
import type { CommandFactory } from "./command-factory.ts";

const DEFAULT_PORT = 4_321;

const EXAMPLES = `
Examples:
  dateline dev                      serve ./corpus on http://localhost:4321
  dateline dev ~/archive --port 0   serve another folder on any free port
  dateline dev --host 0.0.0.0       accept requests from other machines on the network

Press Ctrl-C to stop.`;

/** `dateline dev` */
export const devCommand: CommandFactory = (context) =>
  addRerankerFlags(new Command("dev"))
    .summary("serve the search page and the API, and watch the corpus")
    .description(
      "Serves the search page and the function's API from the local index. Builds the index if there is none, and reports progress meanwhile. Rebuilds it whenever you save a file of the corpus. The old index answers until the new one is ready, and stays if the build fails.",
    )
    .argument("[corpus]", "file or folder of articles", "corpus")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .addOption(engineOption("query this cluster, and watch no corpus"))
    .option("--model <name>", `embedding model (default: the model of the index, or ${DEFAULT_MODEL_NAME})`)
    .option("--strict", "refuse to build if a record of the corpus cannot be read", false)
    .addOption(
      new Option("--port <n>", "port to listen on; 0 picks a free one")
        .default(DEFAULT_PORT)
        .argParser(wholeNumber(0, 65_535)),
    )
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--json", "log every request as the function does, one JSON object per line", false)
    .addHelpText("after", EXAMPLES)
    .action(async (corpus: string, flags: DevFlags) => {
      const { runDev } = await import("../actions/run-dev.ts");
      await runDev(corpus, flags, context);
    });
