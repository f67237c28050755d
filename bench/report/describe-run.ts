import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadavg } from "node:os";
import { environmentLines } from "@dateline-search/cli/terminal/environment";
import { formatNumber } from "./format-figures.ts";

/** Packages whose versions affect the figures. */
const PACKAGES = ["libsql", "hnswlib-node", "onnxruntime-node", "@xenova/transformers", "@orama/orama"];

/** The facts needed to judge and reproduce the figures of a report, as a Markdown list. */
export function describeRun(command: string): string {
  const [load = 0] = loadavg();
  const lines = [
    `\`${command}\``,
    ...environmentLines(),
    PACKAGES.map((name) => `${name} ${packageVersion(name)}`).join(", "),
    `commit ${currentCommit()}, ${new Date().toISOString().slice(0, 10)}, load average at the start ${formatNumber(load)}`,
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

function packageVersion(name: string): string {
  const manifest = createRequire(import.meta.url)
    .resolve.paths(name)
    ?.flatMap((folder) => {
      try {
        return [JSON.parse(readFileSync(`${folder}/${name}/package.json`, "utf8")) as { version: string }];
      } catch {
        return [];
      }
    })
    .at(0);
  return manifest?.version ?? "of unknown version";
}

export function currentCommit(): string {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no") === "" ? "" : " with local changes";
    return git("rev-parse", "--short", "HEAD") + changed;
  } catch {
    return "unknown";
  }
}
