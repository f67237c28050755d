import { Command, Option } from "commander";
import type { LoadFlags } from "../actions/run-load.ts";
import { engineOption } from "../engine-option.ts";
import { defaultStore } from "../open-store.ts";
import { wholeNumber } from "../parse-number.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline load s3://my-bucket/news --engine opensearch=https://search.example.com:9200
  dateline load --engine opensearch=http://localhost:9200/news --shards 3 --replicas 1

The embeddings that the store has are loaded, nothing is embedded again. When the cluster has an earlier generation of the same
index, only what differs is written. Stopped at any point, the same command goes on where it stopped. The store stays what the
cluster is loaded from: to go back, name no --engine.

DATELINE_ENGINE names the cluster as --engine does. DATELINE_ENGINE_USER and DATELINE_ENGINE_PASSWORD are its user, who may
stand in the address as well, and DATELINE_ENGINE_CA is a file of certificates (PEM) to trust. Requests to Amazon OpenSearch
Service are signed with the credentials of the AWS environment.`;

/** More than any index should need. */
const MOST_SHARDS = 1_000;
const MOST_REPLICAS = 20;

/** `dateline load` */
export const loadCommand: CommandFactory = (context) =>
  new Command("load")
    .summary("load the index into OpenSearch")
    .description(
      "Loads a generation of a store into a cluster, looks whether all of it arrived and is found, and only then lets it answer there.",
    )
    .argument("[store]", "s3://bucket/prefix, or a folder", defaultStore())
    .addOption(engineOption("the cluster to load into"))
    .option("--generation <id>", "load this generation (6 or more digits) instead of the latest")
    .addOption(
      new Option("--shards <n>", "shards of a new index").default(1).argParser(wholeNumber(1, MOST_SHARDS)),
    )
    .addOption(
      new Option("--replicas <n>", "copies of each shard of a new index")
        .default(1)
        .argParser(wholeNumber(0, MOST_REPLICAS)),
    )
    .option("--quantize", "keep vectors of a new index in bytes: a quarter of the memory, less exact", false)
    .option("--rebuild", "load everything into a new index, also when little differs", false)
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (location: string, flags: LoadFlags) => {
      const { runLoad } = await import("../actions/run-load.ts");
      await runLoad(location, flags, context);
    });
