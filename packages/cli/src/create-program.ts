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
The options of a command may stand before its name, too: dateline --index news search herons

Exit codes:
  0    success
  1    failure; the message says why
  2    invalid command line, or an invalid value on it
  3    finished, but skipped some records of the corpus
  4    refused: would discard other people's changes (see --replace), --gate found worse answers, no passage
       contains a word of a --smoke query, or stories are below a floor of "dateline eval"
  5    "dateline check" found damage that remains
  130  interrupted by Ctrl-C (SIGINT)
  143  terminated by SIGTERM

Environment:
  DATELINE_INDEX       folder of the index (default .dateline/index)
  DATELINE_STORE       default store of publish, add, remove, restore, forget, compact, reembed, alert, generations, rollback,
                       gc, check and doctor (default: the index; publish has no default)
  DATELINE_ENGINE      cluster to query instead of the index, kept in step with the store:
                       opensearch=https://host:9200/name. Credentials: DATELINE_ENGINE_USER, DATELINE_ENGINE_PASSWORD
                       and DATELINE_ENGINE_CA (a file)
  DATELINE_MODELS      folder of the models (default: dateline/models in XDG_CACHE_HOME or in the
                       system's cache folder)
  DATELINE_SYNONYMS    file of synonyms, in the format of examples/synonyms.txt
  DATELINE_TIME_ZONE   time zone of "today" and other days (default UTC)
  DATELINE_CACHE       cache for embeddings and fetched pages: a folder or s3://bucket/prefix
                       (default .dateline/cache)
  DATELINE_TRUSTED_KEYS  public ed25519 keys in base64. dev, mcp and the function open only generations signed with
                       one of them; commands that change a bucket must sign with one of them
  DATELINE_SIGNING_KEY  private ed25519 key (PEM file); every command signs the generations that it makes
  DATELINE_USER_AGENT  User-Agent header for fetching; start it with "dateline" to obey rules that sites set for
                       dateline
  DATELINE_PROCESSES   number of embedding processes (default: one per processor)
  HF_ENDPOINT          mirror of the Hugging Face hub to pull models from
  AWS_REGION           region of the bucket; credentials come from the AWS environment as well
  AWS_ENDPOINT_URL     another server that speaks S3
  NO_COLOR             disable colours
  DATELINE_DEBUG       on: print stack traces and the causes of errors
An empty variable counts as unset.

Settings:
  Put project defaults in dateline.config.ts, .mts, .js, .mjs or .json, or under the key "dateline" of package.json. Dateline
  reads the nearest such file, from this folder upwards. Settings are named after the flags: { index: "…", targetTokens: 128 }.
  Flags override the environment, and the environment overrides the settings.`;

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
    .description("Semantic search over a news corpus: build an index, search it, publish it.")
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
    .showHelpAfterError("(run with --help for usage)")
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
