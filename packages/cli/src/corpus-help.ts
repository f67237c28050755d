import { type Command, Option } from "commander";
import { wholeNumber } from "./command-arguments.ts";

/** Help text about the sources of articles. */
export const SOURCES_HELP = `
Sources of articles: files, folders (recursively), "-" for standard input, URLs of pages, feeds and sitemaps,
s3://bucket/prefix, and .urls files with one URL per line.
Formats: text, Markdown, JSON, JSON Lines, JSON Feed, ninjs, RSS, Atom, HTML, NewsML, NITF, sitemaps, CSV, mail
and mailboxes, WARC. Word and PDF documents need an extra package each. See corpus/README.md.`;

/** Adds the flags that control how articles are read. */
export function addReadingOptions(command: Command): Command {
  return [
    followOption(),
    maxPagesOption(),
    discoverOption(),
    keepTitlesOption(),
    sourceTimeZoneOption(),
    allowPrivateOption(),
    followLinksOption(),
  ].reduce((extended, option) => extended.addOption(option), command);
}

const followOption = (): Option =>
  new Option(
    "--follow",
    "fetch the page behind each feed entry that is only a summary, and the pages listed in sitemaps",
  ).default(false);

const maxPagesOption = (): Option =>
  new Option("--max-pages <n>", "with --follow, fetch at most this many pages per sitemap, latest first")
    .default(1_000)
    .argParser(wholeNumber(1, 50_000));

const discoverOption = (): Option =>
  new Option("--discover", "if a page names feeds, read the feeds instead").default(false);

const keepTitlesOption = (): Option =>
  new Option("--keep-titles", "keep podcasts and videos that have only a title").default(false);

const sourceTimeZoneOption = (): Option =>
  new Option(
    "--source-time-zone <zone...>",
    "time zone of times that state none: for all sources (Asia/Seoul), or by the start of the source (yna.example=Asia/Seoul)",
  ).default([], "UTC");

const followLinksOption = (): Option =>
  new Option("--follow-links", "follow symbolic links out of a folder").default(false);

const allowPrivateOption = (): Option =>
  new Option(
    "--allow-private",
    "with --follow or --discover, allow links from public sources to this machine and its private network",
  ).default(false);
