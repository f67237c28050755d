import { type ListedGeneration, listGenerations } from "@dateline-search/core/generation/list-generations";
import { Command } from "commander";
import { defaultStore, withIndexStore } from "../open-store.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { countOf } from "../terminal/format-count.ts";
import { printJson } from "../terminal/print-json.ts";
import type { CommandFactory } from "./command-factory.ts";

const EXAMPLES = `
Examples:
  dateline generations                                  those of the local index
  dateline generations --store s3://my-bucket/news      those that are published
  dateline generations --json --store s3://my-bucket/news | jq -r '.[0].id'`;

/** `dateline generations` */
export const generationsCommand: CommandFactory = ({ stdout, signal }) =>
  new Command("generations")
    .summary("list the generations of a store")
    .description("Lists the generations of a store, newest first; the one that answers is marked.")
    .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
    .option("--json", "print the list as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async ({ store, json }: { store: string; json: boolean }) => {
      await withIndexStore(store, async (opened) => {
        const { generations, problem } = await listGenerations(opened, { signal });
        if (problem !== null && generations.length === 0) throw problem;
        if (json) printJson(stdout, generations.map(toJson));
        else for (const generation of generations) stdout.write(`${toLine(generation)}\n`);
        // What could be read is shown all the same.
        if (problem !== null) throw problem;
      });
    });

function toLine(generation: ListedGeneration): string {
  const mark = generation.isLatest ? "*" : " ";
  const start = `${mark} ${generation.id.slice(0, 12)}  ${generation.modifiedAt.toISOString().slice(0, 16)}Z`;
  if (generation.problem !== null) return `${start}  damaged: ${generation.problem.message}`;
  const { articles, passages, sizeBytes } = generation;
  return `${start}  ${countOf(articles, "article")}, ${countOf(passages, "passage")}, ${formatBytes(sizeBytes)}`;
}

function toJson(generation: ListedGeneration): object {
  const { id, modifiedAt, isLatest } = generation;
  if (generation.problem !== null) return { id, modifiedAt, isLatest, problem: generation.problem.message };
  const { articles, passages, sizeBytes, manifest } = generation;
  return { id, modifiedAt, isLatest, articles, passages, sizeBytes, model: manifest.model.name };
}
