import type { Output } from "../cli-context.ts";
import { environmentVariable } from "../environment.ts";

/** Colours only on a terminal, and not if the user disables them (https://no-color.org). */
export function hasColors(output: Output): boolean {
  return output.isTTY === true && environmentVariable("NO_COLOR") === undefined;
}
