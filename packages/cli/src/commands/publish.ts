import type { EngineLocation } from "@dateline-search/core/opensearch/engine-location";
import { Command, InvalidArgumentError, Option } from "commander";
import type { PublishFlags } from "../actions/run-publish.ts";
import { engineOption, readEngine } from "../engine-option.ts";
import { defaultIndexFolder } from "../folders.ts";
import { followStore } from "../follow-store.ts";
import { missingArgument } from "../missing-argument.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline publish s3://my-bucket/news
  dateline publish s3://my-bucket/news --function Search       and tell the function to answer with it
  dateline publish s3://my-bucket/news --gate queries.jsonl     refuse when answers got worse than they are now
  dateline publish --engine opensearch=https://search.example.com:9200   to a cluster, without a store
  dateline publish s3://my-bucket/news --smoke "rate decision"  refuse when no passage has any of these words

The queries of --gate are a folder in BEIR layout, or a file with a JSON object a line: {"id", "question", "articles":
["id of an article that answers", …]}, or {"id", "question", "answer": "a sentence of the corpus", "why"}. When there is
nothing to replace, their figures are only reported.

A publication follows the one before. When the store has articles that this index lacks, a later version of some, or had some
taken out that this index still has, it is refused with exit code 4, and --replace says what it discards.

Signing: "openssl genpkey -algorithm ed25519 -out key.pem" makes a key, and "openssl pkey -in key.pem -pubout" prints the
public one. What stands between its lines goes into DATELINE_TRUSTED_KEYS of the function, which then opens only what one of
these keys signed. Publishing again with --sign signs what is there. With DATELINE_SIGNING_KEY=key.pem every command that
makes a generation signs it.

Credentials and region come from the standard AWS environment and configuration files; AWS_ENDPOINT_URL names another
server that speaks S3.`;

/** In points of 100: the most that one query of a hundred can cost. */
const DEFAULT_GATE_MARGIN = 1;

/** `dateline publish` */
export const publishCommand: CommandFactory = (context, report) =>
  new Command("publish")
    .summary("put the index on S3 and make it the one that answers")
    .description(
      "Uploads what the store lacks, opens it from there and checks some of its passages, and only then makes it the latest. Stopped at any point, the generation before goes on answering and running it again finishes.",
    )
    .argument("[store]", "s3://bucket/prefix, or a folder; DATELINE_STORE when not given")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .option(
      "--generation <id>",
      "publish this generation of the index (6 or more digits) instead of its latest",
    )
    .option(
      "--smoke <query>",
      "a query; refuse, with exit code 4, when no passage holds any of its words (repeatable)",
      collect,
      [],
    )
    .option(
      "--gate <queries>",
      "judged queries; refuse, with exit code 4, when the generation being replaced answers them better",
    )
    .addOption(
      new Option("--gate-margin <points>", "how many of 100 points nDCG@10 and recall@10 may fall")
        .default(DEFAULT_GATE_MARGIN)
        .argParser(parsePoints),
    )
    .option(
      "--replace",
      "publish even if that discards what others added to the store or took out of it since",
      false,
    )
    .option("--sign <file>", "sign the generation with the private ed25519 key (PEM) in this file")
    .option("--function <name>", "Lambda function that shall answer with the new generation at once")
    .addOption(engineOption("publish to this cluster, or, with a store, let it follow the store"))
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (location: string | undefined, flags: PublishFlags, command: Command) => {
      if (location === undefined && flags.engine !== undefined) {
        const engine = (await readEngine(flags)) as EngineLocation;
        const { publishToEngine } = await import("../actions/publish-to-engine.ts");
        report(await publishToEngine(engine, flags, context));
        return;
      }
      if (location === undefined) {
        missingArgument(
          command,
          "store",
          `give one, such as "dateline publish s3://my-bucket/news", or set DATELINE_STORE`,
        );
      }
      const { runPublish } = await import("../actions/run-publish.ts");
      report(await runPublish(location, flags, context));
      await followStore({ ...flags, store: location }, context);
    });

function parsePoints(value: string): number {
  const points = Number(value);
  if (/^\d+(\.\d+)?$/.test(value) && points <= 100) return points;
  throw new InvalidArgumentError("It must be a number from 0 to 100.");
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
