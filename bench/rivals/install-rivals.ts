import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { note } from "../process/note.ts";
import { inRepository } from "../workload/in-repository.ts";

const FOLDER = inRepository("bench/rivals");

/** Installs the rivals from their own lockfile into their own folder, once. */
export function installRivals(): void {
  if (existsSync(`${FOLDER}/node_modules`)) return;
  note("installing the rivals");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: ["ignore", 2, 2] });
}
