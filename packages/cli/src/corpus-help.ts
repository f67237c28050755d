import { type Command, Option } from "commander";
import { wholeNumber } from "./parse-number.ts";

/** Help text about the sources of articles. */
export const SOURCES_HELP = `
Articles are read from files, folders with all below them, "-" for the standard input, web addresses of pages,
feeds and sitemaps, s3://bucket/prefix, and .urls files with an address on each line. Formats: text, Markdown, JSON,
JSON Lines, JSON Feed, ninjs, RSS, Atom, HTML, NewsML-G2, NITF, sitemaps, CSV, mail and mailboxes, WARC, and
with packages that they ask for Word and PDF documents; corpus/README.md describes them.`;

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
    "read the page of each feed entry that is only a summary, and the pages that sitemaps name",
  ).default(false);

const maxPagesOption = (): Option =>
  new Option("--max-pages <n>", "with --follow, fetch so many pages of a sitemap at most, the latest first")
    .default(1_000)
    .argParser(wholeNumber(1, 50_000));

const discoverOption = (): Option =>
  new Option("--discover", "of a page that names feeds, read these in its place").default(false);

const keepTitlesOption = (): Option =>
  new Option("--keep-titles", "keep podcasts and videos that have nothing but a title").default(false);

const sourceTimeZoneOption = (): Option =>
  new Option(
    "--source-time-zone <zone...>",
    "zone of times without one: Asia/Seoul, or of the sources that begin so, yna.example=Asia/Seoul",
  ).default([], "UTC");

const followLinksOption = (): Option =>
  new Option("--follow-links", "read files outside of a folder that links in it lead to").default(false);

const allowPrivateOption = (): Option =>
  new Option(
    "--allow-private",
    "with --follow or --discover, let public feeds, sitemaps and pages lead to this machine and its own network",
  ).default(false);
