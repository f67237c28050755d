import { MAX_LIMIT } from "@dateline-search/core/search/parse-query";
import { Command, Option } from "commander";
import type { StoryFlags } from "../actions/run-story.ts";
import { defaultIndexFolder } from "../folders.ts";
import { wholeNumber } from "../parse-number.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline search "ferry aground" --json | jq -r ".hits[0].story.id"
  dateline story 3f9a0c2b71d4e865                  who reported it, and when
  dateline story 3f9a0c2b71d4e865 --as-of 2025-12-10

A story keeps its id while articles are added and removed. When a later article proves that two stories are one, the id of
the other leads to it.`;

/** `dateline story` */
export const storyCommand: CommandFactory = (context) =>
  new Command("story")
    .summary("tell a story from its first report to its latest")
    .description(
      "Prints the reports of one event in the order in which they were published, each with its first sentences, and says which is the lead: the earliest full report.",
    )
    .argument("<id>", "id of the story, as story.id of a hit has it")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .addOption(
      new Option("--limit <n>", "how many reports, from the earliest on")
        .default(MAX_LIMIT)
        .argParser(wholeNumber(1, MAX_LIMIT)),
    )
    .option("--as-of <time>", "the story as of then: a date or an instant")
    .option("--json", "print the story as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (id: string, flags: StoryFlags) => {
      const { runStory } = await import("../actions/run-story.ts");
      await runStory(id, flags, context);
    });
