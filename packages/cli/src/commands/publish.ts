import type { EngineLocation } from "@dateline-search/core/opensearch/engine-location";
import { Command, InvalidArgumentError, Option } from "commander";
import type { PublishFlags } from "../actions/run-publish.ts";
import { missingArgument } from "../command-arguments.ts";
import { engineOption, readEngine } from "../engine-option.ts";
import { defaultIndexFolder } from "../environment.ts";
import { followStore } from "../follow-store.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline publish s3://my-bucket/news
  dateline publish s3://my-bucket/news --function Search       and switch the function to it at once
  dateline publish s3://my-bucket/news --gate queries.jsonl     refuse if answers would be worse
  dateline publish --engine opensearch=https://search.example.com:9200   publish to a cluster, without a store
  dateline publish s3://my-bucket/news --smoke "rate decision"  refuse if no passage contains any of these words

--gate takes a folder in BEIR layout, or a file with one JSON object per line: {"id", "question", "articles":
["id of an article that answers", …]}, or {"id", "question", "answer": "a sentence of the corpus", "why"}. If there is
nothing to replace, the command only reports the figures. If a stories.jsonl is next to them, {"event", "articles":
["id of an article that reports it", …]}, the pair precision and the B-cubed F1 of the stories may not fall either.

The command refuses, with exit code 4, to discard changes that others made to the store: articles that this index lacks, later
versions of articles, and removals of articles that this index still has. Pass --replace to publish anyway; it lists what it
discards.

Signing: "openssl genpkey -algorithm ed25519 -out key.pem" makes a key, and "openssl pkey -in key.pem -pubout" prints the
public key. Copy the text between its BEGIN and END lines into DATELINE_TRUSTED_KEYS of the function. The function then opens
only generations signed with one of these keys. To sign a published generation, publish it again with --sign. With
DATELINE_SIGNING_KEY=key.pem, every command signs the generations that it makes.

Credentials and region come from the standard AWS environment and configuration files. AWS_ENDPOINT_URL names another
server that speaks S3.`;

/** In points of 100: the most that one query of a hundred can cost. */
const DEFAULT_GATE_MARGIN = 1;

/** `dateline publish` */
export const publishCommand: CommandFactory = (context, report) =>
  addChecks(
    new Command("publish")
      .summary("publish the index to S3")
      .description(
        "Uploads what the store lacks, opens the generation from there, checks some of its passages, and only then makes it the latest. If you stop it, the previous generation keeps answering; run it again to finish.",
      )
      .argument("[store]", "s3://bucket/prefix, or a folder (default: DATELINE_STORE)")
      .option("--index <folder>", "folder of the index", defaultIndexFolder())
      .option(
        "--generation <id>",
        "publish this generation of the index (6 or more digits) instead of its latest",
      ),
  )
    .option("--replace", "publish even if that discards other people's additions and removals", false)
    .option("--sign <file>", "sign the generation with the private ed25519 key (PEM) in this file")
    .option("--function <name>", "Lambda function to switch to the new generation at once")
    .addOption(engineOption("publish to this cluster; with a store, bring it up to date with the store"))
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

/** Options of the checks that a generation has to pass. */
function addChecks(command: Command): Command {
  return command
    .option(
      "--smoke <query>",
      "refuse, with exit code 4, if no passage contains any word of this query (repeatable)",
      collect,
      [],
    )
    .option(
      "--gate <queries>",
      "refuse, with exit code 4, if the current generation answers these judged queries better",
    )
    .addOption(
      new Option(
        "--gate-margin <points>",
        "how far nDCG@10, recall@10 and the figures of judged stories may fall, in points of 100",
      )
        .default(DEFAULT_GATE_MARGIN)
        .argParser(parsePoints),
    );
}

function parsePoints(value: string): number {
  const points = Number(value);
  if (/^\d+(\.\d+)?$/.test(value) && points <= 100) return points;
  throw new InvalidArgumentError("It must be a number from 0 to 100.");
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
