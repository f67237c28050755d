import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ArticleEntry, SourceEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const DATA = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));

/** @throws Error saying what is needed, when the collection is not beside the project */
export function sharedFolder(name: "feeds" | "newsml" | "web-pages"): string {
  const folder = join(DATA, name);
  if (existsSync(folder)) return folder;
  throw new Error(`This suite needs the collection shared/data/${name} beside the project, at ${folder}`);
}

/** Names in the folder, in the order of their UTF-16 units. */
export function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).sort((a, b) => (a < b ? -1 : 1));
}

/** All that a file holds, as of a day on which every embargo of the collections is over. */
export function readSharedFile(folder: string, name: string): readonly SourceEntry[] {
  const bytes = readFileSync(join(folder, name));
  return [...readSourceBytes({ name, bytes }, { now: new Date("2026-01-01") })];
}

export function articlesOf(entries: readonly SourceEntry[]): readonly ArticleEntry[] {
  return entries.filter((entry) => entry.kind === "article");
}

/** `problem file:line reason`, `skipped reason` or `article line title`. */
export function outline(entries: readonly SourceEntry[]): readonly string[] {
  return entries.map((entry) => {
    if (entry.kind === "problem") return `problem ${entry.problem.line} ${entry.problem.reason}`;
    if (entry.kind === "skipped") return `skipped ${entry.reason}`;
    if (entry.kind === "removed") return `removed ${entry.origin.line} ${entry.id} ${entry.reason}`;
    return `article ${entry.origin.line} ${entry.article.title}`;
  });
}
