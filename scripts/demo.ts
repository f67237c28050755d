/**
 * Builds an index of the articles in this repository, and asks it some questions.
 *
 * Usage: npm run demo
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const COMMAND = fileURLToPath(new URL("../packages/cli/bin/dateline.mjs", import.meta.url));
const ROOT = fileURLToPath(new URL("../", import.meta.url));

const LINES: readonly (readonly string[])[] = [
  ["build", "corpus", "examples/articles"],
  ["search", "Is Washington open to South Korea enriching uranium?", "--limit", "1"],
  ["search", "why did the ferries to the islands not sail?", "--limit", "2"],
  ["search", "what is new about sea birds?", "--from", "2025-10-01", "--limit", "1"],
  // No article answers this one, and the command reports that.
  ["search", "which vaccine protects against malaria?"],
];

for (const args of LINES) {
  process.stdout.write(`\n$ dateline ${args.map(quoted).join(" ")}\n`);
  const { status } = spawnSync(process.execPath, [COMMAND, ...args], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** As a user would type it. */
function quoted(arg: string): string {
  return /^[\w./-]+$/.test(arg) ? arg : `"${arg}"`;
}
