import { MODELS } from "@dateline-search/core/model/model-registry";
import { Command } from "commander";
import type { ReembedFlags } from "../actions/run-reembed.ts";
import { FAST_HELP } from "../embedding-flags.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline reembed --model bge-small-en-v1.5    use another model for the local index
  dateline reembed --model all-MiniLM-L6-v2     embed an index anew that was built with --fast
  dateline publish s3://my-bucket/news --gate judged.jsonl
                                                publish only if answers do not get worse`;

/** `dateline reembed` */
export const reembedCommand: CommandFactory = (context) =>
  new Command("reembed")
    .summary("embed an index again with another model")
    .description(
      'Embeds the articles of an index with another model, without reading the corpus again. The old generation answers until the new one is done, and "dateline rollback" brings it back. A deployed function keeps using the generation of the model in its package until you deploy a package with the new model. If an update of Dateline changes how a model runs, name the same model. Name it also to change between an index that was built with --fast and an ordinary one.',
    )
    .requiredOption("--model <name>", `one of ${MODELS.map(({ name }) => name).join(", ")}`)
    .option("--fast", FAST_HELP, false)
    .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ReembedFlags) => {
      const { runReembed } = await import("../actions/run-reembed.ts");
      await runReembed(flags, context);
    });
