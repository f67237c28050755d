import type { Output } from "../cli-context.ts";

/** Prints `--json` output in the one format of all commands. */
export function printJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value, null, 2)}\n`);
}
