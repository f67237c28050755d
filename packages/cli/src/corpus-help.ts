import { Option } from "commander";

/** What commands say of the places that they read articles from. */
export const SOURCES_HELP = `
Articles are read from files, folders with all below them, "-" for the standard input, web addresses of pages
and feeds, s3://bucket/prefix, and .urls files with an address on each line. Formats: text, Markdown, JSON,
JSON Lines, JSON Feed, ninjs, RSS, Atom, HTML, NewsML-G2 and NITF; corpus/README.md describes them.`;

export const followOption = (): Option =>
  new Option("--follow", "read the page of each feed entry that is only a summary").default(false);

export const followLinksOption = (): Option =>
  new Option("--follow-links", "read files outside of a folder that links in it lead to").default(false);

export const allowPrivateOption = (): Option =>
  new Option(
    "--allow-private",
    "with --follow, let public feeds lead to pages of this machine and its own network",
  ).default(false);
