import type { ListFilter } from "@dateline-search/core/search/parse-filter";
import { type Command, Option } from "commander";

/** What an answer is restricted to. */
export interface FilterFlags extends Readonly<Partial<Record<ListFilter, readonly string[]>>> {
  readonly from?: string;
  readonly to?: string;
}

/** Adds the flags that restrict an answer. */
export function addFilters(command: Command): Command {
  const many = (flag: string, description: string) => {
    command.option(flag, `${description} (repeatable: any of them)`, collect);
  };
  command.option(
    "--from <date>",
    "published on or after this date (2025-12-01) or instant (2025-12-01T08:00:00Z)",
  );
  command.option("--to <date>", "published on or before this date or instant");
  many("--source <name>", "published by this source");
  command.option(
    "--exclude-source <name>",
    "not published by this source (repeatable: none of them)",
    collect,
  );
  many("--section <name>", "in this section");
  many("--author <name>", "by this author");
  many("--language <tag>", "in this language; en covers en-GB");
  many("--place <name>", "with this place in its dateline");
  many("--article-id <id>", "of the article with this id");
  return command;
}

/** In which zone dates are days. */
export function timeZoneFlag(): Option {
  return new Option(
    "--time-zone <zone>",
    'zone in which "today" and dates are days, such as Asia/Seoul; UTC without it',
  ).env("DATELINE_TIME_ZONE");
}

/** What a hit needs to be one. */
export interface FloorFlags {
  readonly minConfidence?: number;
  readonly minSimilarity?: number;
}

/** Adds the flags that move the floor. */
export function addFloor(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--min-confidence <share>",
        "give no answer of less confidence, 0 to 1 (default: what the model was measured with)",
      ).argParser(Number),
    )
    .addOption(
      new Option("--min-similarity <cosine>", "leave out passages of less similarity, -1 to 1").argParser(
        Number,
      ),
    );
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
