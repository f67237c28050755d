import type { Output } from "../cli-context.ts";

/** Prints the answer of a command's `--json`, in the one form that all commands use. */
export function printJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value, null, 2)}\n`);
}
