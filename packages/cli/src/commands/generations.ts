import { type ListedGeneration, listGenerations } from "@dateline/core/generation/list-generations";
import { Command } from "commander";
import { defaultStore, openStore } from "../open-store.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { countOf } from "../terminal/format-count.ts";
import type { CommandFactory } from "./command-factory.ts";

/** `dateline generations` */
export const generationsCommand: CommandFactory = ({ stdout, stderr, signal }) =>
  new Command("generations")
    .summary("list the generations of a store")
    .description("Lists the generations of a store, newest first; the one that answers is marked.")
    .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
    .option("--json", "print the list as JSON", false)
    .action(async ({ store, json }: { store: string; json: boolean }) => {
      const { generations, problem } = await listGenerations(await openStore(store), { signal });
      if (json) stdout.write(`${JSON.stringify(generations.map(toJson), null, 2)}\n`);
      else for (const generation of generations) stdout.write(`${toLine(generation)}\n`);
      if (problem !== null) throw problem;
      if (generations.length === 0)
        stderr.write(`There is no generation in ${store}; run "dateline build".\n`);
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
