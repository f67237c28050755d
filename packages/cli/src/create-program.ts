import { resolve } from "node:path";
import { Writable } from "node:stream";
import { Command, Option } from "commander";
import type { CliContext, Output } from "./cli-context.ts";
import type { CommandFactory } from "./commands/command-factory.ts";
import type { DatelineConfig } from "./config/dateline-config.ts";
import { findConfig, readConfig } from "./config/read-config.ts";
import { environmentVariable, packageVersion } from "./environment.ts";

const EXIT_CODES_HELP = `
You can also put a command's options before its name: dateline --index news search herons

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

/** Loads each command. In the order of `--help`, which begins with what a new user needs first. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandFactory>>> = {
  init: async () => (await import("./commands/init.ts")).initCommand,
  build: async () => (await import("./commands/build.ts")).buildCommand,
  search: async () => (await import("./commands/search.ts")).searchCommand,
  similar: async () => (await import("./commands/similar.ts")).similarCommand,
  story: async () => (await import("./commands/story.ts")).storyCommand,
  add: async () => (await import("./commands/add.ts")).addCommand,
  remove: async () => (await import("./commands/remove.ts")).removeCommand,
  restore: async () => (await import("./commands/restore.ts")).restoreCommand,
  forget: async () => (await import("./commands/forget.ts")).forgetCommand,
  compact: async () => (await import("./commands/compact.ts")).compactCommand,
  reembed: async () => (await import("./commands/reembed.ts")).reembedCommand,
  alert: async () => (await import("./commands/alert.ts")).alertCommand,
  dev: async () => (await import("./commands/dev.ts")).devCommand,
  mcp: async () => (await import("./commands/mcp.ts")).mcpCommand,
  publish: async () => (await import("./commands/publish.ts")).publishCommand,
  load: async () => (await import("./commands/load.ts")).loadCommand,
  generations: async () => (await import("./commands/generations.ts")).generationsCommand,
  rollback: async () => (await import("./commands/rollback.ts")).rollbackCommand,
  gc: async () => (await import("./commands/gc.ts")).gcCommand,
  bundle: async () => (await import("./commands/bundle.ts")).bundleCommand,
  check: async () => (await import("./commands/check.ts")).checkCommand,
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand,
  model: async () => (await import("./commands/model.ts")).modelCommand,
  eval: async () => (await import("./commands/eval.ts")).evalCommand,
  completion: async () => (await import("./commands/completion.ts")).completionCommand,
};

/**
 * Creates the tree of commands.
 *
 * @param report receives the exit code of a run that did not throw
 * @param named the command that will run. Loading no other makes a command start sooner. Without one, all are loaded
 */
export async function createProgram(
  context: CliContext,
  report: (exitCode: number) => void,
  named?: string,
): Promise<Command> {
  const program = new Command("dateline")
    .description("Semantic search over a news corpus: build an index, search it, publish it.")
    .version(packageVersion())
    .addHelpText("after", EXIT_CODES_HELP);
  const commands = await Promise.all(commandsToLoad(named).map((load) => load()));
  for (const command of commands) program.addCommand(command(context, report));
  prepare(program, context);
  return program;
}

/** The completion script lists every command, so it needs them all. */
function commandsToLoad(named: string | undefined): (() => Promise<CommandFactory>)[] {
  const isOne = named !== undefined && named !== "completion" && Object.hasOwn(COMMANDS, named);
  return Object.entries(COMMANDS).flatMap(([name, load]) => (!isOne || name === named ? [load] : []));
}

/** A query such as `-budget` looks like an option. */
function adviceOn(error: string, command: Command): string {
  const takesQuery = command.registeredArguments.some((argument) => argument.name() === "query");
  if (!takesQuery || !/unknown option '-[^-]/.test(error)) return "";
  return '(put "--" before a query that begins with "-")\n';
}

/** Gives every command the context's streams, thrown errors instead of `process.exit`, and the global options. */
function prepare(command: Command, context: CliContext): void {
  command
    .exitOverride()
    .showHelpAfterError("(run with --help for usage)")
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHelpWidth: () => context.stdout.columns || 100,
      getErrHelpWidth: () => context.stderr.columns || 100,
      outputError: (text, write) => write(text + adviceOn(text, command)),
    });
  addGlobalOptions(command);
  // Otherwise commander also accepts this command's options after its subcommand.
  if (command.commands.length > 0) command.enablePositionalOptions();
  for (const child of command.commands) prepare(child, context);
}

const GROUP = "Options of every command:";

/** The context of a command line while its options are being parsed. */
export type OpeningContext = { -readonly [K in keyof CliContext]: CliContext[K] };

/** Adds the options that every command has. */
function addGlobalOptions(command: Command): void {
  command
    .addOption(new Option("-q, --quiet", "print only answers and errors").default(false).helpGroup(GROUP))
    .addOption(
      new Option(
        "--config <file>",
        "settings file to use instead of the nearest dateline.config.ts",
      ).helpGroup(GROUP),
    );
}

/**
 * Applies the project settings to a command that is about to run and to its context.
 *
 * @throws DatelineError `invalid-input` when the settings are invalid
 * @throws CommanderError when an argument or an option's value is empty
 */
export async function applyGlobalOptions(command: Command, context: OpeningContext): Promise<void> {
  refuseEmpty(command);
  const { config: file } = command.opts<{ config?: string }>();
  const path = file === undefined ? findConfig(process.cwd()) : resolve(file);
  if (path !== undefined) context.config = await readConfig(path);
  // Apply even without settings: the environment can supply arguments.
  applyConfig(command, context.config);
  if (command.opts<{ quiet?: boolean }>().quiet === true) context.stderr = silentOutput();
}

/** Output for progress and notes with `--quiet`. */
function silentOutput(): Output {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/**
 * Rejects empty arguments and option values, which unset shell variables produce. The path `""` would be the
 * working folder, so `publish "$STORE"` would write an index there. Questions have their own check.
 */
function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    const isGiven = command.getOptionValueSource(name) === "cli";
    if (isGiven && [command.getOptionValue(name)].flat().includes("")) {
      refuse(command, `option '${option.flags}' argument ''`);
    }
  }
  for (const [position, argument] of command.registeredArguments.entries()) {
    if (argument.name() === "query") continue;
    const values = argument.variadic
      ? command.args.slice(position)
      : command.args.slice(position, position + 1);
    if (values.includes("")) refuse(command, `command-argument value '' for argument '${argument.name()}'`);
  }
}

function refuse(command: Command, what: string): never {
  return command.error(`error: ${what} is invalid. It must not be empty.`, {
    code: "commander.invalidArgument",
  });
}

/** Flags with an environment variable, which takes precedence over the project settings. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  index: "DATELINE_INDEX",
  store: "DATELINE_STORE",
  engine: "DATELINE_ENGINE",
};

/**
 * Fills in flags and arguments that the command line omits, from the environment first and then from the
 * settings of the same names.
 */
function applyConfig(command: Command, config: DatelineConfig): void {
  const settings: Readonly<Record<string, unknown>> = { ...config, ...storeSetting(config) };
  for (const option of command.options) {
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    if (!(name in settings) || (source !== undefined && source !== "default")) continue;
    if (environmentVariable(ENVIRONMENT[name] ?? "") !== undefined) continue;
    command.setOptionValueWithSource(name, settings[name], "config");
  }
  applyToArguments(command, config);
}

function applyToArguments(command: Command, config: DatelineConfig): void {
  for (const [position, argument] of command.registeredArguments.entries()) {
    const name = argument.name() as keyof DatelineConfig;
    const setting = environmentVariable(ENVIRONMENT[name] ?? "") ?? config[name];
    if (command.args[position] !== undefined || setting === undefined) continue;
    command.processedArgs[position] = argument.variadic ? [setting] : setting;
  }
}

/** Commands that work on a store default to the index when only the index is configured. */
function storeSetting({ store, index }: DatelineConfig): DatelineConfig {
  if (store !== undefined || index === undefined || environmentVariable("DATELINE_INDEX") !== undefined)
    return {};
  return { store: index };
}
