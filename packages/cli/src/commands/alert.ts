import { ALERT_CONFIDENCE, QUIET_HOURS } from "@dateline-search/core/alerts/alert-defaults";
import { MODES } from "@dateline-search/core/search/parse-query";
import { Command, Option } from "commander";
import type { AlertAddFlags, AlertStoreFlags } from "../actions/run-alert.ts";
import type { CliContext } from "../cli-context.ts";
import { defaultStore } from "../open-store.ts";
import { addFilters } from "../search-flags.ts";
import type { CommandFactory } from "./command-factory.ts";

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
    .summary("save searches that alert you to new articles")
    .description(
      "Saves searches with an index. When a new article matches one, the ingest function sends a signed webhook, if DATELINE_ALERTS is on there. It sends a retraction if the article is taken down later.",
    )
    .addCommand(addSubcommand(context))
    .addCommand(listSubcommand(context))
    .addCommand(testSubcommand(context))
    .addCommand(removeSubcommand(context, report))
    .addHelpText("after", EXAMPLES);

/** Flags for where alerts go. */
function addChannel(command: Command): Command {
  return command
    .addOption(new Option("--webhook <url>", "URL to send alerts to").conflicts("feed"))
    .addOption(
      new Option(
        "--secret <variable>",
        "environment variable of the function with the webhook's secret, such as DATELINE_ALERT_SECRET_DESK",
      ).conflicts("feed"),
    )
    .addOption(
      new Option("--topic <arn>", "SNS topic to publish alerts to").conflicts(["webhook", "secret", "feed"]),
    )
    .addOption(new Option("--feed", "send nothing; print the URL of a feed to subscribe to").default(false));
}

/** Flags for which articles cause an alert, and how often. */
function addMatching(command: Command): Command {
  return command
    .addOption(
      new Option("--per <what>", "alert once per story, or once per article")
        .choices(["story", "article"])
        .default("story"),
    )
    .addOption(
      new Option(
        "--quiet-hours <hours>",
        "after an alert, stay quiet about the story for this long (at most 720)",
      )
        .default(QUIET_HOURS)
        .argParser(Number),
    )
    .option("--time-zone <zone>", 'time zone of "today" (default: UTC)')
    .addOption(
      new Option("--mode <mode>", "match by meaning and words, or by one of them alone")
        .choices(MODES)
        .default(MODES[0]),
    )
    .addOption(
      new Option(
        "--min-confidence <share>",
        `alert to nothing below this confidence, above 0 to 1 (default: ${ALERT_CONFIDENCE}, without phrases)`,
      ).argParser(Number),
    )
    .addOption(
      new Option("--min-similarity <cosine>", "drop passages below this similarity, -1 to 1").argParser(
        Number,
      ),
    );
}

function addSubcommand(context: CliContext): Command {
  const command = addFilters(new Command("add"))
    .summary("save a search")
    .description(
      "Saves a search and alerts you to new articles that it would find. Names in the query are saved in quotation marks, so that articles must contain them. Write a name in lower case if they need not. Articles already in the index trigger nothing.",
    )
    .argument("<query...>", "question or keywords; phrases and exclusions work as in search");
  const named = addChannel(command)
    .option("--name <name>", "name of the search (default: the query)")
    .option("--id <id>", "lower-case letters, digits and hyphens (default: made from the name)");
  return addStore(addMatching(named))
    .addHelpText("after", ADD_EXAMPLES)
    .action(async (words: string[], flags: AlertAddFlags) => {
      const { runAlertAdd } = await import("../actions/run-alert.ts");
      await runAlertAdd(words.join(" "), flags, context);
    });
}

function listSubcommand(context: CliContext): Command {
  return addStore(new Command("list").summary("list the saved searches"))
    .description("Lists the saved searches of an index, and the messages that could not be delivered.")
    .addHelpText("after", LIST_EXAMPLES)
    .action(async (flags: AlertStoreFlags) => {
      const { runAlertList } = await import("../actions/run-alert.ts");
      await runAlertList(flags, context);
    });
}

function testSubcommand(context: CliContext): Command {
  return addStore(new Command("test").summary("show what a saved search matches now"))
    .description("Shows the articles of the index that match the saved search, latest first. Sends nothing.")
    .argument("<id>", "id of a saved search, as printed by alert list")
    .addHelpText("after", TEST_EXAMPLES)
    .action(async (id: string, flags: AlertStoreFlags) => {
      const { runAlertTest } = await import("../actions/run-alert.ts");
      await runAlertTest(id, flags, context);
    });
}

function removeSubcommand(context: CliContext, report: (exitCode: number) => void): Command {
  return addStore(new Command("remove").summary("remove saved searches"))
    .description("Removes saved searches. Pending messages are still sent.")
    .argument("<id...>", "ids of saved searches, as printed by alert list")
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
