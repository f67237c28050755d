import { PassThrough } from "node:stream";
import type { Command } from "commander";
import * as z from "zod";
import { configSchema } from "./config/config-schema.ts";
import { createProgram } from "./create-program.ts";

const WIDTH = 100;

const SETTINGS_ABOUT = `## Settings of a project

Put project defaults in \`dateline.config.ts\` (or \`.mts\`, \`.js\`, \`.mjs\`, \`.json\`), or under the key \`dateline\` of
\`package.json\`. Dateline reads the nearest such file, from the working folder upwards. Use \`--config FILE\` to name
another. Paths are relative to the file. Flags override the environment, the environment overrides the settings, and
the settings override the defaults. An unknown setting or an invalid value is an error that names the setting.

\`\`\`ts
import type { DatelineConfig } from "@dateline-search/cli/config/dateline-config";

export default {
  corpus: "articles",
  store: "s3://my-bucket/news",
  targetTokens: 128,
} satisfies DatelineConfig;
\`\`\`
`;

/** Generates the command-line reference from `--help` and the settings schema. */
export async function describeCli(): Promise<string> {
  const stream = new PassThrough();
  const { signal } = new AbortController();
  const streams = { stdin: stream, stdout: stream, stderr: stream, signal };
  const program = await createProgram({ ...streams, config: {} }, () => {});
  const commands = [program, ...leavesOf(program)].map(describeCommand);
  return [
    "# The `dateline` command",
    "Generated from the command's help by `npm run docs:cli`. A test keeps the two equal.",
    ...commands,
    SETTINGS_ABOUT,
    describeSettings(),
  ].join("\n\n");
}

function leavesOf(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length === 0 ? [child] : leavesOf(child)));
}

function describeCommand(command: Command): string {
  let help = "";
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => WIDTH,
  });
  command.outputHelp();
  return `## ${namesOf(command)}\n\n\`\`\`\n${help.trimEnd()}\n\`\`\``;
}

function namesOf(command: Command): string {
  return command.parent === null ? command.name() : `${namesOf(command.parent)} ${command.name()}`;
}

interface SettingSchema {
  readonly type: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
}

function describeSettings(): string {
  const { properties = {} } = z.toJSONSchema(configSchema);
  const rows = Object.entries(properties as Record<string, SettingSchema>).map(
    ([name, { type, minimum, maximum, enum: values }]) => {
      const range = minimum === undefined || type === "string" ? "" : `, ${minimum} to ${maximum}`;
      return `| \`${name}\` | ${values?.join(", ") ?? type + range} |`;
    },
  );
  return `${["| setting | value |", "|---|---|", ...rows].join("\n")}\n`;
}
