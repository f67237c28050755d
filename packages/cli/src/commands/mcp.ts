import { Command } from "commander";
import type { McpFlags } from "../actions/run-mcp.ts";
import { engineOption } from "../engine-option.ts";
import { defaultIndexFolder } from "../environment.ts";
import { addRerankerFlags } from "../search-flags.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline mcp                          for a client that starts servers in this folder
  dateline mcp --index ~/news/index     for a client that starts them elsewhere

Client configuration:
  { "mcpServers": { "news": { "command": "dateline", "args": ["mcp", "--index", "/path/to/index"] } } }

If the command is not installed, set "command" to "npx" and start "args" with "-y", "-p", "@dateline-search/cli", "dateline".`;

/** `dateline mcp` */
export const mcpCommand: CommandFactory = (context) =>
  addRerankerFlags(new Command("mcp"))
    .summary("serve the index to agents (Model Context Protocol)")
    .description(
      "Serves the tools search_news, search_news_many, find_similar, get_article, get_story and index_info over standard input and output (the stdio transport). The tools are read-only. They search the local index, or the cluster of --engine, and pick up changes to it. The server exits when its input closes.",
    )
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .addOption(engineOption("query this cluster instead of the folder"))
    .addHelpText("after", EXAMPLES)
    .action(async (flags: McpFlags) => {
      const { runMcp } = await import("../actions/run-mcp.ts");
      await runMcp(flags, context);
    });
