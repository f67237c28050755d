import { Command } from "commander";
import type { BundleFlags } from "../actions/run-bundle.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline bundle
  dateline bundle --documents   the ingest function reads .docx and .pdf, too
  DATELINE_RERANKER=ms-marco-MiniLM-L-6-v2 dateline bundle   puts the model that reranks in, too

DATELINE_SYNONYMS names a file of synonyms that goes in as well.

It works on Linux, macOS and Windows. Native code that npm has installed for another system, or for a newer one than
Lambda's, is compiled with Zig, which pip installs once, or fetched with npm.`;

/** `dateline bundle` */
export const bundleCommand: CommandFactory = (context) =>
  new Command("bundle")
    .summary("write what is deployed: the functions' packages and the search page")
    .description(
      "Writes the package of each function (code, native modules for Lambda, the model), as a folder for SST and as a zip for who deploys without it, and the files of the search page.",
    )
    .option("--out <folder>", "folder that gets search, ingest and page", "build")
    .option("--cross", "compile and fetch native code even where the installed one fits Lambda", false)
    .option(
      "--documents",
      "put in what reads Word and PDF documents, once npm install mammoth unpdf has been run",
      false,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (flags: BundleFlags) => {
      const { runBundle } = await import("../actions/run-bundle.ts");
      await runBundle(flags, context);
    });
