import { join, resolve } from "node:path";
import { FileObjectStore } from "@dateline/core/adapters/file-object-store";
import { localSegmentFormat } from "@dateline/core/adapters/local-segment-format";
import { type BuildReport, buildIndex } from "@dateline/core/build-index";
import { DEFAULT_MODEL_NAME } from "@dateline/core/model/model-registry";
import { Command, Option } from "commander";
import { DEFAULT_OVERLAP_TOKENS, DEFAULT_TARGET_TOKENS } from "../build-defaults.ts";
import { EXIT } from "../exit-code.ts";
import { defaultIndexFolder } from "../folders.ts";
import { openEmbedder } from "../open-embedder.ts";
import { wholeNumber } from "../parse-number.ts";
import { reportBuild } from "../terminal/build-progress.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { countOf, formatCount } from "../terminal/format-count.ts";
import { removeStaleWorkFolders, workFolderName } from "../work-folder.ts";
import type { CommandFactory } from "./command-factory.ts";

const MAX_NOTES_SHOWN = 20;

const EXAMPLES = `
Examples:
  dateline build                          index ./corpus
  dateline build ~/archive --index out    index another folder
  dateline build stories.jsonl --strict   stop at the first record that cannot be read`;

interface BuildFlags {
  readonly index: string;
  readonly model: string;
  readonly targetTokens: number;
  readonly overlapTokens: number;
  readonly strict: boolean;
  readonly json: boolean;
}

/** `dateline build` */
export const buildCommand: CommandFactory = (context, report) =>
  new Command("build")
    .summary("build an index of a folder of articles")
    .description("Reads articles, splits and embeds them, and replaces the index when all of it is done.")
    .argument("[corpus]", "file or folder of .txt, .md, .json and .jsonl articles", "corpus")
    .option("--index <folder>", "folder of the index", defaultIndexFolder())
    .option("--model <name>", "embedding model", DEFAULT_MODEL_NAME)
    .addOption(
      new Option("--target-tokens <n>", "aim for passages of this many tokens")
        .default(DEFAULT_TARGET_TOKENS)
        .argParser(wholeNumber(16, 4_096)),
    )
    .addOption(
      new Option(
        "--overlap-tokens <n>",
        "repeat whole sentences up to this many tokens of the passage before",
      )
        .default(DEFAULT_OVERLAP_TOKENS)
        .argParser(wholeNumber(0, 1_024)),
    )
    .option("--strict", "stop at the first record that cannot be read", false)
    .option("--json", "print the result as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async (corpus: string, flags: BuildFlags) => {
      const embedder = await openEmbedder(flags.model, context);
      const progress = reportBuild(context.stderr);
      try {
        const store = new FileObjectStore(resolve(flags.index));
        await removeStaleWorkFolders(resolve(flags.index));
        const build = await buildIndex(
          {
            store,
            embedder,
            format: localSegmentFormat,
            workFolder: join(resolve(flags.index), workFolderName()),
          },
          { ...flags, corpusPath: corpus, signal: context.signal, onProgress: progress.onProgress },
        );
        progress.stop();
        for (const line of noteLines(build)) context.stderr.write(`${line}\n`);
        context.stdout.write(
          flags.json ? `${JSON.stringify(toJson(build))}\n` : `${summary(build, flags.index)}\n`,
        );
        if (build.problems.length > 0) report(EXIT.incomplete);
      } finally {
        progress.stop();
        await embedder.close();
      }
    });

function noteLines({ problems, skipped }: BuildReport): string[] {
  return [
    ...firstFew(problems.map(({ file, line, reason }) => `left out: ${file}:${line}: ${reason}`)),
    ...firstFew(skipped.map(({ file, reason }) => `skipped: ${file}: ${reason}`)),
  ];
}

function firstFew(lines: readonly string[]): readonly string[] {
  const more = lines.length - MAX_NOTES_SHOWN;
  return more > 0 ? [...lines.slice(0, MAX_NOTES_SHOWN), `… and ${formatCount(more)} more of these`] : lines;
}

function summary({ generation, manifest, problems, duplicates }: BuildReport, index: string): string {
  const notes = [
    ...(duplicates > 0 ? [countOf(duplicates, "duplicate")] : []),
    ...(problems.length > 0 ? [countOf(problems.length, "bad record")] : []),
  ];
  const leftOut = notes.length === 0 ? "" : `, left out ${notes.join(" and ")}`;
  return `Indexed ${countOf(manifest.articles, "article")} in ${countOf(manifest.passages, "passage")} (${formatBytes(sizeOf(manifest))})${leftOut}.\nGeneration ${generation.slice(0, 12)} in ${index}`;
}

function toJson({ generation, manifest, problems, duplicates, skipped }: BuildReport): object {
  const { articles, passages } = manifest;
  return { generation, articles, passages, sizeBytes: sizeOf(manifest), duplicates, problems, skipped };
}

function sizeOf(manifest: BuildReport["manifest"]): number {
  return manifest.segments
    .flatMap(({ files }) => Object.values(files))
    .reduce((sum, file) => sum + file.sizeBytes, 0);
}
