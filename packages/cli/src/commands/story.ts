import { MAX_LIMIT } from "@dateline-search/core/search/parse-query";
import { Command, Option } from "commander";
import type { StoryFlags } from "../actions/run-story.ts";
import { wholeNumber } from "../command-arguments.ts";
import { defaultIndexFolder } from "../environment.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline search "ferry aground" --json | jq -r ".hits[0].story.id"
  dateline story 3f9a0c2b71d4e865                  show who reported it, and when
  dateline story 3f9a0c2b71d4e865 --as-of 2025-12-10

A story keeps its id while articles are added and removed. If a later article shows that two stories are one, both ids lead
to it.`;

/** `dateline story` */
export const storyCommand: CommandFactory = (context) =>
  new Command("story")
    .summary("list the reports of a story, first to latest")
    .description(
      "Prints the reports of one event in order of publication, each with its first sentences. Marks the lead, which is the earliest full report.",
    )
    .argument("<id>", "id of the story, from story.id of a hit")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .addOption(
      new Option("--limit <n>", "maximum number of reports, starting with the earliest")
        .default(MAX_LIMIT)
        .argParser(wholeNumber(1, MAX_LIMIT)),
    )
    .option("--as-of <time>", "show the story as of this date or instant")
    .option("--json", "print the story as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (id: string, flags: StoryFlags) => {
      const { runStory } = await import("../actions/run-story.ts");
      await runStory(id, flags, context);
    });
