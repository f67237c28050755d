import { MODELS } from "@dateline-search/core/model/model-registry";
import { Command } from "commander";
import type { ReembedFlags } from "../actions/run-reembed.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline reembed --model bge-small-en-v1.5    another model for the index in ./index
  dateline publish s3://my-bucket/news --gate judged.jsonl
                                                publish it only if answers do not get worse`;

/** `dateline reembed` */
export const reembedCommand: CommandFactory = (context) =>
  new Command("reembed")
    .summary("embed an index anew with another model")
    .description(
      'Embeds the articles that an index has with another model. The corpus is not read again. The new generation lies beside the old one, which answers until all is done and which "dateline rollback" brings back. A function goes on with the generation of the model in its package until a package with the new model is deployed. After an update of Dateline that changes how a model runs, the same model can be named.',
    )
    .requiredOption("--model <name>", `one of ${MODELS.map(({ name }) => name).join(", ")}`)
    .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ReembedFlags) => {
      const { runReembed } = await import("../actions/run-reembed.ts");
      await runReembed(flags, context);
    });
