import { Command, Option } from "commander";
import type { DoctorFlags } from "../actions/run-doctor.ts";
import { wholeNumber } from "../command-arguments.ts";
import { engineOption } from "../engine-option.ts";
import { environmentVariable } from "../environment.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline doctor --stage production --store s3://my-bucket/news
  dateline doctor --store s3://my-bucket/news --engine opensearch=https://search.example.com:9200/news
  dateline doctor --requests 3000000 --json | jq .cost.usd

Run it in the folder of sst.config.ts, after "npm run bundle". The exit code is 1 if any check fails.`;

const MOST = 1e12;

/** `dateline doctor` */
export const doctorCommand: CommandFactory = (context, report) =>
  addUsage(
    new Command("doctor")
      .summary("check a deployment before you make it, and estimate its cost")
      .description(
        "Checks a deployment before you make it: the functions' packages (size, native code), their model (it must match the index), memory and /tmp (large enough for the index), conditional writes to the store, the settings of a stage as SST reads them, its API keys, the region, the limits of AWS and the account, a cluster of OpenSearch if there is one (reachable, its version and plugin, the generation that answers, replicas, rights), and the versions of Node and SST. Estimates the monthly cost, here and with three other services.",
      )
      .addOption(
        new Option("--stage <name>", "stage to check; without one, API keys are not checked").default(
          environmentVariable("SST_STAGE"),
        ),
      )
      .option("--store <location>", "s3://bucket/prefix of the published index, or a folder", defaultStore())
      .addOption(engineOption("check this cluster as well, with the credentials of the environment"))
      .option("--bundles <folder>", "folder of the functions' packages", "build"),
  )
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: DoctorFlags) => {
      const { runDoctor } = await import("../actions/run-doctor.ts");
      report(await runDoctor(flags, context));
    });

/** Options of the use that the estimate assumes. */
function addUsage(command: Command): Command {
  return command
    .addOption(
      new Option("--requests <n>", "requests per month").default(100_000).argParser(wholeNumber(0, MOST)),
    )
    .addOption(
      new Option("--articles <n>", "articles that the ingest function adds per month")
        .default(3_000)
        .argParser(wholeNumber(0, MOST)),
    )
    .addOption(
      new Option(
        "--cold-starts <n>",
        "requests per month that start a container (default: 2 of 100)",
      ).argParser(wholeNumber(0, MOST)),
    )
    .addOption(
      new Option("--warm-ms <n>", "billed milliseconds per request (default: see docs/deploy.md)").argParser(
        wholeNumber(1, 900_000),
      ),
    )
    .addOption(
      new Option(
        "--cold-ms <n>",
        "billed milliseconds per cold start (default: see docs/deploy.md)",
      ).argParser(wholeNumber(1, 900_000)),
    );
}
