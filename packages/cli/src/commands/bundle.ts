import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { Command } from "commander";
import type { BundleFlags } from "../actions/run-bundle.ts";
import { defaultIndexFolder } from "../environment.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline bundle
  dateline bundle --model bge-small-en-v1.5   include this model, for an index that is built elsewhere
  dateline bundle --documents   let the ingest function read .docx and .pdf as well
  dateline bundle --opensearch  let the functions ask a cluster, and load it
  DATELINE_RERANKER=ms-marco-MiniLM-L-6-v2 dateline bundle   include the reranker

The packages include the model of the index, or the one that --model or DATELINE_MODEL names. A function refuses an
index of another model.

Set DATELINE_SYNONYMS to include a file of synonyms.

The command runs on Linux, macOS and Windows. If npm installed native code for another system than Lambda's, or for a
newer one, it compiles that code with Zig (installed once, with pip) or fetches it with npm.`;

/** `dateline bundle` */
export const bundleCommand: CommandFactory = (context) =>
  new Command("bundle")
    .summary("write the deployment packages of the functions, and the search page")
    .description(
      "Writes the deployment package of each function (code, native modules for Lambda, the model) and the files of the search page. Each package is a folder for SST and a zip for other deployment tools.",
    )
    .option("--out <folder>", "output folder, with search, ingest and page in it", "build")
    .option("--index <folder>", "index whose model to include", defaultIndexFolder())
    .option("--model <name>", `embedding model (default: that of the index, else ${DEFAULT_MODEL_NAME})`)
    .option("--cross", "compile and fetch native code even if the installed code runs on Lambda", false)
    .option(
      "--documents",
      "include the readers of Word and PDF documents (run npm install mammoth unpdf first)",
      false,
    )
    .option(
      "--opensearch",
      "include the client of OpenSearch, for functions that ask a cluster (run npm install @opensearch-project/opensearch first); always included when DATELINE_ENGINE is set",
      false,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (flags: BundleFlags) => {
      const { runBundle } = await import("../actions/run-bundle.ts");
      await runBundle(flags, context);
    });
