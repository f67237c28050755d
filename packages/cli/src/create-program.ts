import { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { addCommand } from "./commands/add.ts";
import { alertCommand } from "./commands/alert.ts";
import { buildCommand } from "./commands/build.ts";
import { bundleCommand } from "./commands/bundle.ts";
import { checkCommand } from "./commands/check.ts";
import { compactCommand } from "./commands/compact.ts";
import { completionCommand } from "./commands/completion.ts";
import { devCommand } from "./commands/dev.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { evalCommand } from "./commands/eval.ts";
import { forgetCommand } from "./commands/forget.ts";
import { gcCommand } from "./commands/gc.ts";
import { generationsCommand } from "./commands/generations.ts";
import { initCommand } from "./commands/init.ts";
import { loadCommand } from "./commands/load.ts";
import { mcpCommand } from "./commands/mcp.ts";
import { modelCommand } from "./commands/model.ts";
import { publishCommand } from "./commands/publish.ts";
import { reembedCommand } from "./commands/reembed.ts";
import { removeCommand } from "./commands/remove.ts";
import { restoreCommand } from "./commands/restore.ts";
import { rollbackCommand } from "./commands/rollback.ts";
import { searchCommand } from "./commands/search.ts";
import { similarCommand } from "./commands/similar.ts";
import { storyCommand } from "./commands/story.ts";
import { addGlobalOptions } from "./global-options.ts";
import { packageVersion } from "./package-version.ts";

const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    failed; the message says why
  2    the command line or a value on it is wrong
  3    done, but some records of the corpus were left out
  4    refused: it would discard what others added or took out (--replace), --gate found that answers got
       worse, or no passage has a word of a --smoke query
  5    "dateline check" found damage that is still there
  130  stopped by Ctrl-C (SIGINT)
  143  stopped by SIGTERM

Environment:
  DATELINE_INDEX       folder of the index (default .dateline/index)
  DATELINE_STORE       store of publish, add, remove, restore, forget, compact, reembed, alert, generations, rollback, gc, check
                       and doctor (default: the index; publish has none)
  DATELINE_ENGINE      cluster that answers instead of the index, and that follows changes of the store:
                       opensearch=https://host:9200/name, with DATELINE_ENGINE_USER, DATELINE_ENGINE_PASSWORD
                       and DATELINE_ENGINE_CA (a file)
  DATELINE_MODELS      folder of the models (default: dateline/models in XDG_CACHE_HOME, or in the
                       folder where programs of this system keep what they can get again)
  DATELINE_SYNONYMS    file of other names for things, as examples/synonyms.txt has them
  DATELINE_TIME_ZONE   zone in which "today" is a day (default UTC)
  DATELINE_CACHE       where embeddings and fetched pages are kept between runs: a folder or
                       s3://bucket/prefix (default .dateline/cache)
  DATELINE_TRUSTED_KEYS  public ed25519 keys in base64: dev, mcp and the function open only generations that one
                       of them signed; what changes a bucket is refused unless it signs with one of them
  DATELINE_SIGNING_KEY  file of a private ed25519 key (PEM) with which every command signs the generations that
                       it makes
  DATELINE_USER_AGENT  what servers are told of who fetches; begin it with "dateline" to
                       keep to their rules for it
  DATELINE_PROCESSES   how many processes embed at once (default: one for each processor)
  HF_ENDPOINT          mirror of the Hugging Face hub to pull models from
  AWS_REGION           region of the bucket; credentials too come from the AWS environment
  AWS_ENDPOINT_URL     another server that speaks S3
  NO_COLOR             no colours
  DATELINE_DEBUG       on: print the stack and the causes of an error
An empty variable counts as unset.

Settings:
  dateline.config.ts, .mts, .js, .mjs or .json, or the key "dateline" of package.json, in this folder or the nearest above it,
  names what a project always wants, by the names of the flags: { index: "…", targetTokens: 128 }.
  A flag comes before the environment, the environment before the settings.`;

/** The order of `--help`: what a new user needs first. */
const COMMANDS = [
  initCommand,
  buildCommand,
  searchCommand,
  similarCommand,
  storyCommand,
  addCommand,
  removeCommand,
  restoreCommand,
  forgetCommand,
  compactCommand,
  reembedCommand,
  alertCommand,
  devCommand,
  mcpCommand,
  publishCommand,
  loadCommand,
  generationsCommand,
  rollbackCommand,
  gcCommand,
  bundleCommand,
  checkCommand,
  doctorCommand,
  modelCommand,
  evalCommand,
  completionCommand,
];

/**
 * Creates the tree of commands.
 *
 * @param report receives the exit code of a run that did not throw
 */
export function createProgram(context: CliContext, report: (exitCode: number) => void): Command {
  const program = new Command("dateline")
    .description("Semantic search over a news corpus: build an index, ask it, publish it.")
    .version(packageVersion())
    .addHelpText("after", EXIT_CODES_HELP);
  for (const command of COMMANDS) program.addCommand(command(context, report));
  prepare(program, context);
  return program;
}

/**
 * Gives every command the context's streams, thrown errors instead of `process.exit`, and the global options.
 */
function prepare(command: Command, context: CliContext): void {
  command
    .exitOverride()
    .showHelpAfterError("(run with --help for what is allowed)")
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHelpWidth: () => context.stdout.columns || 100,
      getErrHelpWidth: () => context.stderr.columns || 100,
    });
  addGlobalOptions(command);
  // Otherwise commander also accepts this command's options after its subcommand.
  if (command.commands.length > 0) command.enablePositionalOptions();
  for (const child of command.commands) prepare(child, context);
}
