import { MODES } from "@dateline-search/core/search/parse-query";
import { Command, Option } from "commander";
import type { AlertAddFlags, AlertStoreFlags } from "../actions/run-alert.ts";
import type { CliContext } from "../cli-context.ts";
import { addFilters } from "../filter-flags.ts";
import { defaultStore } from "../open-store.ts";
import type { CommandFactory } from "./command-factory.ts";

/** At most one message a day for each story. */
const QUIET_HOURS = 24;

const ADD_EXAMPLES = `
Examples:
  dateline alert add "ferry strike" --webhook https://desk.example/hook --secret DATELINE_ALERT_SECRET_DESK
  dateline alert add '"wheat price" -futures' --source IANS --per article --webhook https://desk.example/hook \\
    --secret DATELINE_ALERT_SECRET_DESK --store s3://my-bucket/news
  dateline alert add "ferry strike" --topic arn:aws:sns:eu-west-1:123456789012:desk
  dateline alert add "ferry strike" --feed --store s3://my-bucket/news`;

const LIST_EXAMPLES = `
Examples:
  dateline alert list --store s3://my-bucket/news
  dateline alert list --json | jq -r '.alerts[].id'`;

const TEST_EXAMPLES = `
Examples:
  dateline alert test ferry-strike-1a2b3c --store s3://my-bucket/news`;

const REMOVE_EXAMPLES = `
Examples:
  dateline alert remove ferry-strike-1a2b3c --store s3://my-bucket/news`;

const EXAMPLES = `${ADD_EXAMPLES}
  dateline alert list
  dateline alert test ferry-strike-1a2b3c
  dateline alert remove ferry-strike-1a2b3c`;

/** `dateline alert` */
export const alertCommand: CommandFactory = (context, report) =>
  new Command("alert")
    .summary("save searches that tell of new articles")
    .description(
      "Saves searches beside an index. When articles come in that answer one, the ingest function sends a signed webhook, if DATELINE_ALERTS is on there. An article that is taken down later is taken back.",
    )
    .addCommand(addSubcommand(context))
    .addCommand(listSubcommand(context))
    .addCommand(testSubcommand(context))
    .addCommand(removeSubcommand(context, report))
    .addHelpText("after", EXAMPLES);

function addSubcommand(context: CliContext): Command {
  return addStore(
    addFilters(new Command("add"))
      .summary("save a search")
      .description(
        "Saves a search. New articles that answer it are told of: those that the same search would find, with the floor that it has. Articles that the index has already are not.",
      )
      .argument("<query...>", "question or keywords, with phrases and exclusions as in search")
      .addOption(new Option("--webhook <url>", "where to send it").conflicts("feed"))
      .addOption(
        new Option(
          "--secret <variable>",
          "environment variable of the function that holds the secret of the webhook, such as DATELINE_ALERT_SECRET_DESK",
        ).conflicts("feed"),
      )
      .addOption(
        new Option("--topic <arn>", "topic of SNS that it is published to").conflicts([
          "webhook",
          "secret",
          "feed",
        ]),
      )
      .addOption(new Option("--feed", "send nothing: print the address of a feed to follow").default(false))
      .option("--name <name>", "what to call it (default: the query)")
      .option("--id <id>", "lower-case letters, digits and hyphens (default: made from the name)")
      .addOption(
        new Option("--per <what>", "tell of each story once, or of each article")
          .choices(["story", "article"])
          .default("story"),
      )
      .addOption(
        new Option("--quiet-hours <hours>", "tell nothing else of a story for so long, 720 at most")
          .default(QUIET_HOURS)
          .argParser(Number),
      )
      .option("--time-zone <zone>", 'zone in which "today" is a day; UTC without it')
      .addOption(
        new Option("--mode <mode>", "find by meaning and words, or by one of them alone")
          .choices(MODES)
          .default(MODES[0]),
      )
      .addOption(
        new Option(
          "--min-confidence <share>",
          "tell of nothing of less confidence, above 0 to 1 (default: what the model was measured with)",
        ).argParser(Number),
      )
      .addOption(
        new Option("--min-similarity <cosine>", "leave out passages of less similarity, -1 to 1").argParser(
          Number,
        ),
      ),
  )
    .addHelpText("after", ADD_EXAMPLES)
    .action(async (words: string[], flags: AlertAddFlags) => {
      const { runAlertAdd } = await import("../actions/run-alert.ts");
      await runAlertAdd(words.join(" "), flags, context);
    });
}

function listSubcommand(context: CliContext): Command {
  return addStore(new Command("list").summary("list the saved searches"))
    .description("Lists the saved searches of an index, and the messages that nobody took.")
    .addHelpText("after", LIST_EXAMPLES)
    .action(async (flags: AlertStoreFlags) => {
      const { runAlertList } = await import("../actions/run-alert.ts");
      await runAlertList(flags, context);
    });
}

function testSubcommand(context: CliContext): Command {
  return addStore(new Command("test").summary("show what a saved search finds now"))
    .description(
      "Shows the articles of the index, the latest first, that the saved search would have told of. Sends nothing.",
    )
    .argument("<id>", "of a saved search, as alert list prints it")
    .addHelpText("after", TEST_EXAMPLES)
    .action(async (id: string, flags: AlertStoreFlags) => {
      const { runAlertTest } = await import("../actions/run-alert.ts");
      await runAlertTest(id, flags, context);
    });
}

function removeSubcommand(context: CliContext, report: (exitCode: number) => void): Command {
  return addStore(new Command("remove").summary("remove saved searches"))
    .description("Removes saved searches. What is on its way is still sent.")
    .argument("<id...>", "of saved searches, as alert list prints them")
    .addHelpText("after", REMOVE_EXAMPLES)
    .action(async (ids: string[], flags: AlertStoreFlags) => {
      const { runAlertRemove } = await import("../actions/run-alert.ts");
      report(await runAlertRemove(ids, flags, context));
    });
}

function addStore(command: Command): Command {
  return command
    .option("--store <location>", "s3://bucket/prefix, or the folder of an index", defaultStore())
    .option("--json", "print the result as JSON", false);
}
