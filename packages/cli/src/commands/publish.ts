import { Command } from "commander";
import { defaultIndexFolder } from "../folders.ts";
import { missingArgument } from "../missing-argument.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline publish s3://my-bucket/news
  dateline publish s3://my-bucket/news --function Search       and tell the function to answer with it
  dateline publish s3://my-bucket/news --smoke "rate decision"  refuse when no passage has any of these words

Credentials and region come from the standard AWS environment and configuration files; AWS_ENDPOINT_URL names another
server that speaks S3.`;

export interface PublishFlags {
  readonly index: string;
  readonly generation?: string;
  readonly smoke: readonly string[];
  readonly function?: string;
  readonly json: boolean;
}

/** `dateline publish` */
export const publishCommand: CommandFactory = (context) =>
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
    .option("--smoke <query>", "a query of which some passage must hold a word (repeatable)", collect, [])
    .option("--function <name>", "Lambda function that shall answer with the new generation at once")
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (location: string | undefined, flags: PublishFlags, command: Command) => {
      if (location === undefined) missingArgument(command, "store");
      const { runPublish } = await import("../actions/run-publish.ts");
      await runPublish(location, flags, context);
    });

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
