import { Command, Option } from "commander";
import type { LoadFlags } from "../actions/run-load.ts";
import { wholeNumber } from "../command-arguments.ts";
import { engineOption } from "../engine-option.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline load s3://my-bucket/news --engine opensearch=https://search.example.com:9200
  dateline load --engine opensearch=http://localhost:9200/news --shards 3 --replicas 1

The command loads the stored embeddings and embeds nothing again. If the cluster has an earlier generation of the same index, it
writes only the differences. If you stop it, run it again to continue. The store remains the source of the data: to go back to
it, drop --engine.

You can also name the cluster in DATELINE_ENGINE. Set its user in DATELINE_ENGINE_USER and DATELINE_ENGINE_PASSWORD, or put the
user into the URL. DATELINE_ENGINE_CA is a file of trusted certificates (PEM). Requests to Amazon OpenSearch Service are signed
with the credentials of the AWS environment.`;

/** More than any index should need. */
const MOST_SHARDS = 1_000;
const MOST_REPLICAS = 20;

/** `dateline load` */
export const loadCommand: CommandFactory = (context) =>
  new Command("load")
    .summary("load the index into OpenSearch")
    .description(
      "Loads a generation from a store into a cluster, verifies that it is complete and can be searched, and only then switches to it.",
    )
    .argument("[store]", "s3://bucket/prefix, or a folder", defaultStore())
    .addOption(engineOption("cluster to load into"))
    .option("--generation <id>", "load this generation (6 or more digits) instead of the latest")
    .addOption(
      new Option("--shards <n>", "number of shards of a new index")
        .default(1)
        .argParser(wholeNumber(1, MOST_SHARDS)),
    )
    .addOption(
      new Option("--replicas <n>", "number of replicas of each shard of a new index")
        .default(1)
        .argParser(wholeNumber(0, MOST_REPLICAS)),
    )
    .option(
      "--quantize",
      "store the vectors of a new index as bytes: a quarter of the memory, slightly less exact",
      false,
    )
    .option("--rebuild", "load everything into a new index, even if little has changed", false)
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (location: string, flags: LoadFlags) => {
      const { runLoad } = await import("../actions/run-load.ts");
      await runLoad(location, flags, context);
    });
