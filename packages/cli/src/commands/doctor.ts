import { Command, Option } from "commander";
import type { DoctorFlags } from "../actions/run-doctor.ts";
import { environmentVariable } from "../environment-variable.ts";
import { defaultStore } from "../open-store.ts";
import { wholeNumber } from "../parse-number.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline doctor --stage production --store s3://my-bucket/news
  dateline doctor --requests 3000000 --json | jq .cost.usd

Run it in the folder of sst.config.ts, after "npm run bundle". Exit code 1 when any check fails.`;

const MOST = 1e12;

/** `dateline doctor` */
export const doctorCommand: CommandFactory = (context, report) =>
  new Command("doctor")
    .summary("check what is about to be deployed, and estimate what it costs")
    .description(
      "Checks what is about to be deployed: the functions' packages (size, native code), their model against the index's, memory and /tmp against the index's size, whether the store honours conditional writes, the settings of a stage as SST reads them, its API keys, the region, what AWS and the account allow, Node and SST. Estimates the cost of a month.",
    )
    .addOption(
      new Option(
        "--stage <name>",
        "stage whose options and keys are checked; keys are not without one",
      ).default(environmentVariable("SST_STAGE")),
    )
    .option("--store <location>", "s3://bucket/prefix of the published index, or a folder", defaultStore())
    .option("--bundles <folder>", "folder of the functions' packages", "build")
    .addOption(
      new Option("--requests <n>", "requests in a month").default(100_000).argParser(wholeNumber(0, MOST)),
    )
    .addOption(
      new Option("--articles <n>", "articles that the ingest function adds in a month")
        .default(3_000)
        .argParser(wholeNumber(0, MOST)),
    )
    .addOption(
      new Option("--cold-starts <n>", "of those, how many start a container (default: 2 of 100)").argParser(
        wholeNumber(0, MOST),
      ),
    )
    .addOption(
      new Option(
        "--warm-ms <n>",
        "billed milliseconds of a request (default: as docs/deploy.md says)",
      ).argParser(wholeNumber(1, 900_000)),
    )
    .addOption(
      new Option(
        "--cold-ms <n>",
        "billed milliseconds of a cold start (default: as docs/deploy.md says)",
      ).argParser(wholeNumber(1, 900_000)),
    )
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: DoctorFlags) => {
      const { runDoctor } = await import("../actions/run-doctor.ts");
      report(await runDoctor(flags, context));
    });
